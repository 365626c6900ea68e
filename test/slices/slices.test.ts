import { describe, expect, it } from 'vitest'
import { NotFoundError, SubscriptionError } from '../../domain/errors.ts'
import { poorerMode } from '../../slices/connection.ts'
import { mergeContract } from '../../slices/contract-merging.ts'
import { indicatorKey } from '../../slices/reference.ts'
import {
  aggregate,
  cacheHealth,
  endpointHealth,
  healthEvent,
  indicatorSeries,
  marketHoliday,
  marketStatus,
  optionContract,
  optionsChain,
  quotePatch,
  restHealth,
  tokenHealth,
  trade,
} from '../../src/testing/builders.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'

const createStore = (): MarketDataStore =>
  createMarketDataStore({ clock: createFakeClock(), maxEvents: 2, maxTrades: 2 })

/** Whether an action leaves the very same state behind. */
function isUnchanged(store: MarketDataStore, act: () => void): boolean {
  const before = store.getState()
  act()
  return store.getState() === before
}

describe('the quotes slice', () => {
  it('applies and drops quotes, and stays itself when nothing is new', () => {
    const store = createStore()
    const { applyQuotes, dropQuotes } = store.getState()
    applyQuotes([quotePatch({ symbol: 'SPY' })], 1)

    expect(isUnchanged(store, () => applyQuotes([quotePatch({ symbol: 'SPY' })], 2))).toBe(true)
    expect(isUnchanged(store, () => dropQuotes(['QQQ']))).toBe(true)
    dropQuotes(['SPY'])
    expect(store.getState().quotes.values).toEqual([])
  })
})

describe('the trades slice', () => {
  it('applies a bounded ring and drops symbols', () => {
    const store = createStore()
    const { applyTrades, dropTrades } = store.getState()
    const added = [1, 2, 3].map((sequence) => trade({ sequence, timestamp: sequence }))
    applyTrades(added)

    expect(store.getState().trades.bySymbol['SPY']).toHaveLength(2)
    expect(isUnchanged(store, () => applyTrades(added.slice(2)))).toBe(true)
    expect(isUnchanged(store, () => dropTrades(['QQQ']))).toBe(true)
    dropTrades(['SPY'])
    expect(store.getState().trades.bySymbol).toEqual({})
  })
})

describe('the aggregates slice', () => {
  it('merges history, applies live bars and drops series', () => {
    const store = createStore()
    const { mergeBars, applyBars, dropBars } = store.getState()
    mergeBars('SPY', '1m', [aggregate()])
    applyBars([aggregate({ close: 650.75 })])

    expect(store.getState().aggregates.series['SPY|1m']?.bars[0]?.close).toBe(650.75)
    expect(isUnchanged(store, () => applyBars([aggregate({ close: 650.75 })]))).toBe(true)
    expect(isUnchanged(store, () => mergeBars('SPY', '1m', []))).toBe(true)
    expect(isUnchanged(store, () => dropBars('SPY', ['1d']))).toBe(true)
    dropBars('SPY', ['1m'])
    expect(store.getState().aggregates.series).toEqual({})
  })
})

