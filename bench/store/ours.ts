import { FrameIntake } from '../../adapters/stream/frame-intake.ts'
import { Subscriptions } from '../../adapters/stream/subscriptions.ts'
import { systemClock } from '../../domain/clock.ts'
import type { FeedSink } from '../../domain/feed.ts'
import { createFeed } from '../../store/feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { selectQuote, selectQuotes } from '../../store/selectors/quotes.ts'
import type { Contender } from './contender.ts'

const isDevtools = process.env['BENCH_DEVTOOLS'] === '1'

/** The real path: frame intake with every symbol held, tick buffer, one set a flush, selectors. */
export function createContender(): Contender {
  connectDevtools()
  const store = createMarketDataStore({ devtools: isDevtools })
  const feed = createFeed({ store, clock: systemClock, scheduler: { request: () => () => {} } })
  const intake = createIntake(feed.sink)
  return {
    onFrame: (frame) => intake.take(frame),
    flush: feed.flush,
    watch: (symbol, onChange) => void store.subscribe(selectQuote(symbol), onChange),
    watchAll: (symbols, onChange) => void store.subscribe(selectQuotes(symbols), onChange),
    bidOf: (symbol) => selectQuote(symbol)(store.getState())?.bid,
    isBatched: true,
  }
}

/** What stands behind a socket, without the socket; a symbol is subscribed to when it is first seen. */
function createIntake(sink: FeedSink): FrameIntake {
  const ignore = (): void => {}
  const subscriptions = new Subscriptions({ clock: systemClock, send: ignore, onRejected: ignore })
  return new FrameIntake({
    endpoint: 'options',
    clock: systemClock,
    serverNow: () => systemClock.now(),
    subscriptions,
    listener: {
      frames: sink.frames,
      inlet: (symbol) => sink.inlet(symbol),
      put: (inlet, from, to) => sink.put(inlet, from, to),
      isWatching: () => false,
      quote: ignore,
      trade: ignore,
      bar: ignore,
      missed: ignore,
      acknowledged: ignore,
      rejected: ignore,
      released: ignore,
      watchlist: ignore,
      state: ignore,
      upstream: ignore,
      event: ignore,
    },
    isListed(symbol) {
      subscriptions.add('Q', [Buffer.from(symbol).toString()])
      return true
    },
    onControl: ignore,
    onMalformed: ignore,
    onMalformedRun: ignore,
  })
}

/** A stand-in for the browser's extension, which at least serialises what it is sent. */
function connectDevtools(): void {
  if (!isDevtools) return
  const connection = {
    init: () => {},
    subscribe: () => () => {},
    unsubscribe: () => {},
  }
  const connect = (options: { stateSanitizer?: (state: unknown) => unknown }) => ({
    ...connection,
    send: (_action: unknown, state: unknown) => void JSON.stringify(options.stateSanitizer?.(state) ?? state),
  })
  Object.assign(globalThis, { window: { __REDUX_DEVTOOLS_EXTENSION__: { connect } } })
}
