import type { Clock } from '../../domain/clock.ts'
import type { IndicatorSeries } from '../../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import type { OptionContract, OptionsChain } from '../../domain/option.ts'
import type { Quote } from '../../domain/quote.ts'
import type { TickerMatch } from '../../domain/ticker-match.ts'
import * as build from './builders.ts'
import type { FakeAnswers, FakeMethod } from './fake-answers.ts'

/** What REST answers. */
export interface FakeReference {
  /** What `getOptionsChain` answers; its contracts can be asked for one by one. */
  chain(fields: Partial<OptionsChain>, quotes?: readonly Quote[]): OptionsChain
  contract(fields: Partial<OptionContract>): OptionContract
  marketStatus(fields: Partial<MarketStatus>): MarketStatus
  holidays(holidays: readonly MarketHoliday[]): void
  rsi(fields: Partial<IndicatorSeries>): IndicatorSeries
  /** What a search for tickers looks through. */
  tickers(matches: readonly TickerMatch[]): void
  /** Makes the next calls of a method fail. @default once */
  fail(method: FakeMethod, error: Error, times?: number): void
}

export function createFakeReference(answers: FakeAnswers, clock: Clock): FakeReference {
  return {
    chain(fields, quotes = []) {
      const chain = build.optionsChain({ fetchedAt: clock.now(), ...fields })
      answers.chains.set(chain.underlying, { chain, quotes })
      for (const contract of chain.contracts) answers.contracts.set(contract.ticker, contract)
      return chain
    },
    contract(fields) {
      const contract = build.optionContract(fields)
      answers.contracts.set(contract.ticker, contract)
      return contract
    },
    marketStatus(fields) {
      answers.status = build.marketStatus({ serverTime: clock.now(), ...fields })
      return answers.status
    },
    holidays(holidays) {
      answers.holidays = holidays
    },
    rsi(fields) {
      const series = build.indicatorSeries({ fetchedAt: clock.now(), ...fields })
      answers.rsi.set(series.symbol, series)
      return series
    },
    tickers(matches) {
      answers.tickers = matches
    },
    fail(method, error, times = 1) {
      answers.failures.set(
        method,
        Array.from({ length: times }, () => error),
      )
    },
  }
}
