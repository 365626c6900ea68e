import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../../domain/aggregate.ts'
import {
  aggregateRowSchema,
  openCloseSchema,
  toAggregate,
  toDailyAggregate,
} from '../../../domain/massive/rest-aggregates.ts'
import { conditionRowSchema, exchangeRowSchema, namesById } from '../../../domain/massive/rest-codes.ts'
import { indicatorRowSchema, indicatorSchema, toIndicatorPoints } from '../../../domain/massive/rest-indicators.ts'
import {
  holidaySchema,
  marketStatusSchema,
  toHoliday,
  toMarketStatus,
} from '../../../domain/massive/rest-market-status.ts'
import { tickerRowSchema, toTickerMatch } from '../../../domain/massive/rest-tickers.ts'
import {
  lastQuoteSchema,
  lastTradeSchema,
  quoteRowSchema,
  toLastQuote,
  toLastTrade,
  toQuoteTick,
  toTrade,
  tradeRowSchema,
} from '../../../domain/massive/rest-ticks.ts'
import type { MarketStatus } from '../../../domain/market-status.ts'
import type { Timeframe } from '../../../domain/timeframe.ts'
import type { Trade } from '../../../domain/trade.ts'

const NOW = 1_700_000_000_000
const NS = NOW * 1e6

describe('aggregates', () => {
  const row = { t: Date.parse('2026-07-15T17:47:00Z'), o: 1, h: 4, l: 0.5, c: 2, v: 7.09e7, vw: 1.5, n: 6 }
  const bar = (fields: object, timeframe: Timeframe): Aggregate =>
    toAggregate(aggregateRowSchema.parse(fields), 'SPY', timeframe)
  const start = (t: string, timeframe: Timeframe): string =>
    new Date(bar({ ...row, t: Date.parse(t) }, timeframe).start).toISOString()

  it('reads a bar and gives it its window', () => {
    expect(bar(row, '1m')).toEqual({
      symbol: 'SPY',
      timeframe: '1m',
      open: 1,
      high: 4,
      low: 0.5,
      close: 2,
      volume: 70_900_000,
      vwap: 1.5,
      trades: 6,
      start: row.t,
      end: row.t + 60_000,
      source: 'rest',
    })
  })

  it('puts daily bars at New York midnight, whatever hour the vendor dates them', () => {
    expect(start('2023-03-09T05:00:00Z', '1d')).toBe('2023-03-09T05:00:00.000Z')
    expect(start('2023-03-09T06:00:00Z', '1d')).toBe('2023-03-09T05:00:00.000Z')
    expect(start('2020-11-10T21:00:00Z', '1d')).toBe('2020-11-10T05:00:00.000Z')
  })

  it('reads a time in nanoseconds too', () => {
    expect(bar({ ...row, t: row.t * 1e6 }, '1m').start).toBe(row.t)
  })

  it('knows no volume of an index', () => {
    const { t, o, h, l, c } = row
    const index = bar({ t, o, h, l, c }, '1m')
    expect([index.volume, index.vwap, index.trades]).toEqual([undefined, undefined, undefined])
  })

  it.each(['t', 'o', 'h', 'l', 'c'])('refuses a bar without %s', (key) => {
    expect(aggregateRowSchema.safeParse({ ...row, [key]: undefined }).success).toBe(false)
  })

  it.each(['2023-03-10', '2023-03-10T00:00:00.000Z'])('reads the open and close of %s as a bar', (from) => {
    const body = { status: 'OK', symbol: 'I:NDX', from, open: 1, high: 4, low: 0.5, close: 2, volume: 9, afterHours: 3 }
    expect(toDailyAggregate(openCloseSchema.parse(body))).toEqual({
      symbol: 'I:NDX',
      timeframe: '1d',
      open: 1,
      high: 4,
      low: 0.5,
      close: 2,
      volume: 9,
      start: Date.parse('2023-03-10T05:00:00Z'),
      end: Date.parse('2023-03-11T05:00:00Z'),
      source: 'rest',
    })
    expect(openCloseSchema.parse(body).afterHours).toBe(3)
  })
})

