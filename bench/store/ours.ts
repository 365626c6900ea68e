import { systemClock } from '../../domain/clock.ts'
import type { Clock } from '../../domain/clock.ts'
import { openFeed } from '../../src/testing/open-feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { selectQuote, selectQuotes } from '../../store/selectors/quotes.ts'
import type { Contender } from './contender.ts'
import { createIntake } from './intake.ts'

interface OursOptions {
  readonly clock?: Clock
  /** @default false */
  readonly devtools?: boolean
}

/** The real path: frame intake with every symbol held, tick buffer, one set a flush, selectors. */
export function createContender({ clock = systemClock, devtools = false }: OursOptions = {}): Contender {
  const store = createMarketDataStore({ clock, devtools })
  const feed = openFeed({ store, clock, scheduler: { request: () => () => {} } })
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
