import type { Aggregate } from '../domain/aggregate.ts'

/**
 * Merges bars of one symbol and length: ascending by start, an added bar replaces the held one of its window, the
 * newest `limit` stay. The same list back when nothing changed.
 */
export function mergeBars(
  held: readonly Aggregate[],
  added: readonly Aggregate[],
  limit: number,
): readonly Aggregate[] {
  if (added.length === 0) return held
  if (added.length === 1) return withBar(held, added[0], limit)
  const byStart = new Map(held.map((bar) => [bar.start, bar]))
  let isChanged = false
  for (const bar of added) {
    const former = byStart.get(bar.start)
    if (former !== undefined && isSameBar(former, bar)) continue
    byStart.set(bar.start, bar)
    isChanged = true
  }
  if (!isChanged) return held
  return newest(
    [...byStart.values()].sort((left, right) => left.start - right.start),
    limit,
  )
}

// the live case: one bar, at the end or replacing the last
function withBar(held: readonly Aggregate[], bar: Aggregate | undefined, limit: number): readonly Aggregate[] {
  if (bar === undefined) return held
  const at = held.findLastIndex((other) => other.start <= bar.start)
  const former = held[at]
  if (former?.start !== bar.start) return newest(held.toSpliced(at + 1, 0, bar), limit)
  return isSameBar(former, bar) ? held : held.with(at, bar)
}

function newest(bars: readonly Aggregate[], limit: number): readonly Aggregate[] {
  return bars.length > limit ? bars.slice(-limit) : bars
}

function isSameBar(left: Aggregate, right: Aggregate): boolean {
  return (
    left.open === right.open &&
    left.high === right.high &&
    left.low === right.low &&
    left.close === right.close &&
    left.volume === right.volume &&
    left.vwap === right.vwap &&
    left.trades === right.trades &&
    left.end === right.end &&
    left.source === right.source
  )
}
