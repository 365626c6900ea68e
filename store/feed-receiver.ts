import type { Clock } from '../domain/clock.ts'
import type { FeedReports, FeedSink } from '../domain/feed.ts'
import type { Ticker } from '../domain/ticker.ts'
import { rejectionKey } from '../slices/connection.ts'
import { createFeedInbox } from './feed-inbox.ts'
import type { FeedInbox } from './feed-inbox.ts'
import { createFlusher } from './feed-flusher.ts'
import type { FeedListeners } from './feed-listeners.ts'
import type { MarketDataStore } from './market-data-store.ts'

export interface FeedReceiverOptions {
  readonly store: MarketDataStore
  readonly clock: Clock
  readonly listeners: FeedListeners
  /** Something waits that did not before. */
  readonly onArrival: () => void
}

/** Takes in what the transport receives, between flushes. A page fetches it together with the transport. */
export interface FeedReceiver extends Pick<FeedInbox, 'release' | 'clear'> {
  readonly sink: Omit<FeedSink, keyof FeedReports>
  /** Puts into the store what waits, and tells subscribers. */
  readonly flush: () => void
  readonly isHeld: (symbol: Ticker) => boolean
}

export type CreateFeedReceiver = (options: FeedReceiverOptions) => FeedReceiver

/** What flows goes into the inbox, what is rare straight into the store. */
export const createFeedReceiver: CreateFeedReceiver = ({ store, clock, listeners, onArrival }) => {
  const inbox = createFeedInbox(onArrival)
  const { ticks } = inbox
  return {
    sink: {
      frames: ticks.frames,
      inlet: (symbol) => ticks.inlet(symbol),
      put: (inlet, from, to) => ticks.put(inlet, from, to),
      quote: (symbol, patch) => ticks.push(symbol, patch),
      trades: inbox.addTrades,
      bars: inbox.addBars,
      accepted: (channel, symbols) => store.getState().clearRejections(channel, symbols),
      rejected(channel, symbols, error) {
        store.getState().reject(channel, symbols, error)
        for (const symbol of symbols) listeners.rejections.notify(rejectionKey(channel, symbol), error)
      },
      watchlist: (_roots, symbols) => store.getState().setStreamed(symbols),
    },
    flush: createFlusher({ store, clock, inbox, listeners }),
    isHeld: (symbol) => ticks.has(symbol),
    release: inbox.release,
    clear: inbox.clear,
  }
}
