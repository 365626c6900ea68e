import * as z from 'zod/mini'
import { DELAY_MS } from '../freshness.ts'
import type { EpochMs } from '../freshness.ts'
import type { ContractType, ExerciseStyle, Greeks, OptionDay } from '../option.ts'
import type { QuotePatch } from '../quote.ts'
import { date, maybe, newestOf, number, recencyOf, sizeOf, text, time } from './rest-fields.ts'

/** Prices of a trading session or of an option's day. */
export const sessionPart = maybe(
  z.object({
    open: number,
    high: number,
    low: number,
    close: number,
    previous_close: number,
    change: number,
    change_percent: number,
    volume: number,
    vwap: number,
    last_updated: time,
  }),
)

export const lastQuotePart = maybe(
  z.object({
    bid: number,
    ask: number,
    bid_size: number,
    ask_size: number,
    midpoint: number,
    last_updated: time,
    timeframe: text,
  }),
)

export const lastTradePart = maybe(
  z.object({
    price: number,
    size: number,
    decimal_size: text,
    // options carry the first, stocks one or both of the others
    sip_timestamp: time,
    participant_timestamp: time,
    last_updated: time,
    timeframe: text,
  }),
)

export const greeksPart = maybe(z.object({ delta: number, gamma: number, theta: number, vega: number }))

export const underlyingPart = maybe(
  z.object({ ticker: text, price: number, value: number, last_updated: time, timeframe: text }),
)

/** Terms of a contract; every one of them also stands in its ticker. */
export const detailsShape = {
  contract_type: text,
  exercise_style: text,
  expiration_date: maybe(date),
  strike_price: number,
  shares_per_contract: number,
  underlying_ticker: text,
}

/** What a snapshot's row knows of prices. */
export interface PricedRow {
  readonly value?: number | undefined
  readonly timeframe?: string | undefined
  readonly last_updated?: EpochMs | undefined
  readonly session?: z.output<typeof sessionPart>
  readonly last_quote?: z.output<typeof lastQuotePart>
  readonly last_trade?: z.output<typeof lastTradePart>
}

/**
 * A row's prices. Its time is the newest that any part of it names. A row without any time is taken to be 15
 * minutes old, so that it never outranks what a delayed stream says.
 */
export function pricesOf(symbol: string, row: PricedRow, fetchedAt: EpochMs): QuotePatch {
  const { session, last_quote: quote, last_trade: trade } = row
  return {
    symbol,
    bid: quote?.bid,
    ask: quote?.ask,
    bidSize: quote?.bid_size,
    askSize: quote?.ask_size,
    midpoint: quote?.midpoint,
    last: trade?.price,
    lastSize: sizeOf(trade?.decimal_size, trade?.size),
    value: row.value,
    open: session?.open,
    high: session?.high,
    low: session?.low,
    close: session?.close,
    previousClose: session?.previous_close,
    change: session?.change,
    changePercent: session?.change_percent,
    volume: session?.volume,
    timestamp: timestampOf(row) ?? fetchedAt - DELAY_MS,
    source: 'rest',
    timeframe: recencyOf(row.timeframe, quote?.timeframe, trade?.timeframe),
  }
}

/** The newest time that a row's parts name. */
export function timestampOf(row: PricedRow): EpochMs | undefined {
  const { session, last_quote: quote, last_trade: trade } = row
  const traded = trade?.sip_timestamp ?? trade?.last_updated ?? trade?.participant_timestamp
  return newestOf(row.last_updated, session?.last_updated, quote?.last_updated, traded)
}

/** An option's day; undefined when it did not trade. */
export function dayOf(day: z.output<typeof sessionPart>): OptionDay | undefined {
  if (!hasAny(day)) return undefined
  return {
    open: day.open,
    high: day.high,
    low: day.low,
    close: day.close,
    previousClose: day.previous_close,
    change: day.change,
    changePercent: day.change_percent,
    volume: day.volume,
    vwap: day.vwap,
    lastUpdated: day.last_updated,
  }
}

export function greeksOf(greeks: Greeks | undefined): Greeks | undefined {
  if (!hasAny(greeks)) return undefined
  return { delta: greeks.delta, gamma: greeks.gamma, theta: greeks.theta, vega: greeks.vega }
}

export function contractTypeOf(word: string | undefined, fallback: ContractType): ContractType {
  if (word === undefined) return fallback
  return word === 'call' || word === 'put' ? word : 'other'
}

export function styleOf(word: string | undefined): ExerciseStyle | undefined {
  return word === 'american' || word === 'european' || word === 'bermudan' ? word : undefined
}

function hasAny<T extends object>(part: T | undefined): part is T {
  return part !== undefined && Object.values(part).some((value) => value !== undefined)
}
