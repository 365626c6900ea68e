import type { Clock } from '../domain/clock.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'

/** How much one flush brought. */
export interface FlushCounts {
  readonly quotes: number
  readonly trades: number
  readonly bars: number
}

export type FeedChange = Partial<Pick<MarketDataState, 'quotes' | 'trades' | 'aggregates'>>

/** Makes a flush's change: one `set`, one notification. */
export type FeedCommit = (change: FeedChange, counts: FlushCounts) => void

export interface FlushAction extends FlushCounts {
  readonly type: 'quotes/flush'
  readonly flushes: number
}

interface FeedCommitOptions {
  readonly clock: Clock
  /** Through the middleware. */
  readonly named: (change: FeedChange, replace: false, action: FlushAction) => void
  /** Past the middleware: nothing the feed changes is persisted, and the devtools would copy the state each time. */
  readonly bare: (change: FeedChange) => void
  /** Whether devtools are connected. */
  readonly isShown: boolean
}

/** The devtools see at most four actions a second from the feed. */
const SHOWN_EVERY_MS = 250

const NONE = { quotes: 0, trades: 0, bars: 0, flushes: 0 }

export function createFeedCommit({ clock, named, bare, isShown }: FeedCommitOptions): FeedCommit {
  if (!isShown) return (change) => bare(change)
  let shownAt = Number.NEGATIVE_INFINITY
  let unshown = NONE
  let isScheduled = false

  const show = (change: FeedChange): void => {
    const counts = unshown
    unshown = NONE
    shownAt = clock.now()
    named(change, false, { type: 'quotes/flush', ...counts })
  }
  const showRest = (): void => {
    isScheduled = false
    if (unshown.flushes > 0) show({})
  }
  return (change, counts) => {
    unshown = added(unshown, counts)
    const dueInMs = shownAt + SHOWN_EVERY_MS - clock.now()
    if (dueInMs <= 0) return show(change)
    bare(change)
    if (!isScheduled) clock.after(dueInMs, showRest)
    isScheduled = true
  }
}

function added(sum: typeof NONE, counts: FlushCounts): typeof NONE {
  return {
    quotes: sum.quotes + counts.quotes,
    trades: sum.trades + counts.trades,
    bars: sum.bars + counts.bars,
    flushes: sum.flushes + 1,
  }
}
