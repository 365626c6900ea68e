import { describe, expect, it } from 'vitest'
import { InvalidRequestError, InvalidTickerError, NotFoundError } from '../../domain/errors.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import { selectContract } from '../../store/selectors/chains.ts'
import { selectMarketStatus } from '../../store/selectors/health.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'
import { selectBars, selectIndicator, selectTrades } from '../../store/selectors/series.ts'
import { json } from '../support/fake-fetch.ts'
import { createRestProvider, NOW } from '../support/rest-provider.ts'

const CONTRACT = 'O:SPY261218C00650000'
const NS = 1e6
const MINUTE = 60_000

const details = {
  ticker: CONTRACT,
  contract_type: 'call',
  exercise_style: 'american',
  expiration_date: '2026-12-18',
  strike_price: 650,
  shares_per_contract: 100,
}
const lastQuote = { bid: 12, ask: 12.2, bid_size: 3, ask_size: 4, midpoint: 12.1, last_updated: NOW * NS }
const contractRow = { details, implied_volatility: 0.2, open_interest: 10, last_quote: lastQuote }

/** What the vendor answers, by the end of a path. */
const VENDOR: Readonly<Record<string, unknown>> = {
  '/v1/marketstatus/now': { market: 'open', serverTime: '2026-11-23T10:00:00-05:00' },
  '/v3/snapshot/indices': {
    results: [{ ticker: 'I:SPX', type: 'indices', value: 6500, last_updated: NOW * NS, session: {} }],
  },
  [`/v3/snapshot/options/SPY/${CONTRACT}`]: { results: contractRow },
  '/v3/snapshot/options/SPY': { results: [contractRow] },
  [`/v2/aggs/ticker/SPY/range/1/minute/${NOW - 2 * MINUTE}/${NOW - 1}`]: {
    results: [{ t: NOW - 2 * MINUTE, o: 1, h: 2, l: 0.5, c: 1.5, v: 10, vw: 1.2, n: 3 }],
  },
  '/v1/indicators/rsi/SPY': { results: { values: [{ timestamp: NOW, value: 55 }] } },
  [`/v3/trades/${CONTRACT}`]: {
    results: [{ price: 12.1, size: 2, sip_timestamp: NOW * NS, sequence_number: 1, exchange: 300 }],
  },
  '/v3/reference/tickers': {
    results: [{ ticker: 'SPY', name: 'SPDR S&P 500 ETF Trust', market: 'stocks', type: 'ETF' }],
  },
}

/** A provider of which the proxy passes on what the vendor knows. */
function createWorld() {
  const world = createRestProvider(({ url }) => {
    const answer = VENDOR[url.pathname.replace('/api/massive', '')]
    return answer === undefined
      ? json({ status: 'NOT_FOUND', message: `no ${url.pathname}` }, { status: 404 })
      : json({ status: 'OK', ...answer })
  })
  return { ...world, state: () => world.provider.store.getState() }
}

describe('a market status', () => {
  it.each([
    ['15:05:00', 299, 1, 'stands for five minutes'],
    ['15:05:00', 300, 2, 'is asked for again after that'],
    ['15:29:20', 39, 1, 'stands until a session may turn'],
    ['15:29:20', 40, 2, 'does not stand beyond it'],
    ['15:30:10', 49, 1, 'stands while the vendor may still turn'],
    ['15:30:10', 50, 2, 'is asked for again once it has'],
  ])('told at %s and asked for %i s later takes %i requests: it %s', async (told, seconds, requests) => {
    const at = Date.parse(`2026-11-23T${told}Z`)
    const { provider, clock, calls } = createRestProvider(() =>
      json({ market: 'open', serverTime: new Date(clock.now()).toISOString() }),
    )
    clock.advance(at - clock.now())
    await provider.getMarketStatus()
    await clock.advanceAsync(seconds * 1000)
    await provider.getMarketStatus()
    expect(calls()).toHaveLength(requests)
  })
})

