import type { Clock } from '../domain/clock.ts'
import type { FeedSink } from '../domain/feed.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Channel } from '../domain/wire-protocol.ts'
import { rejectionKey } from '../slices/connection.ts'
import { createEndpointHealth } from './endpoint-health.ts'
import type { FeedInbox } from './feed-inbox.ts'
import type { Listeners } from './feed-listeners.ts'
import type { MarketDataStore } from './market-data-store.ts'

interface FeedSinkOptions {
  readonly store: MarketDataStore
  readonly clock: Clock
  readonly inbox: FeedInbox
  readonly rejections: Listeners<Error>
  /** There is something to look after at the next flush. */
  readonly onReleased: () => void
}

export interface StoppableSink extends FeedSink {
  readonly stop: () => void
}

/** What flows goes into the inbox, what is rare straight into the store. */
export function createFeedSink({ store, clock, inbox, rejections, onReleased }: FeedSinkOptions): StoppableSink {
  const health = createEndpointHealth(clock, (endpoint, state) => store.getState().setEndpointHealth(endpoint, state))
  return {
    frames: inbox.ticks.frames,
    inlet: (symbol) => inbox.ticks.inlet(symbol),
    put: (inlet, from, to) => inbox.ticks.put(inlet, from, to),
    quote: (symbol, patch) => inbox.ticks.push(symbol, patch),
    trades: inbox.addTrades,
    bars: inbox.addBars,
    accepted: (channel, symbols) => store.getState().clearRejections(channel, symbols),
    rejected(channel, symbols, error) {
      store.getState().reject(channel, symbols, error)
      for (const symbol of symbols) rejections.notify(rejectionKey(channel, symbol), error)
    },
    released(channel, symbols) {
      inbox.release(channel, symbols)
      store.getState().clearRejections(channel, symbols)
      drop(store, channel, symbols)
      onReleased()
    },
    watchlist: (_roots, symbols) => store.getState().setStreamed(symbols),
    endpoint: health.push,
    event: (event) => store.getState().recordEvent(event),
    stop: health.stop,
  }
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
