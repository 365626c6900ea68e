import { describe, expect, it } from 'vitest'
import type { Quote } from '../../../domain/quote.ts'
import {
  aggregate,
  endpointHealth,
  indicatorSeries,
  marketHoliday,
  marketStatus,
  optionContract,
  optionsChain,
  quotePatch,
  trade,
} from '../../../src/testing/builders.ts'
import { createMarketDataStore } from '../../../store/market-data-store.ts'
import type { MarketDataStore } from '../../../store/market-data-store.ts'
import { selectChainRows } from '../../../store/selectors/chain-rows.ts'
import {
  selectAtTheMoney,
  selectChain,
  selectContract,
  selectExpirations,
  selectUnderlyingPrice,
} from '../../../store/selectors/chains.ts'
import { selectFreshness, selectPoorestFreshness } from '../../../store/selectors/freshness.ts'
import {
  selectConnection,
  selectEndpoint,
  selectHolidays,
  selectIsLive,
  selectMarketStatus,
  selectWatchlist,
} from '../../../store/selectors/health.ts'
import { selectChange, selectMid, selectQuote, selectQuotes, selectSpread } from '../../../store/selectors/quotes.ts'
import { memoized } from '../../../store/selectors/selector.ts'
import { selectBars, selectIndicator, selectLastBar, selectTrades } from '../../../store/selectors/series.ts'

/** Friday 2026-11-20, 10:30 in New York. */
const OPEN = Date.UTC(2026, 10, 20, 15, 30)
/** The Saturday after. */
const CLOSED = OPEN + 86_400_000

let time = OPEN
function put(store: MarketDataStore, fields: Partial<Quote> & { readonly symbol?: string } = {}): void {
  store.getState().applyQuotes([quotePatch({ timestamp: time++, ...fields })], fields.receivedAt ?? OPEN)
}

describe('selector factories', () => {
  it('answer with the same selector for the same arguments', () => {
    expect(selectQuote('SPY')).toBe(selectQuote('SPY'))
    expect(selectQuote('SPY')).not.toBe(selectQuote('QQQ'))
    expect(selectQuotes(['A', 'B'])).toBe(selectQuotes(['A', 'B']))
    expect(selectBars('SPY', '1m')).not.toBe(selectBars('SPY', '5m'))
  })

  it('keep a bounded number of selectors', () => {
    const select = memoized((name: string) => () => name)
    const first = select('first')
    for (let at = 0; at < 20_000; at++) select(`s${at}`)

    expect(select('first')).not.toBe(first)
    expect(select('s19999')).toBe(select('s19999'))
  })
})

