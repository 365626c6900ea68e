import type { Clock, Stop } from '../domain/clock.ts'
import type { FeedReports } from '../domain/feed.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Channel } from '../domain/wire-protocol.ts'
import { createEndpointHealth } from './endpoint-health.ts'
import type { MarketDataStore } from './market-data-store.ts'

interface FeedReportsOptions {
  readonly store: MarketDataStore
  readonly clock: Clock
  /** Nobody holds these any more; the store has let them go. */
  readonly onReleased: FeedReports['released']
}

/** Reports are rare: they go straight into the store. */
export function createFeedReports(options: FeedReportsOptions): { readonly reports: FeedReports; readonly stop: Stop } {
  const { store, clock, onReleased } = options
  const health = createEndpointHealth(clock, (endpoint, state) => store.getState().setEndpointHealth(endpoint, state))
  const reports: FeedReports = {
    released(channel, symbols) {
      store.getState().clearRejections(channel, symbols)
      drop(store, channel, symbols)
      onReleased(channel, symbols)
    },
    endpoint: health.push,
    event: (event) => store.getState().recordEvent(event),
  }
  return { reports, stop: health.stop }
}

/**
 * Trades and bars that nobody follows any more would have a hole when they are followed again. Quotes have none: they
 * stay, up to a bound.
 */
function drop(store: MarketDataStore, channel: Channel, symbols: readonly Ticker[]): void {
  const { dropTrades, dropBars } = store.getState()
  if (channel === 'T') dropTrades(symbols)
  if (channel === 'A') for (const symbol of symbols) dropBars(symbol, ['1s'])
  if (channel === 'AM') for (const symbol of symbols) dropBars(symbol, MINUTES_AND_COARSER)
}

const MINUTES_AND_COARSER = ['1m', '5m', '15m', '30m', '1h', '4h', '1d', '1w', '1M'] as const
