import type { SeriesKey } from '../slices/aggregates.ts'
import type { FeedListeners } from './feed-listeners.ts'
import type { MarketDataStore } from './market-data-store.ts'

/**
 * Lets go what answers of REST left behind of symbols that nobody follows, beyond the store's bound: past trades and bars
 * asked for one symbol after the other. What the feed itself brings is let go with its subscriptions.
 */
export function trimUnheldSeries(
  { getState, feed }: MarketDataStore,
  { trades, bars }: Pick<FeedListeners, 'trades' | 'bars'>,
): void {
  const { maxUnheldSeries } = feed.limits
  const state = getState()
  const symbols = beyond(Object.keys(state.trades.bySymbol), trades.has, maxUnheldSeries)
  if (symbols.length > 0) state.dropTrades(symbols)
  const held = new Set(bars.keys().map(symbolOf))
  const keys = beyond(Object.keys(state.aggregates.series), (key) => held.has(symbolOf(key)), maxUnheldSeries)
  if (keys.length > 0) state.dropSeries(keys.filter(isSeriesKey))
}

/** The ones that came first, once a quarter more than the limit is there: dropping is dear, so it happens in batches. */
function beyond(keys: readonly string[], isHeld: (key: string) => boolean, limit: number): readonly string[] {
  if (keys.length <= limit) return []
  const unheld = keys.filter((key) => !isHeld(key))
  return unheld.length <= limit + Math.floor(limit / 4) ? [] : unheld.slice(0, unheld.length - limit)
}

// a series of minutes is held by whoever follows the hours that grow from it
const symbolOf = (key: string): string => key.slice(0, key.indexOf('|'))

const isSeriesKey = (key: string): key is SeriesKey => key.includes('|')