describe('quote selectors', () => {
  it('find a quote that comes after the selector was made, and lose one that is dropped', () => {
    const store = createMarketDataStore()
    const select = selectQuote('LATE')
    expect(select(store.getState())).toBeUndefined()
    put(store, { symbol: 'LATE', bid: 4 })
    expect(select(store.getState())?.bid).toBe(4)

    store.getState().dropQuotes(['LATE'])
    expect(select(store.getState())).toBeUndefined()
  })

  it('keep a list`s identity while none of its quotes changed, and its order', () => {
    const store = createMarketDataStore()
    put(store, { symbol: 'A' })
    put(store, { symbol: 'B' })
    const select = selectQuotes(['B', 'NONE', 'A'])
    const before = select(store.getState())
    put(store, { symbol: 'C' })

    expect(select(store.getState())).toBe(before)
    expect(before.map((quote) => quote?.symbol)).toEqual(['B', undefined, 'A'])
    put(store, { symbol: 'A', bid: 1 })
    expect(select(store.getState())).not.toBe(before)
    expect(selectQuotes([])(store.getState())).toEqual([])
  })

  it('serve several stores without giving one the other`s list', () => {
    const [left, right] = [createMarketDataStore(), createMarketDataStore()]
    put(left, { bid: 1 })
    put(right, { bid: 2 })
    const select = selectQuotes(['SPY'])
    const [ofLeft, ofRight] = [select(left.getState()), select(right.getState())]

    expect([ofLeft[0]?.bid, ofRight[0]?.bid]).toEqual([1, 2])
    expect(select(left.getState())).toBe(ofLeft)
    expect(select(right.getState())).toBe(ofRight)
  })

  it('tell the spread without a binary tail, and only where both sides are known', () => {
    const store = createMarketDataStore()
    expect(selectSpread('SPY')(store.getState())).toBeUndefined()
    put(store, { bid: 650, ask: 650.02 })
    expect(selectSpread('SPY')(store.getState())).toBe(0.02)
    put(store, { symbol: 'ONE', bid: 1, ask: undefined })
    expect(selectSpread('ONE')(store.getState())).toBeUndefined()
  })

  it('tell the middle, else an index`s value, else the last price', () => {
    const store = createMarketDataStore()
    const none = { bid: undefined, ask: undefined }
    put(store, { bid: 1, ask: 2 })
    put(store, { symbol: 'I:SPX', ...none, value: 6500 })
    put(store, { symbol: 'LAST', ...none, last: 9 })

    const mids = ['SPY', 'I:SPX', 'LAST', 'NONE'].map((symbol) => selectMid(symbol)(store.getState()))
    expect(mids).toEqual([1.5, 6500, 9, undefined])
  })

  it('keep the change`s identity while its figures stand', () => {
    const store = createMarketDataStore()
    put(store, { last: 110, previousClose: 100 })
    const before = selectChange('SPY')(store.getState())
    put(store, { bid: 3 })

    expect(before).toEqual({ change: 10, changePercent: 10 })
    expect(selectChange('SPY')(store.getState())).toBe(before)
    put(store, { last: 120 })
    expect(selectChange('SPY')(store.getState())).toEqual({ change: 20, changePercent: 20 })
  })
})

describe('chain selectors', () => {
  const contracts = [640, 650, 660].flatMap((strike) => [
    optionContract({ ticker: `O:SPY261218C00${strike}000`, strike }),
    optionContract({ ticker: `O:SPY261218P00${strike}000`, strike, type: 'put' }),
  ])
  const createChain = (): MarketDataStore => {
    const store = createMarketDataStore()
    store.getState().completeChain(optionsChain({ contracts, underlyingPrice: 651 }))
    return store
  }

  it('read layout, dates and contracts', () => {
    const store = createChain()

    expect(selectChain('SPY')(store.getState())?.status).toBe('ready')
    expect(selectExpirations('SPY')(store.getState())).toEqual(['2026-12-18'])
    expect(selectExpirations('NONE')(store.getState())).toBe(selectExpirations('NADA')(store.getState()))
    expect(selectContract('O:SPY261218C00640000')(store.getState())?.strike).toBe(640)
  })

  it('replace only the row whose contract ticked', () => {
    const store = createChain()
    const select = selectChainRows('SPY', '2026-12-18')
    const before = select(store.getState())
    expect(select(store.getState())).toBe(before)
    put(store, { symbol: 'O:SPY261218P00650000', bid: 4 })
    const after = select(store.getState())

    expect(after.map((row, at) => row === before[at])).toEqual([true, false, true])
    expect(after[1]?.put?.quote?.bid).toBe(4)
    expect(after[1]?.call).toBe(before[1]?.call)
    put(store, { symbol: 'QQQ' })
    expect(select(store.getState())).toBe(after)
  })

  it('mark the strike at the money, which follows the underlying`s price', () => {
    const store = createChain()
    const marked = (): (number | undefined)[] =>
      selectChainRows(
        'SPY',
        '2026-12-18',
      )(store.getState())
        .filter((row) => row.isAtTheMoney)
        .map(({ strike }) => strike)
    expect(marked()).toEqual([650])
    put(store, { last: 658 })
    expect(marked()).toEqual([660])
    put(store, { last: 100 })
    expect(marked()).toEqual([640])
    put(store, { last: 9_000 })
    expect(marked()).toEqual([660])
    put(store, { last: 655 })
    expect(marked()).toEqual([650])
  })

  it("tell the underlying's price by its quote, and until there is one by its chain", () => {
    const store = createMarketDataStore()
    const price = (): number | undefined => selectUnderlyingPrice('SPY')(store.getState())
    expect(price()).toBeUndefined()
    store.getState().applyChainPage('SPY', contracts, { pages: 1, contracts: contracts.length }, 650)
    expect(price()).toBe(650)
    store.getState().applyChainPage('SPY', contracts, { pages: 2, contracts: contracts.length })
    expect(price()).toBe(650)
    store.getState().completeChain(optionsChain({ contracts, underlyingPrice: 651 }))
    expect(price()).toBe(651)
    put(store, { bid: 651.5, ask: 652.5 })
    expect(price()).toBe(652)
    put(store, { last: 653 })
    expect(price()).toBe(653)
  })

  it('know no strike at the money without a price or a chain', () => {
    const store = createMarketDataStore()
    expect(selectAtTheMoney('SPY', '2026-12-18')(store.getState())).toBeUndefined()
    put(store, { last: 1 })
    expect(selectAtTheMoney('SPY', '2026-12-18')(store.getState())).toBeUndefined()
    expect(selectChainRows('SPY', '2026-12-18')(store.getState())).toEqual([])
  })

  it('answer two stores in turn with the same rows as long as neither changes', () => {
    const [left, right] = [createChain(), createChain()]
    const select = selectChainRows('SPY', '2026-12-18')
    const before = [select(left.getState()), select(right.getState())]
    put(left, { symbol: 'O:SPY261218P00650000', bid: 4 })
    const after = [select(left.getState()), select(right.getState())]

    expect([select(left.getState()), select(right.getState())]).toEqual(after)
    expect(select(left.getState())).toBe(after[0])
    expect(after[1]).toBe(before[1])
    expect(after[0]?.map((row, at) => row === before[0]?.[at])).toEqual([true, false, true])
  })

  it('leave out a leg whose contract is not known', () => {
    const store = createMarketDataStore()
    store.getState().completeChain(optionsChain({ contracts: contracts.slice(0, 1) }))

    expect(selectChainRows('SPY', '2026-12-18')(store.getState())[0]).toMatchObject({ strike: 640, put: undefined })
  })
})

