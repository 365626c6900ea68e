import { systemClock } from '../../domain/clock.ts'
import { openFeed } from '../../src/testing/open-feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { selectQuote, selectQuotes } from '../../store/selectors/quotes.ts'
import type { Contender } from './contender.ts'
import { createIntake } from './intake.ts'

const isDevtools = process.env['BENCH_DEVTOOLS'] === '1'

/** The real path: frame intake with every symbol held, tick buffer, one set a flush, selectors. */
export function createContender(): Contender {
  connectDevtools()
  const store = createMarketDataStore({ devtools: isDevtools })
  const feed = openFeed({ store, clock: systemClock, scheduler: { request: () => () => {} } })
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
