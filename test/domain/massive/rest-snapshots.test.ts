import { describe, expect, it } from 'vitest'
import { MarketDataError, NotEntitledError, NotFoundError } from '../../../domain/errors.ts'
import {
  chainRowSchema,
  contractReferenceSchema,
  toChainRow,
  toContract,
} from '../../../domain/massive/rest-contracts.ts'
import type { ChainRow } from '../../../domain/massive/rest-contracts.ts'
import { snapshotRowSchema, toSnapshot } from '../../../domain/massive/rest-snapshots.ts'
import type { Snapshot } from '../../../domain/massive/rest-snapshots.ts'
import { stockSnapshotRowSchema, toStockQuote } from '../../../domain/massive/rest-stock-snapshots.ts'
import type { OptionContract } from '../../../domain/option.ts'
import type { QuotePatch } from '../../../domain/quote.ts'

const NOW = 1_700_000_000_000
const FIFTEEN_MINUTES = 900_000
const ns = (ms: number): number => ms * 1e6

const OPTION = 'O:SPY261218C00650000'
const details = {
  ticker: OPTION,
  contract_type: 'call',
  exercise_style: 'american',
  expiration_date: '2026-12-18',
  strike_price: 650,
  shares_per_contract: 100,
}

const snapshot = (row: object): Snapshot => toSnapshot(snapshotRowSchema.parse(row), NOW)
const chainRow = (row: object): ChainRow => toChainRow(chainRowSchema.parse({ details, ...row }), NOW)
const stock = (row: object): QuotePatch => toStockQuote(stockSnapshotRowSchema.parse({ ticker: 'SPY', ...row }), NOW)

function quoteOf(row: object): QuotePatch {
  const answer = snapshot(row)
  if (!answer.ok) throw answer.error
  return answer.quote
}

function contractOf(row: object): OptionContract | undefined {
  const answer = snapshot(row)
  return answer.ok ? answer.contract : undefined
}

describe('snapshot rows', () => {
  it('reads every price of a row', () => {
    const row = {
      ticker: 'AAPL',
      value: 1,
      session: {
        open: 2,
        high: 3,
        low: 4,
        close: 5,
        previous_close: 6,
        change: 7,
        change_percent: 8,
        volume: 9,
      },
      last_quote: {
        bid: 10,
        ask: 11,
        bid_size: 12,
        ask_size: 13,
        midpoint: 14,
        last_updated: ns(NOW),
        timeframe: 'DELAYED',
      },
      last_trade: { price: 15, size: 16 },
    }
    expect(snapshot(row)).toEqual({
      ok: true,
      contract: undefined,
      quote: {
        symbol: 'AAPL',
        bid: 10,
        ask: 11,
        bidSize: 12,
        askSize: 13,
        midpoint: 14,
        last: 15,
        lastSize: 16,
        value: 1,
        open: 2,
        high: 3,
        low: 4,
        close: 5,
        previousClose: 6,
        change: 7,
        changePercent: 8,
        volume: 9,
        timestamp: NOW,
        source: 'rest',
        timeframe: 'delayed',
      },
    })
  })

  it.each([
    [{ last_updated: ns(NOW - 1) }, NOW - 1],
    [{ last_quote: { last_updated: ns(NOW - 2) }, last_updated: ns(NOW - 3) }, NOW - 2],
    [{ last_trade: { sip_timestamp: ns(NOW - 2), last_updated: ns(NOW) }, last_updated: ns(NOW - 3) }, NOW - 2],
    [{ last_trade: { last_updated: ns(NOW - 2), participant_timestamp: ns(NOW) } }, NOW - 2],
    [{ last_trade: { participant_timestamp: ns(NOW - 4) } }, NOW - 4],
    [{ session: { last_updated: ns(NOW - 5) } }, NOW - 5],
    [{}, NOW - FIFTEEN_MINUTES],
    [{ session: {}, last_quote: {}, last_trade: {} }, NOW - FIFTEEN_MINUTES],
    [{ session: null, last_quote: null, last_trade: null, details: null }, NOW - FIFTEEN_MINUTES],
  ])('dates %j by its newest part', (row, timestamp) => {
    expect(quoteOf({ ticker: 'AAPL', ...row }).timestamp).toBe(timestamp)
  })

  it.each([
    [{ timeframe: 'REAL-TIME', last_quote: { timeframe: 'DELAYED' } }, 'real-time'],
    [{ last_quote: { timeframe: 'DELAYED' }, last_trade: { timeframe: 'REAL-TIME' } }, 'delayed'],
    [{ last_trade: { timeframe: 'REAL-TIME' } }, 'real-time'],
    [{}, undefined],
  ])('finds in %j the recency %j', (row, recency) => {
    expect(quoteOf({ ticker: 'AAPL', ...row }).timeframe).toBe(recency)
  })

  it.each([
    [{ error: 'NOT_FOUND', message: 'Ticker not found.' }, NotFoundError, 'APx: Ticker not found.'],
    [{ error: 'NOT_ENTITLED', message: 'Not entitled.' }, NotEntitledError, 'APx: Not entitled.'],
    [{ error: 'SOMETHING_NEW' }, MarketDataError, 'APx: SOMETHING_NEW'],
  ])('turns the failed row %j into an error', (row, type, message) => {
    const answer = snapshot({ ticker: 'APx', ...row })
    expect(answer).toMatchObject({ ok: false, symbol: 'APx', error: { message } })
    expect(answer.ok ? undefined : answer.error).toBeInstanceOf(type)
  })

  it.each([{}, { ticker: '' }, { ticker: 7 }, null, { ticker: 'SPY', session: 7 }])('refuses the row %j', (row) => {
    expect(snapshotRowSchema.safeParse(row).success).toBe(false)
  })

  it('takes the size of the last trade with its fraction of a share', () => {
    const row = { ticker: 'AAPL', last_trade: { price: 15, size: 1, decimal_size: '1.25' } }
    expect(snapshot(row)).toMatchObject({ quote: { lastSize: 1.25 } })
    expect(snapshot({ ...row, last_trade: { price: 15, size: 2, decimal_size: '' } })).toMatchObject({
      quote: { lastSize: 2 },
    })
    expect(stock({ lastTrade: { p: 15, s: 0, ds: '0.5' } }).lastSize).toBe(0.5)
  })

  it('adds the contract of an option', () => {
    const contract = contractOf({
      ticker: OPTION,
      details,
      break_even_price: 660,
      implied_volatility: 0.3,
      open_interest: 5,
      greeks: { delta: 0.5, gamma: 0.1, theta: -0.2, vega: 0.4 },
      session: { close: 4 },
      last_updated: ns(NOW - 1),
    })
    expect(contract).toEqual({
      ticker: OPTION,
      underlying: 'SPY',
      expiration: '2026-12-18',
      strike: 650,
      type: 'call',
      style: 'american',
      sharesPerContract: 100,
      impliedVolatility: 0.3,
      greeks: { delta: 0.5, gamma: 0.1, theta: -0.2, vega: 0.4 },
      openInterest: 5,
      breakEven: 660,
      day: { close: 4 },
      updatedAt: NOW - 1,
    })
  })

  it('finds no contract where there are no terms, or where the ticker is no option', () => {
    expect(contractOf({ ticker: OPTION })).toBeUndefined()
    expect(contractOf({ ticker: 'SPY', details })).toBeUndefined()
  })
})

