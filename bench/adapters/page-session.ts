import type { Timeframe } from '../../domain/timeframe.ts'

/** What a part of the page asks the provider for. Prices are not among it: they come over the stream. */
export type Question =
  | { readonly kind: 'market-status' | 'holidays' }
  | { readonly kind: 'chain'; readonly underlying: string }
  | { readonly kind: 'aggregates'; readonly symbol: string; readonly timeframe: Timeframe; readonly lookBackMs: number }

export interface Step {
  readonly atMs: number
  readonly questions: readonly Question[]
}

const HOUR_MS = 3_600_000
const WATCHLIST = ['SPY', 'QQQ', 'I:SPX', 'I:NDX', 'I:VIX', 'AAPL', 'MSFT', 'NVDA', 'BRK.B']

const status: Question = { kind: 'market-status' }
const holidays: Question = { kind: 'holidays' }
const badge = [status, holidays]

/** A live series of five-minute bars also asks for the minutes that its newest bar grows from. */
const bars = (symbol: string, timeframe: Timeframe): readonly Question[] => [
  { kind: 'aggregates', symbol, timeframe, lookBackMs: timeframe === '1d' ? 10_000 * HOUR_MS : 24 * HOUR_MS },
  ...(timeframe === '5m' ? [{ kind: 'aggregates', symbol, timeframe: '1m', lookBackMs: HOUR_MS } as const] : []),
]
const chart = (symbol: string, timeframe: Timeframe): readonly Question[] => [...badge, ...bars(symbol, timeframe)]
const sparklines = WATCHLIST.flatMap((symbol) => bars(symbol, '5m'))
const chain = (underlying: string): readonly Question[] => {
  const question: Question = { kind: 'chain', underlying }
  return [question, question] // the chain's table and the volatility smile
}
const desk = (symbol: string): readonly Question[] => [...chart(symbol, '5m'), ...chain(symbol)]

const seconds = (at: number, questions: readonly Question[]): Step => ({ atMs: at * 1_000, questions })

/** The badge and the chart each ask for the market's status every minute. */
const refreshes = [60, 120, 180, 240, 300].map((at) => seconds(at, [status, status]))

/**
 * Five minutes and a half at the options desk: what its parts ask for (read from their source), and what a visitor does
 * (written down by hand).
 */
export const PAGE_SESSION: readonly Step[] = [
  seconds(0, [...badge, ...sparklines, ...desk('SPY')]),
  seconds(15, chart('O:SPY261218C00650000', '5m')),
  seconds(28, chart('SPY', '5m')),
  seconds(40, chart('SPY', '1m')),
  seconds(52, chart('SPY', '1d')),
  seconds(58, chart('SPY', '5m')),
  seconds(76, desk('QQQ')),
  // back and forth between two underlyings
  seconds(95, desk('SPY')),
  seconds(110, desk('QQQ')),
  seconds(130, desk('SPY')),
  seconds(145, chart('O:SPY261218C00650000', '5m')),
  seconds(160, chart('O:SPY261218P00650000', '5m')),
  seconds(170, chart('O:SPY261218C00650000', '5m')),
  // another page of the app and back: every part mounts anew
  seconds(200, [...badge, ...sparklines, ...desk('SPY')]),
  seconds(230, desk('I:SPX')),
  seconds(250, desk('SPY')),
  // the tab is left and found again
  seconds(310, [...badge, ...sparklines, ...desk('SPY')]),
  seconds(325, desk('I:SPX')),
  ...refreshes,
].sort((a, b) => a.atMs - b.atMs)
