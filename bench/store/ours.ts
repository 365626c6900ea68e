import { scanFrame } from '../../adapters/stream/frame-scanner.ts'
import { systemClock } from '../../domain/clock.ts'
import { createFeed } from '../../store/feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { selectQuote, selectQuotes } from '../../store/selectors/quotes.ts'
import type { Contender } from './contender.ts'

/** The real path: frame scanner, tick buffer, one set a flush, selectors. */
export function createContender(): Contender {
  connectDevtools()
  const store = createMarketDataStore()
  const feed = createFeed({ store, clock: systemClock, scheduler: { request: () => () => {} } })
  const reader = {
    quote: (symbol: string, frame: string, from: number, to: number) => feed.sink.quote(symbol, frame, from, to),
    other: () => {},
    malformed: () => {},
  }
  return {
    onFrame: (frame) => scanFrame(frame, reader),
    flush: feed.flush,
    watch: (symbol, onChange) => void store.subscribe(selectQuote(symbol), onChange),
    watchAll: (symbols, onChange) => void store.subscribe(selectQuotes(symbols), onChange),
    bidOf: (symbol) => selectQuote(symbol)(store.getState())?.bid,
    isBatched: true,
  }
}

/** A stand-in for the browser's extension, which at least serialises what it is sent. */
function connectDevtools(): void {
  if (process.env['BENCH_DEVTOOLS'] !== '1') return
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
