import type { Ticker } from '../domain/ticker.ts'

/** A list of symbols at three times: as it was last read or written here, as it is here, as another tab left it. */
export interface SharedList {
  readonly before: readonly Ticker[]
  readonly ours: readonly Ticker[]
  readonly theirs: readonly Ticker[]
}

/** The list with what was added and removed on both sides, in the order it has here; what is new elsewhere comes last. */
export function mergeLists({ before, ours, theirs }: SharedList): readonly Ticker[] {
  const isRemovedElsewhere = (symbol: Ticker): boolean => before.includes(symbol) && !theirs.includes(symbol)
  const isNewElsewhere = (symbol: Ticker): boolean => !before.includes(symbol) && !ours.includes(symbol)
  return [...ours.filter((symbol) => !isRemovedElsewhere(symbol)), ...theirs.filter(isNewElsewhere)]
}