describe('series selectors', () => {
  it('read bars, the last of them, trades and indicators, and one empty list for all that is missing', () => {
    const store = createMarketDataStore()
    const state = store.getState()
    expect(selectBars('SPY', '1m')(state)).toBe(selectBars('QQQ', '5m')(state))
    expect(selectTrades('SPY')(state)).toBe(selectTrades('QQQ')(state))
    expect(selectLastBar('SPY', '1m')(state)).toBeUndefined()
    expect(selectIndicator('SPY')(state)).toBeUndefined()

    state.mergeBars('SPY', '1m', [aggregate()])
    state.applyTrades([trade()])
    state.setIndicator(indicatorSeries({ symbol: 'SPY', params: {} }))
    expect(selectLastBar('SPY', '1m')(store.getState())).toEqual(aggregate())
    expect(selectTrades('SPY')(store.getState())).toEqual([trade()])
    expect(selectIndicator('SPY', { window: 14 })(store.getState())?.symbol).toBe('SPY')
  })
})

describe('health selectors', () => {
  it('read their parts of the state', () => {
    const store = createMarketDataStore()
    store.getState().setMarketStatus(marketStatus())
    store.getState().setHolidays([marketHoliday()])
    const state = store.getState()

    expect(selectConnection(state)).toBe(state.connection)
    expect(selectEndpoint('options')(state)).toBe(state.connection.options)
    expect(selectEndpoint('indices')(state)).toBe(state.connection.indices)
    expect(selectWatchlist(state)).toBe(state.watchlist)
    expect(selectMarketStatus(state)).toEqual(marketStatus())
    expect(selectHolidays(state)).toEqual([marketHoliday()])
  })

  it('call it live when every endpoint in use streams', () => {
    const store = createMarketDataStore()
    expect(selectIsLive(store.getState())).toBe(false)
    store.getState().setEndpointHealth('options', endpointHealth({ requested: 1, transport: 'streaming' }))
    store.getState().setEndpointHealth('indices', endpointHealth({ requested: 0, transport: 'idle' }))
    expect(selectIsLive(store.getState())).toBe(true)
    store.getState().setEndpointHealth('indices', endpointHealth({ requested: 1, transport: 'polling' }))
    expect(selectIsLive(store.getState())).toBe(false)
  })
})

