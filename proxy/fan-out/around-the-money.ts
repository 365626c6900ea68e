import { parseOptionTicker } from '../../domain/ticker.ts'
import type { OptionTicker, Ticker } from '../../domain/ticker.ts'

export interface ListedContract extends OptionTicker {
  readonly ticker: Ticker
}

/** Contracts to stream for one underlying, and the prices between which the choice stands. */
export interface Choice {
  readonly contracts: readonly Ticker[]
  readonly low: number
  readonly high: number
}

export interface ChoiceOptions {
  readonly price: number
  /** `YYYY-MM-DD`: earlier expirations are over. */
  readonly today: string
  readonly expirations: number
  /** The most contracts. */
  readonly count: number
}

/** What the vendor lists, as far as its tickers can be read. */
export function readContracts(tickers: readonly string[]): readonly ListedContract[] {
  return tickers.flatMap((ticker) => {
    const parsed = parseOptionTicker(ticker)
    return parsed === undefined ? [] : [{ ticker, ...parsed }]
  })
}

/** The contracts of the nearest expirations whose strikes are nearest to the price, expirations served evenly. */
export function chooseAroundTheMoney(listed: readonly ListedContract[], options: ChoiceOptions): Choice {
  const { price, today, expirations, count } = options
  const open = listed.filter(({ expiration }) => expiration >= today)
  const dates = [...new Set(open.map(({ expiration }) => expiration))].sort().slice(0, expirations)
  const share = Math.floor(count / Math.max(1, dates.length))
  const chosen = dates.flatMap((date) =>
    open
      .filter(({ expiration }) => expiration === date)
      .sort((a, b) => Math.abs(a.strike - price) - Math.abs(b.strike - price) || a.strike - b.strike)
      .slice(0, share),
  )
  const strikes = [...new Set(open.map(({ strike }) => strike))].sort((a, b) => a - b)
  return { contracts: chosen.map(({ ticker }) => ticker), ...bandAround(price, strikes) }
}

// a step and a half of the strikes' grid: a price that sits between two strikes must not flip the choice
function bandAround(price: number, strikes: readonly number[]): { readonly low: number; readonly high: number } {
  const above = strikes.findIndex((strike) => strike > price)
  const upper = strikes[above]
  const lower = strikes[above - 1]
  const step = upper === undefined || lower === undefined ? price / 100 : upper - lower
  return { low: price - step * 1.5, high: price + step * 1.5 }
}
