import { describe, expect, expectTypeOf, it } from 'vitest'
import type {
  Aggregate,
  BarSeries,
  Channel,
  ChainRow,
  Freshness,
  IndicatorSeries,
  MarketDataState,
  MarketHoliday,
  MarketStatus,
  OptionContract,
  Quote,
  Selector,
  SeriesKey,
  Trade,
} from '../../src/index.ts'
import {
  createMarketDataStore,
  MassiveDataProvider,
  selectAtTheMoney,
  selectBars,
  selectChainRows,
  selectContract,
  selectExpirations,
  selectFreshness,
  selectHolidays,
  selectIndicator,
  selectIsLive,
  selectLastBar,
  selectMarketStatus,
  selectMid,
  selectQuote,
  selectQuotes,
  selectSpread,
  selectTrades,
  selectUnderlyingPrice,
  selectWatchlist,
} from '../../src/index.ts'
import { massiveSubscriptionManager } from '../../src/legacy/index.ts'
import { useAggregates } from '../../src/react/useAggregates.ts'
import { useMarketData } from '../../src/react/useMarketData.ts'
import { useOptionsChain } from '../../src/react/useOptionsChain.ts'
import { useQuotes } from '../../src/react/useQuotes.ts'
import { createFakeMassive } from '../../src/testing/fake-massive.ts'
import { createFeed } from '../../store/feed.ts'

/*
 * `tsc -p .` checks these: a line under `@ts-expect-error` that compiles is an error. Functions are never called.
 */

const provider = new MassiveDataProvider({ store: createMarketDataStore() })

