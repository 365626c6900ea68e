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
  const around = open.map(({ contracts }) => splitAt(contracts, price))
  const chosen = around.flatMap(({ below, above }) =>
    nearest([...below(share), ...above(share)], price).slice(0, share),
  )
  return { contracts: chosen.map(({ ticker }) => ticker), ...bandAround(price, around) }
}

/** Contracts on either side of a price, the nearest so many strikes' worth: no more than those can be chosen. */
interface Around {
  readonly below: (count: number) => readonly ListedContract[]
  readonly above: (count: number) => readonly ListedContract[]
}

function splitAt(contracts: readonly ListedContract[], price: number): Around {
  const at = firstAbove(contracts, price)
  return {
    below: (count) => contracts.slice(startOfStrike(contracts, Math.max(0, at - count)), at),
    above: (count) => contracts.slice(at, at + count),
  }
}

function firstAbove(contracts: readonly ListedContract[], price: number): number {
  let [low, high] = [0, contracts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((contracts[middle]?.strike ?? Infinity) > price) high = middle
    else low = middle + 1
  }
  return low
}

/** A strike's contracts belong together: the call before the put. */
function startOfStrike(contracts: readonly ListedContract[], index: number): number {
  let start = index
  while (start > 0 && contracts[start - 1]?.strike === contracts[index]?.strike) start -= 1
  return start
}

function nearest(contracts: readonly ListedContract[], price: number): readonly ListedContract[] {
  return contracts.toSorted((a, b) => Math.abs(a.strike - price) - Math.abs(b.strike - price) || a.strike - b.strike)
}

// a step and a half of the strikes' grid: a price that sits between two strikes must not flip the choice
function bandAround(price: number, around: readonly Around[]): { readonly low: number; readonly high: number } {
  const upper = Math.min(...around.flatMap(({ above }) => above(1).map(({ strike }) => strike)))
  const lower = Math.max(...around.flatMap(({ below }) => below(1).map(({ strike }) => strike)))
  const step = Number.isFinite(upper - lower) ? upper - lower : price / 100
  return { low: price - step * 1.5, high: price + step * 1.5 }
}
