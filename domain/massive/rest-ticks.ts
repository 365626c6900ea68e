import * as z from 'zod/mini'
import type { QuotePatch } from '../quote.ts'
import type { Ticker } from '../ticker.ts'
import type { Trade } from '../trade.ts'
import { number, numbers, requiredTime, sizeOf, text, time, requiredText } from './rest-fields.ts'

/** A row of `GET /v3/trades/{ticker}`. */
export const tradeRowSchema = z.object({
  price: z.number(),
  size: number,
  /** The size with its fraction of a share. */
  decimal_size: text,
  exchange: number,
  conditions: numbers,
  sip_timestamp: requiredTime,
  participant_timestamp: time,
  sequence_number: number,
  id: text,
})

/** A row of `GET /v3/quotes/{ticker}`. */
export const quoteRowSchema = z.object({
  bid_price: number,
  ask_price: number,
  bid_size: number,
  ask_size: number,
  sip_timestamp: requiredTime,
  sequence_number: number,
})

/** The `results` of `GET /v2/last/trade/{ticker}`. */
export const lastTradeSchema = z.object({
  T: requiredText,
  p: z.number(),
  s: number,
  ds: text,
  x: number,
  c: numbers,
  i: text,
  t: requiredTime,
  q: number,
})

/** The `results` of `GET /v2/last/nbbo/{ticker}`: small letters are the bid's, capitals the ask's. */
export const lastQuoteSchema = z.object({
  T: requiredText,
  p: number,
  s: number,
  P: number,
  S: number,
  t: requiredTime,
})

export function toTrade(row: z.output<typeof tradeRowSchema>, symbol: Ticker): Trade {
  return {
    symbol,
    price: row.price,
    size: sizeOf(row.decimal_size, row.size) ?? 0,
    exchange: row.exchange,
    conditions: row.conditions,
    timestamp: row.sip_timestamp,
    sequence: row.sequence_number,
    id: row.id || undefined,
    source: 'rest',
  }
}

export function toQuoteTick(row: z.output<typeof quoteRowSchema>, symbol: Ticker): QuotePatch {
  return {
    symbol,
    bid: row.bid_price,
    ask: row.ask_price,
    bidSize: row.bid_size,
    askSize: row.ask_size,
    timestamp: row.sip_timestamp,
    source: 'rest',
  }
}

export function toLastTrade(row: z.output<typeof lastTradeSchema>): Trade {
  return {
    symbol: row.T,
    price: row.p,
    size: sizeOf(row.ds, row.s) ?? 0,
    exchange: row.x,
    conditions: row.c,
    timestamp: row.t,
    sequence: row.q,
    // options have none, written as an empty text
    id: row.i || undefined,
    source: 'rest',
  }
}

export function toLastQuote(row: z.output<typeof lastQuoteSchema>): QuotePatch {
  return {
    symbol: row.T,
    bid: row.p,
    ask: row.P,
    bidSize: row.s,
    askSize: row.S,
    timestamp: row.t,
    source: 'rest',
  }
}