describe('the types', () => {
  it('say what selectors answer', () => {
    expectTypeOf(selectQuote).returns.toEqualTypeOf<Selector<Quote | undefined>>()
    expectTypeOf(selectQuotes).returns.toEqualTypeOf<Selector<readonly (Quote | undefined)[]>>()
    expectTypeOf(selectMid('SPY')).returns.toEqualTypeOf<number | undefined>()
    expectTypeOf(selectBars('SPY', '5m')).returns.toEqualTypeOf<readonly Aggregate[]>()
    expectTypeOf(selectChainRows('SPY', '2026-12-18')).returns.toEqualTypeOf<readonly ChainRow[]>()
    expectTypeOf(selectIsLive).toEqualTypeOf<Selector<boolean>>()
    expectTypeOf(useMarketData<number | undefined>)
      .parameter(0)
      .toEqualTypeOf<Selector<number | undefined>>()
    expect(selectQuote('SPY')(provider.store.getState())).toBeUndefined()
  })

  it('refuse a selector that is none', () => {
    const refused = [
      // @ts-expect-error -- the state has no such part
      () => useMarketData<boolean>((state) => 'SPY' in state.prices),
      // @ts-expect-error -- the factory wants its symbol first
      () => useMarketData<Quote | undefined>(selectQuote),
      // @ts-expect-error -- it reads bars, not quotes
      () => useMarketData<Quote | undefined>(selectBars('SPY', '1m')),
      // @ts-expect-error -- an equality compares what is selected
      () => useMarketData(selectMid('SPY'), (left: string, right: string) => left === right),
      // @ts-expect-error -- a symbol is wanted
      () => selectTrades(),
    ]
    expect(refused).toHaveLength(5)
  })

  it('refuse a timeframe there is not', () => {
    const refused = [
      // @ts-expect-error -- no such timeframe
      () => selectBars('SPY', '2m'),
      // @ts-expect-error -- capital M is the month, and there is none of five
      () => useAggregates('SPY', '5M'),
      // @ts-expect-error -- no such timeframe
      () => provider.subscribeAggregates(['SPY'], () => {}, 'minute'),
      // @ts-expect-error -- no such timeframe
      () => provider.getAggregates('SPY', '1y', 0, 1),
    ]
    expect(refused).toHaveLength(4)
    // @ts-expect-error -- no such timeframe
    expectTypeOf<'SPY|2m'>().toExtend<SeriesKey>()
    expectTypeOf<BarSeries['timeframe']>().not.toExtend<'1s' | '1m'>()
  })

  it('refuse a channel there is not', () => {
    const feed = createFeed({
      store: provider.store,
      clock: { now: () => 0, after: () => () => {}, every: () => () => {} },
    })
    const refused = [
      // @ts-expect-error -- no such channel
      () => feed.onRejected('X', ['SPY'], () => {}),
      // @ts-expect-error -- no such channel
      () => provider.store.getState().reject('quotes', ['SPY'], new Error('no')),
    ]
    const fake = createFakeMassive()
    const alsoRefused = [
      // @ts-expect-error -- no such channel
      () => massiveSubscriptionManager.subscribe('SPY', () => {}, 'X'),
      // @ts-expect-error -- quotes come
      () => massiveSubscriptionManager.subscribe('SPY', (trade: Trade) => void trade, 'Q'),
      // @ts-expect-error -- no such channel
      () => fake.held('X'),
      // @ts-expect-error -- no such channel
      () => fake.reject('quotes', ['SPY']),
    ]
    expect([...refused, ...alsoRefused]).toHaveLength(6)
    expectTypeOf<Channel>().toEqualTypeOf<'Q' | 'T' | 'A' | 'AM'>()
  })

  it('refuse a callback that wants what does not come', () => {
    const refused = [
      // @ts-expect-error -- quotes come
      () => provider.subscribeQuotes(['SPY'], (trade: Trade) => void trade),
      // @ts-expect-error -- trades come
      () => provider.subscribeTrades(['SPY'], (bar: Aggregate) => void bar),
      // @ts-expect-error -- bars come
      () => provider.subscribeAggregates(['SPY'], (quote: Quote) => void quote),
      // @ts-expect-error -- the spread is a number or unknown
      () => provider.store.subscribe(selectSpread('SPY'), (spread: string) => void spread),
    ]
    expect(refused).toHaveLength(4)
  })

  it('say what every selector answers', () => {
    const state = provider.store.getState()
    expectTypeOf(selectSpread('SPY')(state)).toEqualTypeOf<number | undefined>()
    expectTypeOf(selectTrades('SPY')(state)).toEqualTypeOf<readonly Trade[]>()
    expectTypeOf(selectLastBar('SPY', '1d')(state)).toEqualTypeOf<Aggregate | undefined>()
    expectTypeOf(selectFreshness('SPY')(state)).toEqualTypeOf<Freshness>()
    expectTypeOf(selectContract('SPY')(state)).toEqualTypeOf<OptionContract | undefined>()
    expectTypeOf(selectExpirations('SPY')(state)).toEqualTypeOf<readonly string[]>()
    expectTypeOf(selectAtTheMoney('SPY', '2026-12-18')(state)).toEqualTypeOf<number | undefined>()
    expectTypeOf(selectUnderlyingPrice('SPY')(state)).toEqualTypeOf<number | undefined>()
    expectTypeOf(selectWatchlist(state)).toEqualTypeOf<MarketDataState['watchlist']>()
    expectTypeOf(selectMarketStatus(state)).toEqualTypeOf<MarketStatus | undefined>()
    expectTypeOf(selectHolidays(state)).toEqualTypeOf<readonly MarketHoliday[]>()
    expectTypeOf(selectIndicator('SPY')(state)).toEqualTypeOf<IndicatorSeries | undefined>()
    expect(selectSpread('SPY')(state)).toBeUndefined()
  })

  it('refuse a symbol where a list is wanted, and the other way round', () => {
    const refused = [
      // @ts-expect-error -- a list is wanted
      () => useQuotes('SPY'),
      // @ts-expect-error -- a list of text is wanted
      () => useQuotes([1]),
      // @ts-expect-error -- a list is wanted
      () => provider.subscribeQuotes('SPY', () => {}),
      // @ts-expect-error -- one symbol is wanted
      () => provider.getQuote(['SPY']),
      // @ts-expect-error -- a list is wanted
      () => provider.updateWatchlist('SPY'),
      // @ts-expect-error -- calls and puts alone
      () => useOptionsChain('SPY', { type: 'other' }),
    ]
    expect(refused).toHaveLength(6)
  })

  it('let nobody write into the state', () => {
    const write = (state: MarketDataState): void => {
      // @ts-expect-error -- read only
      state.quotes.values[0] = undefined
      // @ts-expect-error -- read only
      state.watchlist.symbols.length = 0
    }
    expect(write).toBeTypeOf('function')
  })
})