describe('indicators', () => {
  it('sorts values oldest first and keeps one of each instant', () => {
    const rows = [
      { timestamp: NOW, value: 3 },
      { timestamp: NOW - 60_000, value: 2 },
      { timestamp: (NOW - 120_000) / 1000, value: 1 },
      { timestamp: NOW - 60_000, value: 2.5 },
    ].map((row) => indicatorRowSchema.parse(row))
    expect(toIndicatorPoints(rows)).toEqual([
      { timestamp: NOW - 120_000, value: 1 },
      { timestamp: NOW - 60_000, value: 2.5 },
      { timestamp: NOW, value: 3 },
    ])
  })

  it('finds no values where there are none', () => {
    expect(indicatorSchema.parse({ results: {} }).results.values).toBeUndefined()
    expect(indicatorSchema.parse({ results: { values: null } }).results.values).toBeUndefined()
    expect(indicatorSchema.safeParse({ results: [] }).success).toBe(false)
  })

  it.each([{ value: 1 }, { timestamp: 1 }, { timestamp: 1, value: null }])('refuses the value %j', (row) => {
    expect(indicatorRowSchema.safeParse(row).success).toBe(false)
  })
})

describe('trades and quotes', () => {
  const trade: Trade = {
    symbol: 'SPY',
    price: 650,
    size: 100.5,
    exchange: 4,
    conditions: [12],
    timestamp: NOW,
    sequence: 7,
    id: 'a',
    source: 'rest',
  }
  const quote = { symbol: 'SPY', bid: 1, ask: 2, bidSize: 3, askSize: 4, timestamp: NOW, source: 'rest' }

  it('reads a trade of the history', () => {
    const row = {
      price: 650,
      size: 100,
      decimal_size: '100.5',
      exchange: 4,
      conditions: [12],
      sip_timestamp: NS,
      sequence_number: 7,
      id: 'a',
    }
    expect(toTrade(tradeRowSchema.parse(row), 'SPY')).toEqual(trade)
  })

  it('reads the last trade', () => {
    const results = { T: 'SPY', p: 650, s: 100, ds: '100.5', x: 4, c: [12], t: NS, q: 7, i: 'a' }
    expect(toLastTrade(lastTradeSchema.parse(results))).toEqual(trade)
  })

  it('leaves unknown what an option does not tell, its empty id included', () => {
    const row = { price: 6.91, sip_timestamp: NS, id: '' }
    expect(toTrade(tradeRowSchema.parse(row), 'O:X')).toEqual({
      symbol: 'O:X',
      price: 6.91,
      size: 0,
      timestamp: NOW,
      source: 'rest',
    })
    expect(toLastTrade(lastTradeSchema.parse({ T: 'O:X', p: 1, s: 2, ds: 'many', t: NS, i: '' }))).toEqual({
      symbol: 'O:X',
      price: 1,
      size: 2,
      timestamp: NOW,
      source: 'rest',
    })
  })

  it('reads a quote of the history and the last one', () => {
    const row = { bid_price: 1, ask_price: 2, bid_size: 3, ask_size: 4, sip_timestamp: NS, sequence_number: 9 }
    expect(toQuoteTick(quoteRowSchema.parse(row), 'SPY')).toEqual(quote)
    expect(toLastQuote(lastQuoteSchema.parse({ T: 'SPY', p: 1, s: 3, P: 2, S: 4, t: NS }))).toEqual(quote)
  })

  it.each([
    [tradeRowSchema, { price: 1 }],
    [tradeRowSchema, { sip_timestamp: NS }],
    [quoteRowSchema, { bid_price: 1 }],
    [lastTradeSchema, { T: 'SPY', p: 1 }],
    [lastTradeSchema, { p: 1, t: NS }],
    [lastQuoteSchema, { T: 'SPY' }],
    [lastQuoteSchema, { t: NS }],
  ])('refuses a row without a certain member (%#)', (schema, row) => {
    expect(schema.safeParse(row).success).toBe(false)
  })
})

