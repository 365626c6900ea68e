import type { Stop } from '../domain/clock.ts'
import type { SeriesKey } from '../slices/aggregates.ts'
import type { FeedListeners } from './feed-listeners.ts'
import type { MarketDataStore } from './market-data-store.ts'

/**
 * Bounds what answers of REST leave behind of symbols that nobody follows: past trades and bars asked for one symbol
 * after the other. What the feed itself brings is let go with its subscriptions, so its flushes cost nothing here.

 * @param isPaused true while the feed flushes, or the devtools show the past
 */
export function boundUnheldSeries(
  store: MarketDataStore,
  { trades, bars }: Pick<FeedListeners, 'trades' | 'bars'>,
  isPaused: () => boolean,
): Stop {
  const limit = store.feed.limits.maxUnheldSeries
  const trimTrades = (bySymbol: object): void => {
    if (isPaused()) return
    const gone = beyond(Object.keys(bySymbol), trades.has, limit)
    if (gone.length > 0) store.getState().dropTrades(gone)
  }
  const trimBars = (series: object): void => {
    if (isPaused()) return
    const held = new Set(bars.keys().map(symbolOf))
    const gone = beyond(Object.keys(series), (key) => held.has(symbolOf(key)), limit)
    if (gone.length > 0) store.getState().dropSeries(gone.filter(isSeriesKey))
  }
  const stops = [
    store.subscribe((state) => state.trades.bySymbol, trimTrades),
    store.subscribe((state) => state.aggregates.series, trimBars),
  ]
  return () => {
    for (const stop of stops) stop()
  }
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
