import { afterEach, describe, expect, it, vi } from 'vitest'
import type { QuotePatch } from '../../domain/quote.ts'
import { encodeQuoteMessage } from '../../domain/wire-messages.ts'
import { quotePatch } from '../../src/testing/builders.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { openFeed } from '../../src/testing/open-feed.ts'
import type { OpenFeed } from '../../src/testing/open-feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'
import { putMessage } from '../support/put-message.ts'

interface Bench {
  readonly store: MarketDataStore
  readonly feed: OpenFeed
  /** A message of the stream, in the store at once. */
  readonly stream: (patch: Partial<QuotePatch>) => void
  readonly quoteOf: (symbol: string) => unknown
}

function createBench(): Bench {
  const clock = createFakeClock()
  const store = createMarketDataStore({ clock })
  const feed = openFeed({ store, clock })
  return {
    store,
    feed,
    stream(patch) {
      put(feed, patch)
      feed.flush()
    },
    quoteOf: (symbol) => selectQuote(symbol)(store.getState()),
  }
}

const put = (feed: OpenFeed, patch: Partial<QuotePatch>): void => {
  const message = quotePatch(patch)
  putMessage(feed.sink, message.symbol, encodeQuoteMessage(message))
}

afterEach(() => vi.unstubAllGlobals())

describe('what the feed remembers of quotes', () => {
  it('keeps what REST wrote meanwhile and the stream does not tell', () => {
    const { store, stream, quoteOf } = createBench()
    stream({ bid: 1, timestamp: 10 })
    store.getState().applyQuotes([quotePatch({ previousClose: 2, timestamp: 20, source: 'rest' })], 20)
    stream({ bid: 3, timestamp: 30 })

    expect(quoteOf('SPY')).toMatchObject({ bid: 3, previousClose: 2, source: 'stream' })
  })

  it('keeps what REST brought through the feed and the stream does not tell', () => {
    const { feed, stream, quoteOf } = createBench()
    stream({ bid: 1, timestamp: 10 })
    feed.sink.quote('SPY', quotePatch({ previousClose: 2, timestamp: 20, source: 'rest' }))
    feed.flush()
    stream({ bid: 3, timestamp: 30 })

    expect(quoteOf('SPY')).toMatchObject({ bid: 3, previousClose: 2 })
  })

  it('ignores a message older than what REST wrote meanwhile', () => {
    const { store, stream, quoteOf } = createBench()
    stream({ bid: 1, timestamp: 10 })
    store.getState().applyQuotes([quotePatch({ bid: 2, timestamp: 20, source: 'rest' })], 20)
    stream({ bid: 3, timestamp: 15 })

    expect(quoteOf('SPY')).toMatchObject({ bid: 2, timestamp: 20, source: 'rest' })
  })

  it('counts for no other state: not for the past that the devtools show, nor for what is written there', () => {
    const devtools = installDevtools()
    const { store, stream, quoteOf } = createBench()
    store.getState().applyQuotes([quotePatch({ bid: 1, timestamp: 10, source: 'rest' })], 10)
    const past = devtools.shown()
    stream({ bid: 5, timestamp: 50 })

    devtools.jumpTo(past)
    store.getState().applyQuotes([quotePatch({ bid: 2, previousClose: 2, timestamp: 20, source: 'rest' })], 20)
    store.feed.timeTravel.resume()
    expect(quoteOf('SPY')).toMatchObject({ bid: 2, timestamp: 20 })
    stream({ bid: 3, timestamp: 30 })

    expect(quoteOf('SPY')).toMatchObject({ bid: 3, timestamp: 30, previousClose: 2 })
  })
})

describe('symbols that are let go', () => {
  it('take what waits of them along, and leave nothing of it to the next symbol', () => {
    const { feed, stream, quoteOf } = createBench()
    put(feed, { symbol: 'A', bid: 1 })
    feed.sink.released('Q', ['A'])
    expect(feed.sink.inlet('B')).toBe(0)
    feed.flush()
    expect([quoteOf('A'), quoteOf('B')]).toEqual([undefined, undefined])
    stream({ symbol: 'B', bid: 2 })

    expect(quoteOf('A')).toBeUndefined()
    expect(quoteOf('B')).toMatchObject({ symbol: 'B', bid: 2 })
  })

  it('keep their own quote when another symbol takes their place in the feed', () => {
    const { feed, stream, quoteOf } = createBench()
    stream({ symbol: 'A', bid: 1, timestamp: 10 })
    const inlet = feed.sink.inlet('A')
    feed.sink.released('Q', ['A'])
    expect(feed.sink.inlet('B')).toBe(inlet)
    stream({ symbol: 'B', bid: 2, timestamp: 20 })
    stream({ symbol: 'A', bid: 3, timestamp: 30 })

    expect(quoteOf('A')).toMatchObject({ symbol: 'A', bid: 3 })
    expect(quoteOf('B')).toMatchObject({ symbol: 'B', bid: 2 })
  })
})

/** The browser's extension, as far as jumps go. */
function installDevtools(): { readonly shown: () => string; readonly jumpTo: (state: string) => void } {
  let shown = ''
  let listener: (message: unknown) => void = () => {}
  vi.stubGlobal('window', {
    __REDUX_DEVTOOLS_EXTENSION__: {
      connect: (options: { stateSanitizer: (state: unknown) => unknown }) => ({
        init: () => {},
        subscribe: (next: typeof listener) => {
          listener = next
        },
        send: (_: unknown, state: unknown) => {
          shown = JSON.stringify(options.stateSanitizer(state))
        },
      }),
    },
  })
  return {
    shown: () => shown,
    jumpTo: (state) => listener({ type: 'DISPATCH', payload: { type: 'JUMP_TO_STATE' }, state }),
  }
}