describe('market status', () => {
  const status = (row: object): MarketStatus => toMarketStatus(marketStatusSchema.parse(row), NOW)

  it('reads a whole status', () => {
    const row = {
      market: 'open',
      serverTime: '2026-07-15T12:00:00-04:00',
      afterHours: false,
      earlyHours: true,
      exchanges: { nyse: 'open', otc: 'closed' },
      currencies: { fx: 'open' },
      indicesGroups: { s_and_p: 'extended-hours' },
    }
    expect(status(row)).toEqual({
      market: 'open',
      serverTime: Date.parse('2026-07-15T16:00:00Z'),
      afterHours: false,
      earlyHours: true,
      exchanges: { nyse: 'open', otc: 'closed' },
      indices: { s_and_p: 'extended-hours' },
    })
  })

  it.each([
    [{}, 'closed'],
    [{ afterHours: true }, 'extended-hours'],
    [{ earlyHours: true }, 'extended-hours'],
    [{ exchanges: { nyse: 'open' } }, 'open'],
    [{ exchanges: { nyse: 'closed' } }, 'closed'],
    [{ market: 'on fire', exchanges: { nyse: 'open' } }, 'open'],
    [{ market: 'extended-hours', exchanges: { nyse: 'open' } }, 'extended-hours'],
  ])('finds in %j that the market is %s', (row, market) => {
    expect(status(row)).toMatchObject({ market, serverTime: NOW })
  })

  it('leaves out words that it does not know', () => {
    expect(status({ exchanges: { nyse: 'open', mars: 'dusty', otc: null } }).exchanges).toEqual({ nyse: 'open' })
  })

  it('refuses a time that is none', () => {
    expect(marketStatusSchema.safeParse({ serverTime: 'noon' }).success).toBe(false)
  })

  it('reads holidays, with hours only on a short day', () => {
    const day = { date: '2026-11-27', exchange: 'NYSE', name: 'Thanksgiving' }
    const hours = { open: '2026-11-27T14:30:00.000Z', close: '2026-11-27T18:00:00.000Z' }
    expect(toHoliday(holidaySchema.parse({ ...day, status: 'early-close', ...hours }))).toEqual({
      ...day,
      status: 'early-close',
      open: Date.parse(hours.open),
      close: Date.parse(hours.close),
    })
    expect(toHoliday(holidaySchema.parse({ ...day, status: 'closed', ...hours }))).toStrictEqual({
      ...day,
      status: 'closed',
    })
    expect(holidaySchema.safeParse({ ...day, status: 'late' }).success).toBe(false)
    expect(holidaySchema.safeParse({ ...day, date: '27.11.2026', status: 'closed' }).success).toBe(false)
  })
})

describe('reference data', () => {
  it('reads a ticker', () => {
    const row = { ticker: 'SPY', name: 'SPDR', market: 'stocks', type: 'ETF', primary_exchange: 'ARCX', active: true }
    expect(toTickerMatch(tickerRowSchema.parse(row))).toEqual({
      ticker: 'SPY',
      name: 'SPDR',
      market: 'stocks',
      type: 'ETF',
      exchange: 'ARCX',
    })
    expect(toTickerMatch(tickerRowSchema.parse({ ticker: 'I:X', market: 'indices' }))).toEqual({
      ticker: 'I:X',
      name: 'I:X',
      market: 'indices',
    })
  })

  it.each([{ ticker: '', market: 'stocks' }, { ticker: 'SPY' }, { ticker: 'SPY', market: 'moon' }])(
    'refuses the ticker %j',
    (row) => {
      expect(tickerRowSchema.safeParse(row).success).toBe(false)
    },
  )

  it('names conditions and exchanges by id, the first of several', () => {
    const rows = [
      { id: 4, name: 'FINRA NYSE', mic: 'FINY' },
      { id: 4, name: 'FINRA Nasdaq' },
      { id: 1, name: 'NYSE American', acronym: 'AMEX' },
    ]
    expect([...namesById(rows.map((row) => exchangeRowSchema.parse(row)))]).toEqual([
      [4, 'FINRA NYSE'],
      [1, 'NYSE American'],
    ])
    expect(namesById([conditionRowSchema.parse({ id: 2, name: 'Average Price Trade' })]).get(2)).toBe(
      'Average Price Trade',
    )
  })
})