describe('the chains slice', () => {
  const call = optionContract()
  const put = optionContract({ ticker: 'O:SPY261218P00650000', type: 'put' })
  const weekly = optionContract({ ticker: 'O:SPY261204C00640000', expiration: '2026-12-04', strike: 640 })

  it('lays pages out by expiration and strike while they come', () => {
    const store = createStore()
    const { beginChain, applyChainPage } = store.getState()
    beginChain('SPY')
    expect(store.getState().chains.byUnderlying['SPY']).toMatchObject({ status: 'loading', expirations: [] })

    applyChainPage('SPY', [call], { pages: 1, contracts: 1 })
    applyChainPage('SPY', [put, weekly], { pages: 2, contracts: 3 })

    expect(store.getState().chains.byUnderlying['SPY']).toMatchObject({
      status: 'loading',
      progress: { pages: 2, contracts: 3 },
      expirations: ['2026-12-04', '2026-12-18'],
      strikes: { '2026-12-18': [{ strike: 650, root: 'SPY', call: call.ticker, put: put.ticker }] },
    })
  })

  it('keeps roots of one date and strike apart and leaves out what is neither call nor put', () => {
    const store = createStore()
    const spx = optionContract({ ticker: 'O:SPX261218C06500000', underlying: 'I:SPX', strike: 6500 })
    const spxw = optionContract({ ticker: 'O:SPXW261218C06500000', underlying: 'I:SPX', strike: 6500 })
    const other = optionContract({ ticker: 'O:SPX261218P06500000', underlying: 'I:SPX', strike: 6500, type: 'other' })
    const odd = optionContract({ ticker: 'not a contract', strike: 6400 })
    store.getState().applyChainPage('I:SPX', [spxw, spx, other, odd], { pages: 1, contracts: 4 })

    const rows = store.getState().chains.byUnderlying['I:SPX']?.strikes['2026-12-18']
    expect(rows?.map(({ root, strike }) => [root, strike])).toEqual([
      ['', 6400],
      ['SPX', 6500],
      ['SPXW', 6500],
    ])
  })

  it('completes, fails and begins anew without losing what is there', () => {
    const store = createStore()
    const { beginChain, completeChain, failChain } = store.getState()
    completeChain(optionsChain({ contracts: [call], underlyingPrice: 655 }))
    expect(store.getState().chains.byUnderlying['SPY']).toMatchObject({
      status: 'ready',
      complete: true,
      underlyingPrice: 655,
    })

    const error = new NotFoundError('no')
    failChain('SPY', error)
    expect(store.getState().chains.byUnderlying['SPY']).toMatchObject({
      status: 'failed',
      error,
      expirations: ['2026-12-18'],
    })

    beginChain('SPY')
    expect(store.getState().chains.byUnderlying['SPY']).toMatchObject({
      status: 'loading',
      expirations: ['2026-12-18'],
    })
    expect(store.getState().chains.byUnderlying['SPY']?.error).toBeUndefined()
    completeChain(optionsChain({ contracts: [call], underlyingPrice: undefined }))
    expect(store.getState().chains.byUnderlying['SPY']?.underlyingPrice).toBe(655)
  })

  it('keeps the layout`s identity when only volatility changes', () => {
    const store = createStore()
    store.getState().applyChainPage('SPY', [call], { pages: 1, contracts: 1 })
    const { strikes, expirations } = store.getState().chains.byUnderlying['SPY'] ?? {}
    store
      .getState()
      .applyChainPage('SPY', [{ ...call, impliedVolatility: 0.5, updatedAt: 9e12 }], { pages: 2, contracts: 1 })

    expect(store.getState().chains.byUnderlying['SPY']?.strikes).toBe(strikes)
    expect(store.getState().chains.byUnderlying['SPY']?.expirations).toBe(expirations)
    expect(store.getState().chains.contracts[call.ticker]?.impliedVolatility).toBe(0.5)
  })

  it('rolls expired dates off with their contracts', () => {
    const store = createStore()
    const { completeChain, rollOffExpired } = store.getState()
    completeChain(optionsChain({ contracts: [call, weekly] }))
    expect(isUnchanged(store, () => rollOffExpired('2026-12-04'))).toBe(true)

    rollOffExpired('2026-12-05')
    expect(store.getState().chains.byUnderlying['SPY']?.expirations).toEqual(['2026-12-18'])
    expect(Object.keys(store.getState().chains.byUnderlying['SPY']?.strikes ?? {})).toEqual(['2026-12-18'])
    expect(Object.keys(store.getState().chains.contracts)).toEqual([call.ticker])
  })

  it('begins empty, incomplete and loading', () => {
    const store = createStore()
    store.getState().beginChain('SPY')

    expect(store.getState().chains.byUnderlying['SPY']).toEqual({
      underlying: 'SPY',
      status: 'loading',
      progress: { pages: 0, contracts: 0 },
      expirations: [],
      strikes: {},
      complete: false,
      error: undefined,
    })
  })

  it('gives a contract that was known before its place when the walk ends', () => {
    const store = createStore()
    store.getState().applyContract(call)
    store.getState().completeChain(optionsChain({ contracts: [call] }))

    expect(store.getState().chains.byUnderlying['SPY']?.strikes['2026-12-18']).toEqual([
      { strike: 650, root: 'SPY', call: call.ticker },
    ])
  })

  it('keeps layout and contracts when the walk ends with what its pages brought', () => {
    const store = createStore()
    store.getState().applyChainPage('SPY', [call, put], { pages: 1, contracts: 2 })
    const { contracts, byUnderlying } = store.getState().chains
    store.getState().completeChain(optionsChain({ contracts: [call, put] }))

    expect(store.getState().chains.contracts).toBe(contracts)
    expect(store.getState().chains.byUnderlying['SPY']?.strikes).toBe(byUnderlying['SPY']?.strikes)
    expect(store.getState().chains.byUnderlying['SPY']).toMatchObject({ status: 'ready', complete: true })
  })

  it('keeps the dates` identity when a known one gets another strike', () => {
    const store = createStore()
    const { applyChainPage } = store.getState()
    applyChainPage('SPY', [call], { pages: 1, contracts: 1 })
    const { expirations, strikes } = store.getState().chains.byUnderlying['SPY'] ?? {}
    const higher = optionContract({ ticker: 'O:SPY261218C00660000', strike: 660 })
    applyChainPage('SPY', [higher], { pages: 2, contracts: 2 })
    const after = store.getState().chains.byUnderlying['SPY']

    expect(after?.expirations).toBe(expirations)
    expect(after?.strikes['2026-12-18']?.[0]).toBe(strikes?.['2026-12-18']?.[0])
    expect(after?.strikes['2026-12-18']?.map(({ strike }) => strike)).toEqual([650, 660])
  })

  it('orders the roots of a strike whichever comes first', () => {
    const roots = ['SPX', 'SPXW', 'SPXA'].map((root) =>
      optionContract({ ticker: `O:${root}261218C06500000`, underlying: 'I:SPX', strike: 6500 }),
    )
    const orders = [roots, roots.toReversed()].map((contracts) => {
      const store = createStore()
      store.getState().applyChainPage('I:SPX', contracts, { pages: 1, contracts: 3 })
      return store.getState().chains.byUnderlying['I:SPX']?.strikes['2026-12-18']?.map(({ root }) => root)
    })

    expect(orders).toEqual([
      ['SPX', 'SPXA', 'SPXW'],
      ['SPX', 'SPXA', 'SPXW'],
    ])
  })

  it('makes no row for a contract that is neither call nor put', () => {
    const store = createStore()
    store.getState().applyChainPage('SPY', [{ ...call, type: 'other' }], { pages: 1, contracts: 1 })

    expect(store.getState().chains.byUnderlying['SPY']?.expirations).toEqual([])
  })

  it('takes expired contracts out that no chain lists', () => {
    const store = createStore()
    store.getState().completeChain(optionsChain({ contracts: [call] }))
    store.getState().applyContract(weekly)
    const { byUnderlying } = store.getState().chains
    store.getState().rollOffExpired('2026-12-05')

    expect(Object.keys(store.getState().chains.contracts)).toEqual([call.ticker])
    expect(store.getState().chains.byUnderlying['SPY']).toBe(byUnderlying['SPY'])
  })

  it('applies a contract asked for alone, once', () => {
    const store = createStore()
    store.getState().applyContract(call)

    expect(store.getState().chains.contracts[call.ticker]).toEqual(call)
    expect(isUnchanged(store, () => store.getState().applyContract({ ...call }))).toBe(true)
  })
})

