import { describe, expect, it, vi } from 'vitest'
import { newYorkMidnight } from '../../domain/new-york-time.ts'
import { aggregate, optionContract, optionsChain, quotePatch, trade } from '../../src/testing/builders.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../src/testing/fake-clock.ts'
import { openFeed } from '../../src/testing/open-feed.ts'
import type { OpenFeed } from '../../src/testing/open-feed.ts'
import { createFeed } from '../../store/feed.ts'
import type { Feed } from '../../store/feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { MarketDataStore, MarketDataStoreOptions } from '../../store/market-data-store.ts'

interface Bench {
  readonly clock: FakeClock
  readonly store: MarketDataStore
  readonly feed: OpenFeed
}

function createBench(options: MarketDataStoreOptions = {}): Bench {
  const clock = createFakeClock({ now: newYorkMidnight('2026-12-05') - 90_000 })
  const store = createMarketDataStore({ clock, ...options })
  return { clock, store, feed: openFeed({ store, clock }) }
}

const friday = optionContract({ ticker: 'O:SPY261204C00640000', expiration: '2026-12-04', strike: 640 })
const thursday = optionContract({ ticker: 'O:SPY261203C00640000', expiration: '2026-12-03', strike: 640 })
const saturday = optionContract({ ticker: 'O:SPY261205C00640000', expiration: '2026-12-05', strike: 640 })

const expirationsOf = ({ getState }: MarketDataStore): readonly string[] | undefined =>
  getState().chains.byUnderlying['SPY']?.expirations

/** The devtools show the past. */
function travelling(store: MarketDataStore): MarketDataStore['feed']['timeTravel'] {
  const travel = store.feed.timeTravel
  const setState = travel.intercept(
    (change: object) => store.setState(change),
    () => store.getState(),
  )
  Reflect.apply(setState, undefined, [{ ...travel.show(store.getState()), serial: 0 }])
  expect(travel.isTravelling()).toBe(true)
  return travel
}

describe('the feed and the calendar', () => {
  it('rolls contracts off that expired before it begins, and at midnight in New York', () => {
    const { clock, store, feed } = createBench()
    store.getState().completeChain(optionsChain({ contracts: [thursday, friday, saturday] }))
    feed.sink.trades([trade()])
    expect(expirationsOf(store)).toEqual(['2026-12-04', '2026-12-05'])

    clock.advance(89_000)
    expect(expirationsOf(store)).toEqual(['2026-12-04', '2026-12-05'])
    clock.advance(60_000)
    expect(expirationsOf(store)).toEqual(['2026-12-05'])
    expect(Object.keys(store.getState().chains.contracts)).toEqual([saturday.ticker])
  })

  it('looks at the date no more when it stops, and again when it goes on', () => {
    const { clock, store, feed } = createBench()
    store.getState().completeChain(optionsChain({ contracts: [friday] }))
    feed.sink.trades([trade()])
    feed.stop()
    expect(clock.pending).toBe(0)

    clock.advance(600_000)
    expect(expirationsOf(store)).toEqual(['2026-12-04'])
    feed.sink.trades([trade()])
    expect(expirationsOf(store)).toEqual([])
  })

  it('asks for a roll-off once a day', () => {
    const { clock, store, feed } = createBench()
    const rollOffExpired = vi.fn<(today: string) => void>()
    store.setState({ rollOffExpired })
    feed.sink.trades([trade()])
    clock.advance(24 * 3_600_000)
    feed.flush()

    expect(rollOffExpired.mock.calls).toEqual([['2026-12-04'], ['2026-12-05']])
  })

  it('leaves the past alone that the devtools show, and rolls off afterwards', () => {
    const { clock, store, feed } = createBench()
    store.getState().completeChain(optionsChain({ contracts: [friday, saturday] }))
    feed.sink.trades([trade()])
    clock.advance(80_000)
    const travel = travelling(store)
    clock.advance(20_000)
    expect(expirationsOf(store)).toEqual(['2026-12-04', '2026-12-05'])

    travel.resume()
    clock.advance(60_000)
    expect(expirationsOf(store)).toEqual(['2026-12-05'])
  })
})