describe('selectFreshness', () => {
  const createStreaming = (transport: 'streaming' | 'polling' = 'streaming'): MarketDataStore => {
    const store = createMarketDataStore()
    store.getState().setEndpointHealth('options', endpointHealth({ transport }))
    store.getState().setEndpointHealth('indices', endpointHealth({ transport }))
    return store
  }
  const at = (store: MarketDataStore, now: number, symbol = 'SPY'): string =>
    selectFreshness(symbol, () => now)(store.getState())

  it('is never before the first datum', () => {
    expect(at(createStreaming(), OPEN)).toBe('never')
  })

  it.each([
    ['live', { timeframe: 'real-time', source: 'stream' }],
    ['delayed', { timeframe: 'delayed', source: 'stream' }],
    ['polled', { source: 'rest' }],
    ['stale', { source: 'restored' }],
  ] as const)('is %s for %j in an open session', (expected, fields) => {
    const store = createStreaming()
    put(store, fields)

    expect(at(store, OPEN + 30_000)).toBe(expected)
  })

  it('is stale when a symbol says nothing for longer than its class allows', () => {
    const store = createStreaming()
    for (const symbol of ['SPY', 'I:SPX', 'O:SPY261218C00650000']) put(store, { symbol })

    const after = (ms: number): string[] =>
      ['SPY', 'I:SPX', 'O:SPY261218C00650000'].map((symbol) => at(store, OPEN + ms, symbol))
    expect(after(29_000)).toEqual(['live', 'live', 'live'])
    expect(after(60_000)).toEqual(['live', 'stale', 'live'])
    expect(after(130_000)).toEqual(['stale', 'stale', 'live'])
    expect(after(901_000)).toEqual(['stale', 'stale', 'stale'])
  })

  it('is stale when the stream that brought it is down', () => {
    const store = createStreaming('polling')
    put(store)

    expect(at(store, OPEN + 1)).toBe('stale')
  })

  it('is closed, not stale, when the market is closed', () => {
    const store = createStreaming()
    put(store)

    expect(at(store, CLOSED)).toBe('closed')
    expect(at(store, CLOSED + 1)).toBe('closed')
  })

  it('is closed on a holiday', () => {
    const store = createStreaming()
    put(store)
    expect(at(store, OPEN + 20_000)).toBe('live')
    store.getState().setHolidays([marketHoliday({ date: '2026-11-20', status: 'closed' })])

    expect(at(store, OPEN + 20_000)).toBe('closed')
  })

  it('believes a tick of this moment and a market status more than the calendar', () => {
    const store = createStreaming()
    put(store, { timestamp: CLOSED, receivedAt: CLOSED })
    expect(at(store, CLOSED + 5_000)).toBe('live')
    expect(at(store, CLOSED + 20_000)).toBe('closed')

    store.getState().setMarketStatus(marketStatus({ serverTime: CLOSED, market: 'open' }))
    expect(at(store, CLOSED + 20_000)).toBe('live')
    expect(at(store, CLOSED + 121_000)).toBe('closed')
  })

  it('is that of the poorest among several symbols', () => {
    const store = createStreaming()
    put(store)
    put(store, { symbol: 'QQQ', source: 'rest' })

    const poorest = (...symbols: string[]): string => selectPoorestFreshness(symbols, () => OPEN + 1)(store.getState())
    expect(poorest('SPY')).toBe('live')
    expect(poorest('SPY', 'QQQ')).toBe('polled')
    expect(poorest('SPY', 'QQQ', 'NONE')).toBe('never')
    expect(poorest()).toBe('never')
  })
})