describe('mergeContract', () => {
  const held = optionContract({ updatedAt: 100, impliedVolatility: 0.2, day: { volume: 5 } })

  it('keeps the same object when nothing is new', () => {
    expect(mergeContract(held, { ...held, greeks: { ...held.greeks }, day: { volume: 5 } })).toBe(held)
  })

  it('keeps fields a newer answer leaves out', () => {
    const merged = mergeContract(held, { ...held, updatedAt: 200, impliedVolatility: undefined, openInterest: 9 })

    expect(merged).toMatchObject({ impliedVolatility: 0.2, openInterest: 9, updatedAt: 200 })
  })

  it('does not let an older answer replace volatility, and fills gaps from it', () => {
    const merged = mergeContract(
      optionContract({ updatedAt: 100, impliedVolatility: 0.2, breakEven: undefined }),
      optionContract({ updatedAt: 50, impliedVolatility: 0.9, breakEven: 660 }),
    )

    expect(merged).toMatchObject({ impliedVolatility: 0.2, breakEven: 660, updatedAt: 100 })
  })

  it('takes a contract that was unknown as it is', () => {
    expect(mergeContract(undefined, held)).toBe(held)
  })

  it('notices another greek', () => {
    expect(mergeContract(held, { ...held, greeks: { ...held.greeks, delta: 0.1 } })).not.toBe(held)
  })
})