describe('chain rows', () => {
  it('reads a contract and its prices', () => {
    const day = {
      open: 1,
      high: 2,
      low: 3,
      close: 4,
      previous_close: 5,
      change: 6,
      change_percent: 7,
      volume: 8,
      vwap: 9,
      last_updated: ns(NOW - 9),
    }
    const row = chainRow({
      day,
      last_quote: { bid: 10, ask: 11, last_updated: ns(NOW - 2) },
      last_trade: { price: 12, size: 13, sip_timestamp: ns(NOW - 3) },
      underlying_asset: { ticker: 'SPY', price: 651.5 },
    })
    expect(row.underlyingPrice).toBe(651.5)
    expect(row.contract.updatedAt).toBe(NOW - 2)
    expect(row.contract.day).toEqual({
      open: 1,
      high: 2,
      low: 3,
      close: 4,
      previousClose: 5,
      change: 6,
      changePercent: 7,
      volume: 8,
      vwap: 9,
      lastUpdated: NOW - 9,
    })
    expect(row.quote).toMatchObject({
      symbol: OPTION,
      bid: 10,
      ask: 11,
      last: 12,
      lastSize: 13,
      open: 1,
      high: 2,
      low: 3,
      close: 4,
      previousClose: 5,
      volume: 8,
      timestamp: NOW - 2,
    })
  })

  it('knows nothing of a contract that never traded but its terms', () => {
    const row = chainRow({ day: {}, last_trade: {}, greeks: {} })
    expect(row.contract).toEqual({
      ticker: OPTION,
      underlying: 'SPY',
      expiration: '2026-12-18',
      strike: 650,
      type: 'call',
      style: 'american',
      sharesPerContract: 100,
    })
    expect(row.quote).toEqual({ symbol: OPTION, timestamp: NOW - FIFTEEN_MINUTES, source: 'rest' })
    expect(row.underlyingPrice).toBeUndefined()
  })

  it('keeps a zero that the vendor gives', () => {
    const row = chainRow({ open_interest: 0, last_quote: { bid: 0 }, day: { volume: 0 } })
    expect(row.contract.openInterest).toBe(0)
    expect(row.quote.bid).toBe(0)
    expect(row.contract.day).toEqual({ volume: 0 })
  })

  it('takes the value of an index for the price of the underlying', () => {
    expect(chainRow({ underlying_asset: { ticker: 'I:SPX', value: 6500 } }).underlyingPrice).toBe(6500)
  })

  it('reads from the ticker what the terms leave out', () => {
    const row = chainRow({ details: { ticker: 'O:SPXW261218P06500500' } })
    expect(row.contract).toEqual({
      ticker: 'O:SPXW261218P06500500',
      underlying: 'I:SPX',
      expiration: '2026-12-18',
      strike: 6500.5,
      type: 'put',
    })
  })

  it.each([
    ['put', 'put'],
    ['call', 'call'],
    ['other', 'other'],
    ['strange', 'other'],
  ])('reads the contract type %s as %s', (word, type) => {
    expect(chainRow({ details: { ...details, contract_type: word } }).contract.type).toBe(type)
  })

  it.each([
    ['american', 'american'],
    ['european', 'european'],
    ['bermudan', 'bermudan'],
    ['asian', undefined],
  ])('reads the exercise style %s as %s', (word, style) => {
    expect(chainRow({ details: { ...details, exercise_style: word } }).contract.style).toBe(style)
  })

  it.each([
    [OPTION, undefined, undefined, 'SPY'],
    [OPTION, undefined, 'SPY', 'SPY'],
    ['O:AAPL1261218C00200000', undefined, undefined, 'AAPL'],
    ['O:VMRK1261016C00120000', undefined, 'VMRK', 'VMRK'],
    ['O:NEWX261218C00200000', 'OLD', 'NEW', 'OLD'],
    ['O:SPXW261218C06500000', undefined, 'I:SPX', 'I:SPX'],
    ['O:SPXW261218C06500000', 'SPX', undefined, 'I:SPX'],
    ['O:DJX261218C00450000', 'DJX', 'I:DJX', 'I:DJX'],
    ['O:BRKB261218C00500000', 'BRK.B', undefined, 'BRK.B'],
  ])('takes %s of the terms %j and the price source %j to be of %s', (ticker, named, priced, underlying) => {
    const row = chainRow({
      details: { ticker, underlying_ticker: named },
      underlying_asset: priced === undefined ? undefined : { ticker: priced },
    })
    expect(row.contract.underlying).toBe(underlying)
  })

  it.each([
    { details: { ...details, ticker: 'O:AAPL211022C000150000' } },
    { details: { ...details, ticker: 'SPY' } },
    { details: { ...details, ticker: undefined } },
    { details: { ...details, expiration_date: '2026-02-30' } },
    { details: { ...details, strike_price: '650' } },
    { details, day: 7 },
    {},
  ])('refuses the row %j', (row) => {
    expect(chainRowSchema.safeParse(row).success).toBe(false)
  })

  it('reads the reference data of a contract', () => {
    const row = {
      ...details,
      ticker: 'O:SPXW261218C00650000',
      exercise_style: 'european',
      underlying_ticker: 'SPX',
      cfi: 'OCEICS',
    }
    expect(toContract(contractReferenceSchema.parse(row))).toEqual({
      ticker: 'O:SPXW261218C00650000',
      underlying: 'I:SPX',
      expiration: '2026-12-18',
      strike: 650,
      type: 'call',
      style: 'european',
      sharesPerContract: 100,
    })
    expect(contractReferenceSchema.safeParse({ ...row, ticker: 'SPXW' }).success).toBe(false)
  })
})

