import type { Aggregate } from '../domain/aggregate.ts'
import type { Clock, Stop } from '../domain/clock.ts'
import type { FeedReports, FeedSink } from '../domain/feed.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { Quote } from '../domain/quote.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import type { Trade } from '../domain/trade.ts'
import type { Channel } from '../domain/wire-protocol.ts'
import { seriesKey } from '../slices/aggregates.ts'
import { rejectionKey } from '../slices/connection.ts'
import { createFeedListeners } from './feed-listeners.ts'
import type { FeedListeners } from './feed-listeners.ts'
import type { CreateFeedReceiver, FeedReceiver } from './feed-receiver.ts'
import { createFeedReports } from './feed-reports.ts'
import { createFlushScheduler } from './flush-scheduler.ts'
import type { FlushScheduler } from './flush-scheduler.ts'
import type { MarketDataStore } from './market-data-store.ts'
import { createRetention } from './retention.ts'
import { followTradingDate } from './trading-date.ts'
import { trimUnheldSeries } from './unheld-series.ts'

export interface FeedOptions {
  readonly store: MarketDataStore
  readonly clock: Clock
  /** When to flush. @default an animation frame; 16 ms where there are none */
  readonly scheduler?: FlushScheduler
}

/** Carries what the transport receives into the store, one change a flush, and tells subscribers afterwards. */
export interface Feed {
  readonly reports: FeedReports
  /** Opens the way for what the transport receives, which takes the code that comes with it. */
  readonly open: (createReceiver: CreateFeedReceiver) => FeedSink
  /** Called after a flush that changed the symbol's quote, with what the store holds now. */
  readonly onQuotes: (symbols: readonly Ticker[], callback: (quote: Quote) => void) => Stop
  /** Called for every trade, in the order of the exchange. */
  readonly onTrades: (symbols: readonly Ticker[], callback: (trade: Trade) => void) => Stop
  /** Called for every bar as it grows and closes. Coarser bars than a minute are built from minutes from now on. */
  readonly onBars: (symbols: readonly Ticker[], timeframe: Timeframe, callback: (bar: Aggregate) => void) => Stop
  /** Called when the server refuses a symbol; soon, where it has refused it already. */
  readonly onRejected: (channel: Channel, symbols: readonly Ticker[], callback: (error: Error) => void) => Stop
  /** Lets go what is beyond the store's bounds of symbols that nobody holds; to be called after REST filled it. */
  readonly trim: () => void
  /** Puts into the store what waits, now. Does nothing while the devtools show the past. */
  readonly flush: () => void
  /** Drops what waits and cancels the next flush; what comes later is taken again. */
  readonly stop: Stop
}

export function createFeed({ store, clock, scheduler = createFlushScheduler({ clock }) }: FeedOptions): Feed {
  const { timeTravel } = store.feed
  const listeners = createFeedListeners((error) => reportThrown(store, clock.now(), error))
  const retention = createRetention(
    store,
    (symbol) => listeners.quotes.has(symbol) || receiver?.isHeld(symbol) === true,
  )
  const { reports, stop: stopReports } = createFeedReports({ store, clock, onReleased })
  let receiver: FeedReceiver | undefined
  let cancel: Stop | undefined
  let stopWatching: Stop | undefined

  function request(): void {
    stopWatching ??= watch(store, clock, request)
    if (!timeTravel.isTravelling()) cancel ??= scheduler.request(flush)
  }

  function onReleased(channel: Channel, symbols: readonly Ticker[]): void {
    receiver?.release(channel, symbols)
    if (channel !== 'Q') return
    retention.released()
    // many may be let go in a turn; while nothing flows no flush will come
    if (stopWatching === undefined) trim()
    else request()
  }

  function trim(): void {
    if (timeTravel.isTravelling()) return
    retention.trim()
    trimUnheldSeries(store, listeners)
  }

  function open(createReceiver: CreateFeedReceiver): FeedSink {
    receiver = createReceiver({ store, clock, listeners, onArrival: request })
    return { ...receiver.sink, ...reports }
  }

  function flush(): void {
    cancel?.()
    cancel = undefined
    if (timeTravel.isTravelling()) return
    receiver?.flush()
    retention.trim()
  }

  function stop(): void {
    cancel?.()
    cancel = undefined
    stopWatching?.()
    stopWatching = undefined
    stopReports()
    receiver?.clear()
  }

  return { reports, open, trim, flush, stop, ...subscriptions(store, listeners) }
}

function subscriptions(
  store: MarketDataStore,
  listeners: FeedListeners,
): Pick<Feed, 'onQuotes' | 'onTrades' | 'onBars' | 'onRejected'> {
  const { quotes, trades, bars, rejections } = listeners
  let latecomers = 0
  return {
    onQuotes: (symbols, callback) => quotes.add(symbols, callback),
    onTrades: (symbols, callback) => trades.add(symbols, callback),
    onBars(symbols, timeframe, callback) {
      const keys = symbols.map((symbol) => seriesKey(symbol, timeframe))
      const stop = bars.add(keys, callback)
      // a series that exists is one that grows; it is followed already, so nobody takes it away again
      for (const symbol of symbols) store.getState().mergeBars(symbol, timeframe, [])
      return stop
    },
    onRejected(channel, symbols, callback) {
      const keys = symbols.map((symbol) => rejectionKey(channel, symbol))
      const known = new Set(keys.flatMap((key) => store.getState().connection.rejections[key] ?? []))
      if (known.size === 0) return rejections.add(keys, callback)
      const alone = `${++latecomers}`
      queueMicrotask(() => known.forEach((error) => rejections.notify(alone, error)))
      return rejections.add([...keys, alone], callback)
    },
  }
}

/** What waited while the devtools showed the past comes after it, and contracts leave with their day. */
function watch({ getState, feed }: MarketDataStore, clock: Clock, request: () => void): Stop {
  const { isTravelling, onReturn } = feed.timeTravel
  const stop = onReturn(request)
  const unfollow = followTradingDate({
    clock,
    isPaused: isTravelling,
    onDate: (date) => getState().rollOffExpired(date),
  })
  return () => {
    stop()
    unfollow()
  }
}

/** A callback of the host's threw: it shows among the events, and the others are called all the same. */
export function reportThrown(store: MarketDataStore, at: EpochMs, error: unknown): void {
  store.getState().recordEvent({ at, kind: 'error', message: `A subscriber's callback threw: ${String(error)}` })
}