describe('the feed and what nobody follows', () => {
  const keysOf = ({ getState }: MarketDataStore): readonly (readonly string[])[] => [
    Object.keys(getState().trades.bySymbol),
    Object.keys(getState().aggregates.series),
  ]
  const ask = ({ store, feed }: Pick<Bench, 'store'> & { readonly feed: Feed }, symbols: readonly string[]): void => {
    const { applyTrades, mergeBars } = store.getState()
    for (const symbol of symbols) {
      applyTrades([trade({ symbol })])
      mergeBars(symbol, '1m', [aggregate({ symbol })])
      feed.trim()
    }
  }

  it('bounds trades and bars asked for one symbol after the other, before anything streams', () => {
    const bench = createBench({ maxUnheldSeries: 4 })
    ask(bench, ['A', 'B', 'C', 'D', 'E'])
    expect(keysOf(bench.store).map(({ length }) => length)).toEqual([5, 5])

    ask(bench, ['F'])
    expect(keysOf(bench.store)).toEqual([
      ['C', 'D', 'E', 'F'],
      ['C|1m', 'D|1m', 'E|1m', 'F|1m'],
    ])
    expect(bench.clock.pending).toBe(0)
  })

  it('keeps what somebody follows, and the minutes that longer bars grow from', () => {
    const bench = createBench({ maxUnheldSeries: 0 })
    bench.feed.onTrades(['A'], () => {})
    const stop = bench.feed.onBars(['A'], '5m', () => {})
    ask(bench, ['A', 'B'])
    expect(keysOf(bench.store)).toEqual([['A'], ['A|5m', 'A|1m']])

    stop()
    ask(bench, ['C'])
    expect(keysOf(bench.store)).toEqual([['A'], []])
  })

  it('keeps quotes that somebody follows before anything streams', () => {
    const { clock, store } = createBench({ maxUnheldQuotes: 0 })
    const feed = createFeed({ store, clock })
    feed.onQuotes(['A'], () => {})
    store.getState().applyQuotes([quotePatch({ symbol: 'A' }), quotePatch({ symbol: 'B' })], clock.now())
    feed.trim()

    expect(Object.keys(store.getState().quotes.index)).toEqual(['A'])
  })

  it('lets go what is released before there is anything to receive with, and leaves no timer', () => {
    const { clock, store } = createBench({ maxUnheldQuotes: 1 })
    const feed = createFeed({ store, clock })
    ask({ store, feed }, ['A'])
    const patches = ['A', 'B', 'C'].map((symbol) => quotePatch({ symbol }))
    store.getState().applyQuotes(patches, clock.now())
    for (const channel of ['T', 'AM', 'Q'] as const) feed.reports.released(channel, ['A'])

    expect(keysOf(store)).toEqual([[], []])
    expect(Object.keys(store.getState().quotes.index)).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  it('leaves no timer where something is released after it stopped', () => {
    const { clock, feed } = createBench()
    feed.sink.trades([trade()])
    feed.stop()
    for (const channel of ['Q', 'T', 'A', 'AM'] as const) feed.sink.released(channel, ['SPY'])

    expect(clock.pending).toBe(0)
  })

  it('leaves what it brings itself to its subscriptions', () => {
    const { store, feed } = createBench({ maxUnheldSeries: 0 })
    feed.sink.trades([trade()])
    feed.sink.bars([aggregate()])
    feed.flush()

    expect(keysOf(store)).toEqual([['SPY'], ['SPY|1m']])
  })

  it('bounds what REST brings after it stopped, but not the past that the devtools show', () => {
    const bench = createBench({ maxUnheldSeries: 0 })
    bench.feed.stop()
    ask(bench, ['A'])
    expect(keysOf(bench.store)).toEqual([[], []])

    travelling(bench.store)
    ask(bench, ['B'])
    expect(keysOf(bench.store)).toEqual([['B'], ['B|1m']])
  })
})
