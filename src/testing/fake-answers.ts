import type { Aggregate } from '../../domain/aggregate.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { IndicatorSeries } from '../../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import type { OptionContract, OptionsChain } from '../../domain/option.ts'
import type { Quote, QuotePatch } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { TickerMatch } from '../../domain/ticker-match.ts'
import type { Trade } from '../../domain/trade.ts'

/** REST calls that can be told to fail. */
export type FakeMethod =
  | 'connect'
  | 'getMarketStatus'
  | 'getMarketHolidays'
  | 'getQuotes'
  | 'getIndices'
  | 'getOptionsChain'
  | 'getOptionContract'
  | 'getAggregates'
  | 'getRSI'
  | 'getTrades'
  | 'searchTickers'

/** What a fake proxy knows, and what it was asked. */
export interface FakeAnswers {
  readonly quotes: Map<Ticker, QuotePatch>
  readonly chains: Map<Ticker, { readonly chain: OptionsChain; readonly quotes: readonly Quote[] }>
  readonly contracts: Map<Ticker, OptionContract>
  readonly bars: Aggregate[]
  readonly trades: Trade[]
  readonly rsi: Map<Ticker, IndicatorSeries>
  status: MarketStatus
  holidays: readonly MarketHoliday[]
  tickers: readonly TickerMatch[]
  readonly failures: Map<FakeMethod, Error[]>
  readonly calls: FakeCall[]
}

/** A call that reached the fake proxy. */
export interface FakeCall {
  readonly method: FakeMethod
  readonly arguments: readonly unknown[]
}

/** Counts a call; throws the failure that waits for its method. */
export function called(answers: FakeAnswers, method: FakeMethod, ...given: readonly unknown[]): void {
  answers.calls.push({ method, arguments: given })
  const failure = answers.failures.get(method)?.shift()
  if (failure !== undefined) throw failure
}

/** @throws NotFoundError naming what to script */
export function found<T>(value: T | undefined, what: string, how: string): T {
  if (value !== undefined) return value
  throw new NotFoundError(`The fake knows no ${what}; script it with ${how}`)
}
