import type { EpochMs } from '../../domain/freshness.ts'

/** A stretch of time of which messages are missing. */
export interface Interval {
  readonly from: EpochMs
  readonly to: EpochMs
}

export function overlaps(one: Interval, other: Interval | undefined): boolean {
  return other !== undefined && one.from <= other.to && other.from <= one.to
}

interface Entry {
  /** A gap bears the offset of the message before it. */
  readonly offset: number
  readonly at: EpochMs
  readonly item: { readonly text: string } | { readonly gap: Interval }
}

/** From when messages of these numbers on are. */
export interface Cut {
  readonly offset: number
  readonly at: EpochMs
}

/** What a returning client is owed. */
export interface Replay {
  /** Texts of messages and gaps between them, in order. */
  readonly items: readonly ({ readonly text: string } | { readonly gap: Interval })[]
  /** False when something the client missed is no longer, or never was, here. */
  readonly isComplete: boolean
  /** Where nothing is left to say what is missing since when: the oldest time it can be. */
  readonly lostFrom?: EpochMs | undefined
  /** The time of the first item. */
  readonly from?: EpochMs | undefined
}

export interface ReplayRing {
  /** The number of the newest message. */
  readonly offset: number
  /** The offset the next message will bear. */
  next(): number
  push(text: string, at: EpochMs): void
  /** Records that the vendor's stream itself was interrupted here. */
  pushGap(gap: Interval): void
  since(offset: number): Replay
  /** How far back a late client has to look, for whoever goes on with the numbering. */
  readonly cuts: readonly Cut[]
}

export interface ReplayRingOptions {
  /** How many messages are kept; asked each time. */
  readonly capacity: () => number
  /** The number before the first message's. @default 0 */
  readonly base?: number
  /** When the numbering began, epoch ms. */
  readonly startedAt: EpochMs
  /** Of the ring that had these numbers before. */
  readonly earlier?: readonly Cut[] | undefined
}

const MAX_CUTS = 64
const FINE_CUT = 50

/** The newest messages of one channel and symbol, numbered without holes. */
export function createReplayRing({ capacity, base = 0, startedAt, earlier = [] }: ReplayRingOptions): ReplayRing {
  const entries: Entry[] = []
  let offset = base
  let oldestKept = base + 1
  // when the blocks that were cut off began: how far back a late client has to look
  let cuts: readonly Cut[] = [...earlier, { offset: base + 1, at: startedAt }]

  function keep(entry: Entry): void {
    entries.push(entry)
    // cut in blocks: a shift for each message would move the whole array
    const limit = capacity()
    if (entries.length < limit * 2) return
    const dropped = entries.splice(0, entries.length - limit)
    oldestKept = (dropped.at(-1)?.offset ?? offset) + 1
    cuts = thinned([...cuts, { offset: oldestKept, at: entries[0]?.at ?? startedAt }])
  }

  return {
    get offset() {
      return offset
    },
    get cuts() {
      const fine = entries.filter((_, index) => index % FINE_CUT === 0)
      return thinned([...cuts, ...fine.map((entry) => ({ offset: entry.offset, at: entry.at }))])
    },
    next: () => offset + 1,
    push(text, at) {
      offset += 1
      keep({ offset, at, item: { text } })
    },
    pushGap: (gap) => keep({ offset, at: gap.from, item: { gap } }),
    since(position) {
      if (position > offset || position < oldestKept - 1) {
        const cut = cuts.findLast((each) => each.offset <= position + 1)
        return { items: [], isComplete: false, lostFrom: cut?.at ?? startedAt }
      }
      const owed = entries.filter((entry) => isOwed(entry, position))
      const items = owed.map((entry) => entry.item)
      return { items, isComplete: items.every((item) => 'text' in item), from: owed[0]?.at }
    },
  }
}

function thinned(cuts: readonly Cut[]): readonly Cut[] {
  return cuts.length <= MAX_CUTS ? cuts : cuts.filter((_, index) => index === 0 || index % 2 === 1)
}

// a gap right after the last message the client has is news to it, as it stands between that and the next
function isOwed(entry: Entry, position: number): boolean {
  return 'gap' in entry.item ? entry.offset >= position : entry.offset > position
}