describe('the connection slice', () => {
  it('holds the health of every part', () => {
    const store = createStore()
    const { setEndpointHealth, setRestHealth, setTokenHealth, setCacheHealth } = store.getState()
    setEndpointHealth('options', endpointHealth({ transport: 'streaming' }))
    expect(store.getState().connection.transport).toBe('streaming')
    setEndpointHealth('indices', endpointHealth({ transport: 'polling' }))
    setRestHealth(restHealth({ requests: 7 }))
    setTokenHealth(tokenHealth({ refreshes: 3 }))
    setCacheHealth(cacheHealth({ hits: 2 }))

    expect(store.getState().connection).toMatchObject({
      options: { transport: 'streaming' },
      indices: { transport: 'polling' },
      transport: 'polling',
      rest: { requests: 7 },
      token: { refreshes: 3 },
      cache: { hits: 2 },
    })
  })

  it.each([
    ['idle', 'idle', 'idle'],
    ['idle', 'streaming', 'streaming'],
    ['streaming', 'polling', 'polling'],
    ['polling', 'idle', 'polling'],
  ] as const)('takes %s and %s together as %s', (left, right, expected) => {
    expect(poorerMode(left, right)).toBe(expected)
  })

  it('keeps the newest events', () => {
    const store = createStore()
    for (const at of [1, 2, 3]) store.getState().recordEvent(healthEvent({ at }))

    expect(store.getState().connection.events.map(({ at }) => at)).toEqual([2, 3])
  })

  it('remembers refusals until the symbols are let go', () => {
    const store = createStore()
    const { reject, clearRejections } = store.getState()
    const error = new SubscriptionError('not-entitled', ['SPY', 'QQQ'], 'no')
    reject('Q', ['SPY', 'QQQ'], error)
    expect(store.getState().connection.rejections).toEqual({ 'Q|SPY': error, 'Q|QQQ': error })

    expect(isUnchanged(store, () => clearRejections('T', ['SPY']))).toBe(true)
    clearRejections('Q', ['SPY'])
    expect(Object.keys(store.getState().connection.rejections)).toEqual(['Q|QQQ'])
  })
})

describe('the watchlist slice', () => {
  it('adds at the end, once', () => {
    const store = createStore()
    const { watch, setWatchlist } = store.getState()
    setWatchlist(['A', 'B', 'A'])
    watch('C')

    expect(store.getState().watchlist.symbols).toEqual(['A', 'B', 'C'])
    expect(isUnchanged(store, () => watch('A'))).toBe(true)
    expect(isUnchanged(store, () => setWatchlist(['A', 'B', 'C']))).toBe(true)
  })

  it('removes and reorders', () => {
    const store = createStore()
    const { setWatchlist, unwatch, moveWatched } = store.getState()
    setWatchlist(['A', 'B', 'C'])
    moveWatched('C', 0)
    expect(store.getState().watchlist.symbols).toEqual(['C', 'A', 'B'])
    moveWatched('C', 99)
    expect(store.getState().watchlist.symbols).toEqual(['A', 'B', 'C'])
    moveWatched('B', -3)
    expect(store.getState().watchlist.symbols).toEqual(['B', 'A', 'C'])
    unwatch('A')
    expect(store.getState().watchlist.symbols).toEqual(['B', 'C'])

    expect(isUnchanged(store, () => unwatch('A'))).toBe(true)
    expect(isUnchanged(store, () => moveWatched('A', 0))).toBe(true)
    expect(isUnchanged(store, () => moveWatched('B', 0))).toBe(true)
  })

  it('holds roots and what the proxy streams for them', () => {
    const store = createStore()
    store.getState().setRoots(['SPY'])
    store.getState().setStreamed(['O:SPY261218C00650000'])

    expect(store.getState().watchlist).toMatchObject({ roots: ['SPY'], streamed: ['O:SPY261218C00650000'] })
  })
})

describe('the reference slice', () => {
  it('holds status, holidays by date and indicators by parameters', () => {
    const store = createStore()
    const { setMarketStatus, setHolidays, setIndicator } = store.getState()
    setMarketStatus(marketStatus())
    setHolidays([marketHoliday({ date: '2026-12-25' }), marketHoliday({ date: '2026-11-26' })])
    const series = indicatorSeries({ params: { window: 14 } })
    setIndicator(series)

    const { reference } = store.getState()
    expect(reference.marketStatus).toEqual(marketStatus())
    expect(reference.holidays.map(({ date }) => date)).toEqual(['2026-11-26', '2026-12-25'])
    expect(reference.indicators[indicatorKey(series.symbol)]).toBe(series)
  })

  it('tells indicators of different parameters apart', () => {
    const keys = [
      {},
      { window: 5 },
      { timespan: 'hour' },
      { seriesType: 'open' },
      { from: 1 },
      { to: 1 },
      { limit: 5 },
    ] as const

    expect(new Set(keys.map((params) => indicatorKey('SPY', params))).size).toBe(keys.length)
    expect(indicatorKey('SPY', { timespan: 'day', window: 14, seriesType: 'close' })).toBe(indicatorKey('SPY'))
  })
})
