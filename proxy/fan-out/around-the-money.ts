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

/** An underlying's contracts, in the order in which they are chosen from: made once, as each move of a price asks. */
export interface Listing {
  /** Nearest expiration first. */
  readonly series: readonly { readonly expiration: string; readonly contracts: readonly ListedContract[] }[]
  readonly count: number
}

/** What the vendor lists, as far as its tickers can be read. */
export function readContracts(tickers: readonly string[]): Listing {
  const listed = tickers.flatMap((ticker): readonly ListedContract[] => {
    const parsed = parseOptionTicker(ticker)
    return parsed === undefined ? [] : [{ ticker, ...parsed }]
  })
  const byDate = Map.groupBy(listed, ({ expiration }) => expiration)
  const series = [...byDate]
    .map(([expiration, contracts]) => ({ expiration, contracts: contracts.sort((a, b) => a.strike - b.strike) }))
    .sort((a, b) => (a.expiration < b.expiration ? -1 : 1))
  return { series, count: listed.length }
}

/** The contracts of the nearest expirations whose strikes are nearest to the price, expirations served evenly. */
export function chooseAroundTheMoney(listing: Listing, options: ChoiceOptions): Choice {
  const { price, today, expirations, count } = options
  const open = listing.series.filter(({ expiration }) => expiration >= today).slice(0, expirations)
  const share = Math.floor(count / Math.max(1, open.length))
  const chosen = open.flatMap(({ contracts }) =>
    contracts
      .toSorted((a, b) => Math.abs(a.strike - price) - Math.abs(b.strike - price) || a.strike - b.strike)
      .slice(0, share),
  )
  const strikes = [...new Set(open.flatMap(({ contracts }) => contracts.map(({ strike }) => strike)))]
  return {
    contracts: chosen.map(({ ticker }) => ticker),
    ...bandAround(
      price,
      strikes.sort((x, y) => x - y),
    ),
  }
}

// a step and a half of the strikes' grid: a price that sits between two strikes must not flip the choice
function bandAround(price: number, strikes: readonly number[]): { readonly low: number; readonly high: number } {
  const above = strikes.findIndex((strike) => strike > price)
  const upper = strikes[above]
  const lower = strikes[above - 1]
  const step = upper === undefined || lower === undefined ? price / 100 : upper - lower
  return { low: price - step * 1.5, high: price + step * 1.5 }
}
