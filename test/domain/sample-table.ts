import { expect } from 'vitest'
import * as readers from './sample-readers.ts'

/** What a file must turn into, and how many of its rows are known to be defective. */
export interface Sample {
  readonly read: readers.Reader
  readonly values: unknown
  readonly rejected?: number
}

const said = (kind: string, message: unknown): unknown => ({
  events: [],
  statuses: [{ kind, status: kind, message }],
})
// vitest types its matchers as `any`
const containing = (text: string): unknown => expect.stringContaining(text)
const matching = (form: RegExp): unknown => expect.stringMatching(form)
const rows = (count: number): unknown => Array.from({ length: count }, () => ({}))

const optionAm = {
  symbol: 'O:ONEM220121C00025000',
  open: 2.05,
  close: 2.05,
  volume: 2,
  vwap: 2.05,
  start: 1_632_419_640_000,
}
const indexBar = { symbol: 'I:SPX', open: 3985.67, close: 3985.67 }
const aaplDetails = { ticker: 'O:AAPL230616C00150000', underlying: 'AAPL', expiration: '2023-06-16', strike: 150 }

/** Every file of the vendor's samples. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  'rest-aggs-empty.json': { read: readers.bars('1d'), values: [] },
  'rest-conditions.json': {
    read: readers.conditions,
    values: expect.arrayContaining([expect.objectContaining({ id: 2, name: 'Average Price Trade' })]),
  },
  'rest-ema.json': { read: readers.points, values: [{ timestamp: 1_517_562_000_016, value: 140.139 }] },
  'rest-error-400-time.json': {
    read: readers.refusal,
    values: { status: 'ERROR', message: containing("time parameter: 'from'") },
  },
  'rest-error-401-no-key.json': {
    read: readers.refusal,
    values: { status: 'ERROR', message: 'API Key was not provided' },
  },
  'rest-error-401-unknown-key.json': { read: readers.refusal, values: { status: 'ERROR', message: 'Unknown API Key' } },
  'rest-error-403-endpoint.json': {
    read: readers.refusal,
    values: {
      status: 'NOT_AUTHORIZED',
      message: containing('not entitled'),
      requestId: '834a28975ffae6b825b7680097dbc5a8',
    },
  },
  'rest-error-403-timeframe.json': {
    read: readers.refusal,
    values: { status: 'NOT_AUTHORIZED', message: containing('data timeframe') },
  },
  'rest-error-404.json': { read: readers.refusal, values: { status: 'NOT_FOUND', message: 'Data not found.' } },
  'rest-error-429.json': {
    read: readers.refusal,
    values: { status: 'ERROR', message: containing('maximum requests per minute') },
  },
  'rest-exchanges.json': {
    read: readers.exchanges,
    values: expect.arrayContaining([expect.objectContaining({ id: 1, name: 'NYSE American, LLC', mic: 'XASE' })]),
  },
  'rest-grouped-daily-stocks.json': {
    read: readers.bars('1d'),
    values: [
      { symbol: 'KIMpL', close: 25.9102, trades: 74 },
      { symbol: 'TANH', volume: 25_933.6 },
      { symbol: 'VSAT', high: 35.47, start: Date.parse('2020-10-14T04:00:00Z') },
    ],
  },
  'rest-indices-aggs.json': {
    read: readers.bars('1d'),
    values: [
      { symbol: 'I:NDX', close: 11_995.88235998666, start: Date.parse('2023-03-09T05:00:00Z') },
      { symbol: 'I:NDX', close: 11_830.28178808306, start: Date.parse('2023-03-10T05:00:00Z') },
    ],
  },
  'rest-indices-open-close.json': {
    read: readers.openClose,
    values: { symbol: 'I:NDX', high: 12_069.62262033557, start: Date.parse('2023-03-10T05:00:00Z') },
  },
  'rest-indices-prev.json': {
    read: readers.bars('1d'),
    values: [{ symbol: 'I:NDX', open: 15_036.48391066877, start: Date.parse('2023-06-20T04:00:00Z') }],
  },
  'rest-indices-snapshot-errors.json': {
    read: readers.snapshots,
    values: [
      { ok: true, quote: { symbol: 'SPX', value: 3822.39 } },
      { ok: false, symbol: 'APx', error: { name: 'NotFoundError', message: 'APx: Ticker not found.' } },
      { ok: false, symbol: 'APy', error: { name: 'NotEntitledError' } },
    ],
  },
  'rest-indices-snapshot.json': {
    read: readers.snapshots,
    values: [
      {
        ok: true,
        quote: {
          symbol: 'I:DJI',
          value: 3822.39,
          low: 38_217.11,
          previousClose: 3812.19,
          timestamp: 1_679_597_116_344,
          timeframe: 'real-time',
        },
      },
      { ok: false, symbol: 'APx', error: { name: 'NotFoundError' } },
      { ok: false, symbol: 'APy', error: { name: 'NotEntitledError' } },
    ],
  },
  'rest-macd.json': {
    read: readers.points,
    values: [
      { timestamp: 1_517_562_000_016, value: 145.3613333333 },
      { timestamp: 1_517_562_001_016, value: 143.8374874833 },
    ],
  },
  'rest-market-holidays.json': {
    read: readers.holidays,
    values: [
      { date: '2020-11-26', exchange: 'NYSE', name: 'Thanksgiving', status: 'closed' },
      { date: '2020-11-26', exchange: 'NASDAQ', status: 'closed' },
      { date: '2020-11-26', exchange: 'OTC', status: 'closed' },
      { date: '2020-11-27', exchange: 'NASDAQ', status: 'early-close', close: Date.parse('2020-11-27T18:00:00Z') },
      { date: '2020-11-27', exchange: 'NYSE', status: 'early-close', open: Date.parse('2020-11-27T14:30:00Z') },
    ],
  },
  'rest-market-status-now-client-test.json': {
    read: readers.marketStatus,
    values: {
      market: 'extended-hours',
      afterHours: true,
      serverTime: Date.parse('2022-04-28T20:48:08Z'),
      exchanges: { nyse: 'extended-hours', nasdaq: 'extended-hours', otc: 'extended-hours' },
    },
  },
  'rest-market-status-now.json': {
    read: readers.marketStatus,
    values: {
      market: 'extended-hours',
      serverTime: Date.parse('2020-11-10T22:37:37Z'),
      exchanges: { nyse: 'extended-hours', otc: 'closed' },
    },
  },
  'rest-option-contract-snapshot.json': {
    read: readers.oneChainRow,
    values: {
      contract: { ...aaplDetails, type: 'call', style: 'american', greeks: { delta: 0.5520187372272933 } },
      quote: { bid: 20.9, ask: 21.25, last: 0.05, previousClose: 22.45, volume: 37 },
      underlyingPrice: 147.951,
    },
  },
  'rest-options-aggs.json': { read: readers.bars('1d'), values: [{ symbol: matching(/^O:/) }, {}] },
  // its ticker has a strike of nine digits, a typing error
  'rest-options-chain-snapshot.json': { read: readers.chain, values: [], rejected: 1 },
  'rest-options-chain-sparse.json': {
    read: readers.chain,
    values: [
      {
        contract: { ticker: 'O:TEST251219C00100000', underlying: 'TEST', openInterest: 0, breakEven: 101.5 },
        quote: { bid: 1.4, ask: 1.6, midpoint: 1.5, timestamp: 1_700_000_000_000 },
      },
    ],
  },
  'rest-options-contract.json': {
    read: readers.oneContract,
    values: { ticker: 'O:AAPL211119C00085000', underlying: 'AAPL', strike: 85, sharesPerContract: 100 },
  },
  'rest-options-contracts-list.json': {
    read: readers.contracts,
    values: [{ underlying: 'AAPL', type: 'call' }, { underlying: 'AAPL' }],
  },
  'rest-options-contracts-page1.json': { read: readers.contracts, values: rows(10) },
  'rest-options-contracts-page2.json': { read: readers.contracts, values: rows(10) },
  'rest-options-last-trade.json': {
    read: readers.lastTrade,
    values: {
      symbol: 'O:TSLA210903C00700000',
      price: 115.55,
      size: 25,
      conditions: [227],
      timestamp: 1_617_901_342_969,
    },
  },
  'rest-options-open-close.json': {
    read: readers.openClose,
    values: { symbol: 'O:TSLA210903C00700000', open: 25, close: 26.35, volume: 2 },
  },
  'rest-options-prev.json': {
    read: readers.bars('1d'),
    values: [{ symbol: 'O:TSLA210903C00700000', close: 115.97, trades: 2 }],
  },
  'rest-options-quotes.json': {
    read: readers.quotes,
    values: [{ bid: 277.5, ask: 282, bidSize: 1, askSize: 10, timestamp: 1_645_119_125_346 }, { askSize: 1 }],
  },
  'rest-options-trades.json': {
    read: readers.trades,
    values: [
      { price: 6.91, size: 1, exchange: 46, timestamp: 1_401_715_883_806 },
      { price: 7.2, conditions: [209], sequence: 2 },
    ],
  },
  'rest-rsi.json': { read: readers.points, values: [{ timestamp: 1_517_562_000_016, value: 82.19 }] },
  'rest-sma-expanded.json': {
    read: readers.points,
    values: [{ timestamp: 1_578_027_600_000, value: 141.34 }, { value: 139.33 }, { value: 138.22 }],
  },
  'rest-sma.json': { read: readers.points, values: [{ timestamp: 1_687_237_200_000, value: 14_362.676417589264 }] },
  'rest-stocks-aggs-two-days.json': {
    read: readers.bars('1d'),
    values: [
      { symbol: 'AAPL', volume: 642_646_396, start: 1_112_331_600_000 },
      { close: 1.4675, start: 1_112_587_200_000 },
    ],
  },
  'rest-stocks-aggs.json': { read: readers.bars('1d'), values: [{ symbol: 'AAPL' }, { symbol: 'AAPL' }] },
  'rest-stocks-last-quote.json': {
    read: readers.lastQuote,
    values: { symbol: 'AAPL', bid: 127.96, bidSize: 1, ask: 127.98, askSize: 7, timestamp: 1_617_827_221_349 },
  },
  'rest-stocks-last-trade.json': {
    read: readers.lastTrade,
    values: { symbol: 'AAPL', price: 129.8473, size: 25, id: '118749', sequence: 3_135_876 },
  },
  'rest-stocks-open-close.json': {
    read: readers.openClose,
    values: { symbol: 'AAPL', close: 325.12, start: Date.parse('2023-01-09T05:00:00Z') },
  },
  'rest-stocks-prev.json': { read: readers.bars('1d'), values: [{ symbol: 'AAPL', vwap: 116.3058 }] },
  'rest-stocks-quotes-page1.json': { read: readers.quotes, values: rows(10) },
  'rest-stocks-quotes.json': {
    read: readers.quotes,
    values: [
      { bid: 102.7, bidSize: 60, ask: 0, askSize: 0 },
      { bid: 170, ask: 0 },
    ],
  },
  'rest-stocks-snapshot-all.json': { read: readers.stocks, values: [{ symbol: 'BCAT', last: 20.506, bidSize: 13 }] },
  'rest-stocks-snapshot-gainers.json': {
    read: readers.stocks,
    values: [{ symbol: 'PDS', bid: 14.2, ask: 14.44, previousClose: 0.73, changePercent: 1849.096 }],
  },
  'rest-stocks-snapshot-ticker.json': {
    read: readers.oneStock,
    values: { symbol: 'AAPL', bid: 120.46, ask: 120.47, last: 120.47, previousClose: 119.49, volume: 28_727_868 },
  },
  'rest-stocks-trades.json': {
    read: readers.trades,
    values: [
      { price: 171.55, size: 100, id: '1', conditions: [12, 41], timestamp: 1_517_562_000_016 },
      { id: '2', sequence: 1064 },
    ],
  },
  'rest-ticker-details.json': {
    read: readers.oneTicker,
    values: { ticker: 'AAPL', name: 'Apple Inc.', type: 'CS', exchange: 'XNAS' },
  },
  'rest-tickers-page1.json': {
    read: readers.matches,
    values: [{ ticker: 'A', name: 'Agilent Technologies Inc.' }, { ticker: 'AA' }],
  },
  'rest-tickers.json': { read: readers.matches, values: [{ ticker: 'A', market: 'stocks', exchange: 'XNYS' }] },
  'rest-universal-snapshot-mixed.json': {
    read: readers.snapshots,
    values: [
      { quote: { symbol: 'O:NCLH221014C00005000', bid: 20.9 }, contract: { underlying: 'NCLH', strike: 5 } },
      { quote: { symbol: 'AAPL', previousClose: 22.45, change: -1.05 }, contract: undefined },
      { ok: false, symbol: 'TSLAAPL', error: { name: 'NotFoundError' } },
    ],
  },
  'rest-universal-snapshot.json': {
    read: readers.snapshots,
    values: [
      { quote: { bid: 20.9, timestamp: 1_675_280_958_783 }, contract: { openInterest: 8921 } },
      { quote: { symbol: 'AAPL', last: 0.05 } },
      { ok: false, symbol: 'TSLAAPL' },
    ],
  },
  'ws-client-auth.json': { read: (body) => ({ rejected: 0, values: body }), values: { action: 'auth' } },
  'ws-client-subscribe.json': {
    read: readers.pairs,
    values: { action: 'subscribe', tickers: ['O:SPY251219C00650000', 'O:SPY251219C00650000'] },
  },
  'ws-client-unsubscribe.json': {
    read: readers.pairs,
    values: { action: 'unsubscribe', tickers: ['O:SPY251219C00650000'] },
  },
  'ws-indices-A.json': { read: readers.mapped, values: [{ ...indexBar, timeframe: '1s', start: 1_678_220_675_000 }] },
  'ws-indices-AM.json': { read: readers.mapped, values: [{ ...indexBar, timeframe: '1m', start: 1_678_220_640_000 }] },
  'ws-indices-V.json': {
    read: readers.mapped,
    values: [{ symbol: 'I:SPX', value: 3988.5, timestamp: 1_678_220_098_130 }],
  },
  'ws-launchpad-options-AM.json': { read: readers.mapped, values: [optionAm] },
  'ws-launchpad-options-LV.json': {
    read: readers.mapped,
    values: [{ ev: 'LV', sym: 'O:TSLA210903C00700000', val: 7.2 }],
  },
  'ws-mixed-frame.json': {
    read: readers.mapped,
    values: [
      { symbol: 'AMZN', price: 161.87, size: 1, conditions: [14, 37, 41], timestamp: 1_651_684_192_536 },
      { symbol: 'AMZN', size: 100, sequence: 4_009_434, conditions: undefined },
    ],
  },
  // edited by its collector: a minute's window under the second's name
  'ws-options-A.json': { read: readers.mapped, values: [{ ...optionAm, timeframe: '1s' }] },
  'ws-options-AM.json': { read: readers.mapped, values: [{ ...optionAm, timeframe: '1m', end: 1_632_419_700_000 }] },
  'ws-options-FMV.json': { read: readers.mapped, values: [{ ev: 'FMV', sym: 'O:TSLA210903C00700000', fmv: 7.2 }] },
  'ws-options-Q.json': {
    read: readers.mapped,
    values: [
      { symbol: 'O:SPY241220P00720000', bid: 9.71, ask: 9.81, bidSize: 17, askSize: 24, timestamp: 1_644_506_128_351 },
    ],
  },
  'ws-options-T.json': {
    read: readers.mapped,
    values: [{ symbol: 'O:AMC210827C00037000', price: 1.54, size: 1, exchange: 65, conditions: [233] }],
  },
  'ws-status-auth-failed-key.json': { read: readers.frame, values: said('auth_failed', 'authentication failed') },
  'ws-status-auth-failed-plan.json': {
    read: readers.frame,
    values: said('auth_failed', containing("plan doesn't include websocket")),
  },
  'ws-status-auth-success.json': { read: readers.frame, values: said('auth_success', 'authenticated') },
  'ws-status-auth-timeout.json': {
    read: readers.frame,
    values: said('auth_timeout', 'No authentication request received.'),
  },
  'ws-status-connected.json': { read: readers.frame, values: said('connected', 'Connected Successfully') },
  'ws-status-error.json': { read: readers.frame, values: said('error', 'not authorized') },
  'ws-status-max-connections.json': {
    read: readers.frame,
    values: said('max_connections', matching(/^Maximum number of websocket connections exceeded/)),
  },
  'ws-status-subscribed-many.json': {
    read: readers.acks,
    values: [
      { action: 'subscribed', pair: 'T.AAPL' },
      { action: 'subscribed', pair: 'T.MSFT' },
    ],
  },
  'ws-status-subscribed.json': { read: readers.acks, values: [{ action: 'subscribed', pair: 'T.AAPL' }] },
  'ws-status-unsubscribed.json': { read: readers.acks, values: [{ action: 'unsubscribed', pair: 'T.AAPL' }] },
  'ws-stocks-A.json': {
    read: readers.mapped,
    values: [{ symbol: 'SPCE', timeframe: '1s', close: 25.39, start: 1_610_144_868_000, end: 1_610_144_869_000 }],
  },
  'ws-stocks-AM.json': {
    read: readers.mapped,
    values: [{ symbol: 'GTE', timeframe: '1m', low: 0.4486, start: 1_610_144_640_000, end: 1_610_144_700_000 }],
  },
  'ws-stocks-FMV.json': { read: readers.mapped, values: [{ ev: 'FMV', sym: 'AAPL', fmv: 189.22 }] },
  'ws-stocks-LULD.json': { read: readers.mapped, values: [{ ev: 'LULD', T: 'MSFT', h: 218.96, l: 198.11 }] },
  'ws-stocks-NOI.json': { read: readers.mapped, values: [{ ev: 'NOI', T: 'NTEST.Q', o: 480, p: 440, b: 25.03 }] },
  'ws-stocks-Q.json': {
    read: readers.mapped,
    values: [{ symbol: 'MSFT', bid: 114.125, ask: 114.128, bidSize: 100, askSize: 160, timestamp: 1_536_036_818_784 }],
  },
  'ws-stocks-T.json': {
    read: readers.mapped,
    values: [{ symbol: 'MSFT', price: 114.125, id: '12345', sequence: 3_681_328 }],
  },
}
