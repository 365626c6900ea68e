import type { Ticker } from './ticker.ts'
import type { DataSource, EpochMs, Recency } from './freshness.ts'

/** What is known of one instrument now. A field that is absent (or `undefined`) is unknown, never zero. */
export interface Quote {
  readonly symbol: Ticker
  /** Best bid and ask, in the instrument's currency. */
  readonly bid?: number | undefined
  readonly ask?: number | undefined
  /** Shares for stocks, contracts for options. */
  readonly bidSize?: number | undefined
  readonly askSize?: number | undefined
  readonly midpoint?: number | undefined
  /** Price and size of the last trade. */
  readonly last?: number | undefined
  readonly lastSize?: number | undefined
  /** An index's value; indices have no bid, ask or trades. */
  readonly value?: number | undefined
  /** Fields of the trading session, from snapshots. */
  readonly open?: number | undefined
  readonly high?: number | undefined
  readonly low?: number | undefined
  readonly close?: number | undefined
  readonly previousClose?: number | undefined
  /** `last` (or `value`) less `previousClose`, and the same in percent. */
  readonly change?: number | undefined
  readonly changePercent?: number | undefined
  readonly volume?: number | undefined
  /** When the exchange said so, epoch ms. */
  readonly timestamp: EpochMs
  /** When this client took it in, epoch ms. */
  readonly receivedAt: EpochMs
  readonly source: DataSource
  readonly timeframe?: Recency | undefined
}

/** What one source says of a symbol at one time; fields it does not mention stay as they were. */
export type QuotePatch = Omit<Quote, 'receivedAt'>

/** What an instrument last cost: its last trade, an index's value, or the middle of bid and ask where it never traded. */
export function lastPriceOf(quote: Quote | undefined): number | undefined {
  return quote?.last ?? quote?.value ?? quote?.midpoint
}

/** Binary fractions leave a tail (1.7899999999999636): beyond eight decimals nothing is meant. */
const DERIVED_PRECISION = 1e8

const NOTHING: Partial<QuotePatch> = {}

/**
 * What is known after a patch. The same object when that is nothing new. A patch older than the quote changes
 * nothing that is known and only fills what is not. `midpoint` follows bid and ask where the source gives none;
 * `change` and `changePercent` follow `last` (or `value`) once `previousClose` is known.
 */
export function mergeQuote(previous: Quote | undefined, patch: QuotePatch, receivedAt: EpochMs): Quote {
  if (previous === undefined) return combine(patch, NOTHING, patch, receivedAt)
  const isOlder = patch.timestamp < previous.timestamp
  const merged = isOlder
    ? combine(previous, patch, previous, previous.receivedAt)
    : combine(patch, previous, patch, receivedAt)
  return isSame(merged, previous) ? previous : merged
}

/** Every quote is built here, all fields in one order, so that engines give all quotes one shape. */
function combine(
  newer: Partial<QuotePatch>,
  older: Partial<QuotePatch>,
  stamp: QuotePatch,
  receivedAt: EpochMs,
): Quote {
  const bid = newer.bid ?? older.bid
  const ask = newer.ask ?? older.ask
  const last = newer.last ?? older.last
  const value = newer.value ?? older.value
  const previousClose = newer.previousClose ?? older.previousClose
  const change = changeOf(last ?? value, previousClose)
  return {
    symbol: stamp.symbol,
    bid,
    ask,
    bidSize: newer.bidSize ?? older.bidSize,
    askSize: newer.askSize ?? older.askSize,
    midpoint: newer.midpoint ?? midpointOf((newer.bid ?? newer.ask) !== undefined, older.midpoint, bid, ask),
    last,
    lastSize: newer.lastSize ?? older.lastSize,
    value,
    open: newer.open ?? older.open,
    high: newer.high ?? older.high,
    low: newer.low ?? older.low,
    close: newer.close ?? older.close,
    previousClose,
    change: change ?? newer.change ?? older.change,
    changePercent:
      change === undefined ? (newer.changePercent ?? older.changePercent) : percentOf(change, previousClose),
    volume: newer.volume ?? older.volume,
    timestamp: stamp.timestamp,
    receivedAt,
    source: stamp.source,
    timeframe: newer.timeframe ?? older.timeframe,
  }
}

/**
 * The source's own midpoint stands until bid or ask move.
 *
 * @param isMoved whether a bid or ask came
 */
export function midpointOf(
  isMoved: boolean,
  before: number | undefined,
  bid: number | undefined,
  ask: number | undefined,
): number | undefined {
  if (before !== undefined && !isMoved) return before
  if (bid === undefined || ask === undefined) return before
  // an ask of 0 is how the feed writes that there is none; a bid of 0 is a real price
  return ask > 0 ? rounded((bid + ask) / 2) : undefined
}

export function changeOf(price: number | undefined, previousClose: number | undefined): number | undefined {
  return price === undefined || previousClose === undefined ? undefined : rounded(price - previousClose)
}

/** Of a close of 0, which is how the feed writes that there was none, nothing is a percentage. */
export function percentOf(change: number, previousClose: number | undefined): number | undefined {
  return !previousClose ? undefined : rounded((change / previousClose) * 100)
}

function rounded(value: number): number {
  return Math.round(value * DERIVED_PRECISION) / DERIVED_PRECISION
}

/** What is known before anything is: every field is there, like in all quotes. No symbol has it. */
export const NO_QUOTE: Quote = combine(NOTHING, NOTHING, { symbol: '', timestamp: 0, source: 'restored' }, 0)

// all but receivedAt: hearing the same again is nothing new
function isSame(a: Quote, b: Quote): boolean {
  return (
    a.timestamp === b.timestamp &&
    a.bid === b.bid &&
    a.ask === b.ask &&
    a.bidSize === b.bidSize &&
    a.askSize === b.askSize &&
    a.midpoint === b.midpoint &&
    a.last === b.last &&
    a.lastSize === b.lastSize &&
    a.value === b.value &&
    a.volume === b.volume &&
    a.open === b.open &&
    a.high === b.high &&
    a.low === b.low &&
    a.close === b.close &&
    a.previousClose === b.previousClose &&
    a.change === b.change &&
    a.changePercent === b.changePercent &&
    a.source === b.source &&
    a.timeframe === b.timeframe
  )
}
