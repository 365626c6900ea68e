import type { Clock } from '../domain/clock.ts'
import { createAggregatesSlice } from '../slices/aggregates.ts'
import { createChainsSlice } from '../slices/chains.ts'
import { createConnectionSlice } from '../slices/connection.ts'
import type { SliceCreator, MarketDataState } from '../slices/market-data-state.ts'
import { createQuotesSlice } from '../slices/quotes.ts'
import { createReferenceSlice } from '../slices/reference.ts'
import { createTradesSlice } from '../slices/trades.ts'
import { createWatchlistSlice } from '../slices/watchlist.ts'

/** How much the state may hold. */
export interface StateLimits {
  /** Trades kept a symbol. @default 500 */
  readonly maxTrades?: number
  /** Bars kept a series. @default 5000 */
  readonly maxBars?: number
  /** Connection events kept. @default 200 */
  readonly maxEvents?: number
  /** Quotes kept of symbols that nobody subscribes to; the ones received longest ago go first. @default 5000 */
  readonly maxUnheldQuotes?: number
  /** Symbols' trades and bar series kept that nobody subscribes to; the ones made first go first. @default 250 */
  readonly maxUnheldSeries?: number
}

export type ResolvedLimits = Required<StateLimits>

export const DEFAULT_LIMITS: ResolvedLimits = {
  maxTrades: 500,
  maxBars: 5000,
  maxEvents: 200,
  maxUnheldQuotes: 5000,
  maxUnheldSeries: 250,
}

/** Every slice, side by side. */
export function composeSlices(limits: ResolvedLimits, clock: Clock): SliceCreator<MarketDataState> {
  const { maxTrades, maxBars, maxEvents } = limits
  return (...tools) => ({
    ...createQuotesSlice(...tools),
    ...createTradesSlice(maxTrades)(...tools),
    ...createChainsSlice(...tools),
    ...createAggregatesSlice(maxBars, () => clock.now())(...tools),
    ...createConnectionSlice(maxEvents)(...tools),
    ...createWatchlistSlice(...tools),
    ...createReferenceSlice(...tools),
  })
}
