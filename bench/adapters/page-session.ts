import type { CacheKind } from '../../adapters/cache-ttl.ts'

/** One look-up of a part of the page: when, ms after it was opened, and what was asked. */
export interface LookUp {
  readonly atMs: number
  readonly kind: CacheKind
  readonly params: Readonly<Record<string, string | number>>
}

/** What the parts of an options desk ask for; several parts ask for the same, as they do not know of each other. */
const header = (symbol: string): readonly Question[] => [
  ['market-status', {}],
  ['quote', { symbols: symbol }],
]
const watchlist: readonly Question[] = [
  ['market-status', {}],
  ['holidays', {}],
  ['quote', { symbols: 'AAPL,I:SPX,I:VIX,QQQ,SPY' }],
]
const chain = (underlying: string): readonly Question[] => [
  ['chain', { underlying }],
  ['market-status', {}],
  ['quote', { symbols: underlying }],
]
const expiryPicker = (underlying: string): readonly Question[] => [['chain', { underlying }]]
const chart = (symbol: string, timeframe: string): readonly Question[] => [
  ['aggregates', { symbol, timeframe, from: '2026-11-20', to: '2026-11-20' }],
  ['holidays', {}],
]
const study = (symbol: string): readonly Question[] => [['rsi', { symbol, timespan: 'day', window: 14 }]]
const contract = (ticker: string): readonly Question[] => [
  ['contract', { ticker }],
  ['quote', { symbols: ticker }],
]
const tape = (ticker: string): readonly Question[] => [
  ['trades', { symbol: ticker, limit: 50 }],
  ['contract', { ticker }],
]

type Question = readonly [kind: CacheKind, params: LookUp['params']]

const desk = (symbol: string): readonly Question[] => [
  ...header(symbol),
  ...chain(symbol),
  ...expiryPicker(symbol),
  ...chart(symbol, '1m'),
  ...study(symbol),
]

const A = 'O:SPY261218C00650000'
const B = 'O:SPY261218P00650000'

const STEPS: readonly (readonly [seconds: number, questions: readonly Question[]])[] = [
  // opened on SPY; the chart has a small twin in the header
  [0, [...watchlist, ...desk('SPY'), ...chart('SPY', '1m')]],
  // a contract is opened in a drawer with its tape, closed, another opened, the first again
  [12, [...contract(A), ...tape(A)]],
  [25, [...contract(B), ...tape(B)]],
  [31, [...contract(A), ...tape(A)]],
  // the expiry is changed: the same chain, another part of it
  [45, [...chain('SPY'), ...expiryPicker('SPY')]],
  [70, [...chart('SPY', '5m'), ...chart('SPY', '1d'), ...study('SPY')]],
  // a ticker is searched letter by letter, taken back by one, and chosen
  [95, [['tickers', { text: 'q', limit: 20 }]]],
  [96, [['tickers', { text: 'qq', limit: 20 }]]],
  [97, [['tickers', { text: 'q', limit: 20 }]]],
  [98, [['tickers', { text: 'qq', limit: 20 }]]],
  [100, desk('QQQ')],
  // back and forth between the two
  [130, desk('SPY')],
  [145, desk('QQQ')],
  [160, desk('SPY')],
  [170, [...contract(A), ...tape(A)]],
  [180, [...contract(B), ...tape(B)]],
  // another page of the app and back: every part mounts anew
  [240, [...watchlist, ...desk('SPY'), ...chart('SPY', '1m')]],
  [250, [...contract(A), ...tape(A)]],
  [290, desk('I:SPX')],
  [300, [...chain('I:SPX'), ...expiryPicker('I:SPX')]],
  [320, [...watchlist, ...desk('SPY'), ...chart('SPY', '1m')]],
]

/** Five minutes and a half at an options desk, written down step by step. */
export const PAGE_SESSION: readonly LookUp[] = STEPS.flatMap(([seconds, questions]) =>
  questions.map(([kind, params]) => ({ atMs: seconds * 1_000, kind, params })),
)
