import type { Clock } from '../domain/clock.ts'
import { QuoteFacts } from '../slices/quote-facts.ts'
import { flushGathered } from './feed-flush.ts'
import type { FeedInbox } from './feed-inbox.ts'
import type { FeedListeners } from './feed-listeners.ts'
import { notifyOf } from './feed-notify.ts'
import type { MarketDataStore } from './market-data-store.ts'

interface FlusherOptions {
  readonly store: MarketDataStore
  readonly clock: Clock
  readonly inbox: FeedInbox
  readonly listeners: FeedListeners
}

/** What waits goes into the store as one change, then subscribers are told. */
export function createFlusher({ store, clock, inbox, listeners }: FlusherOptions): () => void {
  const { commit, limits } = store.feed
  const facts = new QuoteFacts()

  function reportMalformed(count: number): void {
    const message = `${count} quote messages could not be read`
    store.getState().recordEvent({ at: clock.now(), kind: 'invalid-message', message, count })
  }

  return () => {
    if (inbox.isEmpty()) return
    const before = store.getState()
    const gathered = inbox.take()
    const withTouched = !listeners.quotes.isEmpty()
    const { change, quotes, malformed, touched } = flushGathered(before, gathered, {
      at: clock.now(),
      limits,
      withTouched,
      facts,
    })
    const { trades, bars } = gathered
    if (Object.keys(change).length > 0) commit(change, { quotes, trades: trades.length, bars: bars.length })
    if (malformed > 0) reportMalformed(malformed)
    notifyOf(listeners, { before, after: store.getState(), touched, trades })
  }
}
