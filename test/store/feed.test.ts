import { describe, expect, it, vi } from 'vitest'
import { SubscriptionError } from '../../domain/errors.ts'
import type { Trade } from '../../domain/trade.ts'
import { encodeQuoteMessage } from '../../domain/wire-messages.ts'
import { aggregate, endpointHealth, healthEvent, quotePatch, trade } from '../../src/testing/builders.ts'
import { putMessage } from '../support/put-message.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../src/testing/fake-clock.ts'
import { openFeed } from '../../src/testing/open-feed.ts'
import type { OpenFeed } from '../../src/testing/open-feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { MarketDataStore, MarketDataStoreOptions } from '../../store/market-data-store.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'

interface Bench {
  readonly clock: FakeClock
  readonly store: MarketDataStore
  readonly feed: OpenFeed
  /** A stream message of the symbol, a millisecond newer each time. */
  readonly tick: (symbol: string, bid: number) => void
  readonly bidOf: (symbol: string) => number | undefined
}

function createBench(options: MarketDataStoreOptions = {}): Bench {
  const clock = createFakeClock()
  const store = createMarketDataStore({ clock, ...options })
  const feed = openFeed({ store, clock })
  let timestamp = clock.now()
  return {
    clock,
    store,
    feed,
    tick: (symbol, bid) =>
      putMessage(
        feed.sink,
        symbol,
        encodeQuoteMessage(quotePatch({ symbol, bid, ask: bid + 1, timestamp: timestamp++ })),
      ),
    bidOf: (symbol) => selectQuote(symbol)(store.getState())?.bid,
  }
}