describe('what the provider is asked over REST', () => {
  it('is with the caller and in the store: market status', async () => {
    const { provider, state } = createWorld()

    const status = await provider.getMarketStatus()

    expect(status.market).toBe('open')
    expect(selectMarketStatus(state())).toEqual(status)
  })

  it('is with the caller and in the store: an index', async () => {
    const { provider, state } = createWorld()

    expect((await provider.getIndices(['I:SPX'])).quotes).toMatchObject([{ symbol: 'I:SPX', value: 6500 }])
    expect((await provider.getIndex('I:SPX')).value).toBe(6500)
    expect(selectQuote('I:SPX')(state())).toMatchObject({ value: 6500, source: 'rest', receivedAt: NOW })
  })

  it('is with the caller and in the store: a contract and its quote', async () => {
    const { provider, state } = createWorld()

    const contract = await provider.getOptionContract(CONTRACT)

    expect(contract).toMatchObject({ ticker: CONTRACT, underlying: 'SPY', strike: 650, impliedVolatility: 0.2 })
    expect(selectContract(CONTRACT)(state())).toEqual(contract)
    expect(selectQuote(CONTRACT)(state())).toMatchObject({ bid: 12, ask: 12.2, source: 'rest' })
  })

  it('is with the caller and in the store: a chain, told page by page', async () => {
    const { provider, state } = createWorld()
    const told: unknown[] = []

    const chain = await provider.getOptionsChain(
      'SPY',
      { type: 'call' },
      { onProgress: (each) => told.push(each.loaded) },
    )

    expect(chain.contracts.map(({ ticker }) => ticker)).toEqual([CONTRACT])
    expect(told.at(-1)).toBe(1)
    expect(state().chains.byUnderlying['SPY']?.status).toBe('ready')
    expect(selectQuote(CONTRACT)(state())?.midpoint).toBe(12.1)
  })

  it('is with the caller and in the store: bars', async () => {
    const { provider, state } = createWorld()

    const bars = await provider.getAggregates('SPY', '1m', NOW - 2 * MINUTE, NOW - 1)

    expect(bars).toMatchObject([{ start: NOW - 2 * MINUTE, close: 1.5, vwap: 1.2, trades: 3, source: 'rest' }])
    expect(selectBars('SPY', '1m')(state())).toEqual(bars)
  })

  it('is with the caller and in the store: the relative strength index', async () => {
    const { provider, state } = createWorld()

    const series = await provider.getRSI('SPY', { window: 7 })

    expect(series.values).toEqual([{ timestamp: NOW, value: 55 }])
    expect(selectIndicator('SPY', series.params)(state())).toEqual(series)
  })

  it('is asked for once, whether the defaults of an index are written or left out', async () => {
    const { provider } = createWorld()
    const series = await provider.getRSI('SPY')

    expect(await provider.getRSI('SPY', { timespan: 'day', window: 14, seriesType: 'close' })).toBe(series)
    expect(series.params).toEqual({ timespan: 'day', window: 14, seriesType: 'close' })
    expect(provider.getHealth().cache).toMatchObject({ hits: 1, misses: 1 })
  })

  it('is with the caller and in the store: trades', async () => {
    const { provider, state } = createWorld()

    const trades = await provider.getOptionTrades(CONTRACT)

    expect(trades).toMatchObject([{ symbol: CONTRACT, price: 12.1, size: 2, timestamp: NOW, source: 'rest' }])
    expect(selectTrades(CONTRACT)(state())).toEqual(trades)
  })

  it('finds tickers, asking once for the same text', async () => {
    const { provider, server } = createWorld()

    expect(await provider.tickers.search('spdr')).toMatchObject([{ ticker: 'SPY', market: 'stocks', type: 'ETF' }])
    await provider.tickers.search('spdr')

    const searches = server.requests.filter(({ url }) => url.pathname.endsWith('/reference/tickers'))
    expect(searches).toHaveLength(1)
  })

  it('is refused before it is sent where it cannot be meant', async () => {
    const { provider, server } = createWorld()

    await expect(provider.getQuotes([])).rejects.toThrow(InvalidRequestError)
    await expect(provider.getIndex('SPY')).rejects.toThrow(InvalidTickerError)
    await expect(provider.getMarketHolidays(2026.5)).rejects.toThrow(InvalidRequestError)
    // @ts-expect-error -- no such timeframe
    await expect(provider.getAggregates('SPY', '2m', 0, 1)).rejects.toThrow(InvalidRequestError)
    expect(server.requests).toEqual([])
  })

  it('says which symbol there is nothing of', async () => {
    const { provider } = createWorld()

    await expect(provider.getIndex('I:NOPE')).rejects.toThrow(NotFoundError)
    await expect(provider.getIndex('I:NOPE')).rejects.toThrow('I:NOPE')
  })
})

describe('the proxy’s answers', () => {
  it('are taken from the page’s own fetch unless another is given', async () => {
    const { server } = createWorld()
    const { fetch } = globalThis
    globalThis.fetch = server.fetch
    try {
      const provider = new MassiveDataProvider({
        baseUrl: 'http://proxy.test/api/massive',
        wsUrl: 'ws://proxy.test/ws',
        tokenUrl: 'http://proxy.test/api/ws-token',
      })

      expect((await provider.getMarketStatus()).market).toBe('open')
    } finally {
      globalThis.fetch = fetch
    }
  })
})