describe('stock snapshot rows', () => {
  const day = { o: 1, h: 2, l: 3, c: 4, v: 5 }

  it('reads every price of a row', () => {
    const row = {
      todaysChange: 6,
      todaysChangePerc: 7,
      updated: ns(NOW - 3),
      day,
      prevDay: { c: 8 },
      lastTrade: { p: 9, s: 10, t: ns(NOW - 2) },
      lastQuote: { p: 11, s: 12, P: 13, S: 14, t: ns(NOW - 1) },
    }
    expect(stock(row)).toEqual({
      symbol: 'SPY',
      bid: 11,
      ask: 13,
      bidSize: 12,
      askSize: 14,
      last: 9,
      lastSize: 10,
      open: 1,
      high: 2,
      low: 3,
      close: 4,
      previousClose: 8,
      change: 6,
      changePercent: 7,
      volume: 5,
      timestamp: NOW - 1,
      source: 'rest',
    })
  })

  it('takes a day of zeros for one that has not begun', () => {
    const zeros = { o: 0, h: 0, l: 0, c: 0, v: 0 }
    expect(stock({ todaysChange: 0, todaysChangePerc: 0, updated: 0, day: zeros, prevDay: zeros })).toEqual({
      symbol: 'SPY',
      timestamp: NOW - FIFTEEN_MINUTES,
      source: 'rest',
    })
  })

  it.each([
    [{ updated: ns(NOW - 1), lastTrade: { t: ns(NOW - 2) } }, NOW - 1],
    [{ updated: ns(NOW - 3), lastTrade: { t: ns(NOW - 2) } }, NOW - 2],
    [{}, NOW - FIFTEEN_MINUTES],
  ])('dates %j by its newest part', (row, timestamp) => {
    expect(stock(row).timestamp).toBe(timestamp)
  })

  it.each([{ ticker: '' }, {}, { ticker: 'SPY', day: { o: '1' } }])('refuses the row %j', (row) => {
    expect(stockSnapshotRowSchema.safeParse(row).success).toBe(false)
  })
})