describe('feed', () => {
  it('makes one change of everything that came since the last flush', () => {
    const { clock, store, feed, tick, bidOf } = createBench()
    const onChange = vi.fn<() => void>()
    store.subscribe(onChange)
    for (let bid = 1; bid <= 100; bid++) tick('SPY', bid)
    tick('QQQ', 5)
    feed.sink.trades([trade(), trade({ sequence: 2 })])
    feed.sink.bars([aggregate()])
    expect(onChange).not.toHaveBeenCalled()

    clock.advance(16)

    expect(onChange).toHaveBeenCalledTimes(1)
    expect([bidOf('SPY'), bidOf('QQQ')]).toEqual([100, 5])
    expect(store.getState().trades.bySymbol['SPY']).toHaveLength(2)
    expect(store.getState().aggregates.series['SPY|1m']?.bars).toHaveLength(1)
    // the look at the date alone
    expect(clock.pending).toBe(1)
  })

  it('reads the newest message of a symbol and no other', () => {
    const { feed, tick, bidOf, store } = createBench()
    putMessage(feed.sink, 'SPY', '{"type":"Q","data":{"symbol":"SPY"')
    tick('SPY', 3)
    feed.flush()

    expect(bidOf('SPY')).toBe(3)
    expect(store.getState().connection.events).toEqual([])
  })

  it('takes a message out of the frame it came in', () => {
    const { feed, store } = createBench()
    const text = encodeQuoteMessage(quotePatch({ symbol: 'QQQ', bid: 7 }))
    const unusual = JSON.stringify({ data: quotePatch({ symbol: 'SPY', bid: 8 }), type: 'Q' })
    const { sink } = feed
    sink.frames.read(`[${text},${unusual}]`, (_, from, to) => {
      sink.put(sink.inlet('QQQ'), from + 1, from + 1 + text.length)
      sink.put(sink.inlet('SPY'), from + text.length + 2, to - 1)
    })
    feed.flush()

    expect(store.getState().quotes.values.map(({ bid }) => bid)).toEqual([7, 8])
  })

  it('does not let a patch of REST and a message of the stream displace one another', () => {
    const { clock, store, feed, tick } = createBench()
    tick('SPY', 3)
    feed.sink.quote('SPY', quotePatch({ symbol: 'SPY', bid: 1, previousClose: 2, timestamp: 1, source: 'rest' }))
    clock.advance(16)

    expect(selectQuote('SPY')(store.getState())).toMatchObject({ bid: 3, previousClose: 2, source: 'stream' })
  })

  it('changes nothing when a flush brings nothing new', () => {
    const { store, feed } = createBench()
    const patch = quotePatch()
    feed.sink.quote('SPY', patch)
    feed.flush()
    const before = store.getState()
    feed.sink.quote('SPY', patch)
    feed.flush()

    expect(store.getState()).toBe(before)
  })

  it('counts what it cannot read and goes on', () => {
    const { store, feed, tick, bidOf } = createBench()
    putMessage(feed.sink, 'BAD', '{"type":"Q","data":{"symbol":"BAD"')
    tick('SPY', 3)
    feed.flush()

    expect(bidOf('SPY')).toBe(3)
    expect(store.getState().connection.events).toMatchObject([{ kind: 'invalid-message', count: 1 }])
  })

  it('tells subscribers of the symbols that changed, after the change', () => {
    const { store, feed, tick, bidOf } = createBench()
    const seen: (number | undefined)[] = []
    const stop = feed.onQuotes(['SPY', 'QQQ'], (quote) => seen.push(quote.bid, bidOf(quote.symbol)))
    tick('SPY', 1)
    tick('IWM', 9)
    feed.flush()
    feed.sink.quote('SPY', quotePatch({ timestamp: 1 }))
    feed.flush()
    stop()
    stop()
    tick('SPY', 2)
    feed.flush()

    expect(seen).toEqual([1, 1])
    expect(store.getState().quotes.values).toHaveLength(2)
  })

  it('tells of every trade, more than the ring keeps included', () => {
    const { feed } = createBench({ maxTrades: 2 })
    const onTrade = vi.fn<(trade: Trade) => void>()
    feed.onTrades(['SPY'], onTrade)
    feed.sink.trades([1, 2, 3, 4].map((sequence) => trade({ sequence, timestamp: sequence })))
    feed.sink.trades([trade({ symbol: 'QQQ' })])
    feed.flush()

    expect(onTrade.mock.calls.map(([{ sequence }]) => sequence)).toEqual([1, 2, 3, 4])
  })

  it('builds and tells of coarser bars from the moment somebody follows them', () => {
    const { feed } = createBench()
    const closes: number[] = []
    feed.onBars(['SPY'], '5m', ({ close, timeframe }) => closes.push(timeframe === '5m' ? close : Number.NaN))
    feed.sink.bars([aggregate({ close: 650.1 })])
    feed.flush()
    feed.sink.bars([aggregate({ start: aggregate().end, close: 650.2 })])
    feed.flush()
    feed.sink.trades([trade()])
    feed.flush()

    expect(closes).toEqual([650.1, 650.2])
  })

  it('calls the other subscribers when one throws, and says so', () => {
    const { store, feed, tick } = createBench()
    const other = vi.fn<() => void>()
    feed.onQuotes(['SPY'], () => {
      throw new Error('broken')
    })
    feed.onQuotes(['SPY'], other)
    tick('SPY', 1)
    feed.flush()

    expect(other).toHaveBeenCalledTimes(1)
    expect(store.getState().connection.events).toMatchObject([{ kind: 'error', message: /broken/ }])
  })

  it('passes refusals on and forgets them when the symbol is let go', () => {
    const { store, feed } = createBench()
    const error = new SubscriptionError('not-found', ['NOPE'], 'unknown')
    const onRejected = vi.fn<(error: Error) => void>()
    const onTrades = vi.fn<(error: Error) => void>()
    feed.onRejected('Q', ['NOPE'], onRejected)
    feed.onRejected('T', ['NOPE'], onTrades)
    feed.sink.rejected('Q', ['NOPE'], error)

    expect(onRejected).toHaveBeenCalledExactlyOnceWith(error)
    expect(onTrades).not.toHaveBeenCalled()
    feed.sink.released('Q', ['NOPE'])
    expect(store.getState().connection.rejections).toEqual({})
  })

  it('forgets a refusal of what the server takes after all', () => {
    const { store, feed } = createBench()
    const error = new SubscriptionError('too-many-symbols', ['SPY', 'QQQ'], 'too many')
    feed.sink.rejected('Q', ['SPY', 'QQQ'], error)
    feed.sink.accepted('Q', ['SPY'])
    feed.sink.accepted('T', ['QQQ'])

    expect(store.getState().connection.rejections).toEqual({ 'Q|QQQ': error })
  })

  it('drops trades and bars of symbols that are let go, those that wait included', () => {
    const { store, feed } = createBench()
    feed.sink.trades([trade()])
    feed.sink.bars([aggregate(), aggregate({ timeframe: '1s' })])
    feed.flush()
    feed.sink.trades([trade({ sequence: 9 }), trade({ symbol: 'QQQ' })])
    feed.sink.bars([aggregate({ close: 1 })])
    feed.sink.released('T', ['SPY'])
    feed.sink.released('AM', ['SPY'])
    feed.flush()

    expect(Object.keys(store.getState().trades.bySymbol)).toEqual(['QQQ'])
    expect(Object.keys(store.getState().aggregates.series)).toEqual(['SPY|1s'])
    feed.sink.released('A', ['SPY'])
    expect(store.getState().aggregates.series).toEqual({})
  })

  it('keeps the quotes nobody holds up to a bound, the newest of them', () => {
    const { clock, store, feed, tick } = createBench({ maxUnheldQuotes: 2 })
    for (const symbol of ['A', 'B', 'C', 'D', 'HELD']) {
      tick(symbol, 1)
      feed.flush()
      clock.advance(1000)
    }
    tick('A', 2)
    feed.sink.released('Q', ['A', 'B', 'C', 'D'])
    feed.flush()

    expect(Object.keys(store.getState().quotes.index).sort()).toEqual(['C', 'D', 'HELD'])
  })

  it('bounds quotes asked for one by one, too', () => {
    const { clock, store, feed, tick } = createBench({ maxUnheldQuotes: 4 })
    tick('HELD', 1)
    clock.advance(16)
    for (let at = 0; at < 100; at++) {
      store.getState().applyQuotes([quotePatch({ symbol: `S${at}` })], at)
      feed.trim()
    }

    expect(Object.keys(store.getState().quotes.index).length).toBeLessThanOrEqual(7)
    expect(store.getState().quotes.values.length).toBeLessThanOrEqual(8)
    expect(store.getState().quotes.index['HELD']).toBeDefined()
  })

  it('shows a turn of an endpoint at once and its counters once a second', () => {
    const { clock, store, feed } = createBench()
    const messages = (): number => store.getState().connection.options.messages
    feed.sink.endpoint('options', endpointHealth({ status: 'connecting', messages: 0 }))
    feed.sink.endpoint('options', endpointHealth({ status: 'open', messages: 1 }))
    expect(messages()).toBe(1)
    feed.sink.endpoint('options', endpointHealth({ status: 'open', messages: 2 }))
    feed.sink.endpoint('options', endpointHealth({ status: 'open', messages: 3 }))
    expect(messages()).toBe(1)

    clock.advance(1000)
    expect(messages()).toBe(3)
    feed.sink.endpoint('options', endpointHealth({ status: 'open', messages: 4 }))
    feed.sink.endpoint('options', endpointHealth({ status: 'open', messages: 5 }))
    feed.stop()
    expect([messages(), clock.pending]).toEqual([5, 0])
  })

  it('puts events and the streamed watchlist straight into the store', () => {
    const { store, feed } = createBench()
    feed.sink.event(healthEvent({ message: 'hello' }))
    feed.sink.watchlist(['SPY'], ['O:SPY261218C00650000'])

    expect(store.getState().connection.events[0]?.message).toBe('hello')
    expect(store.getState().watchlist.streamed).toEqual(['O:SPY261218C00650000'])
  })

  it('drops what waits when it stops, leaves no timer, and takes what comes later', () => {
    const { clock, feed, tick, bidOf } = createBench()
    tick('SPY', 1)
    feed.sink.quote('SPY', quotePatch())
    feed.stop()
    feed.stop()
    expect([bidOf('SPY'), clock.pending]).toEqual([undefined, 0])

    tick('SPY', 2)
    clock.advance(16)
    expect(bidOf('SPY')).toBe(2)
  })
})
