import * as z from 'zod/mini'
import type { Aggregate } from '../aggregate.ts'
import { newYorkMidnight } from '../new-york-time.ts'
import type { Ticker } from '../ticker.ts'
import { barWindow } from '../timeframe.ts'
import type { Timeframe } from '../timeframe.ts'
import { number, text, requiredText } from './rest-fields.ts'
import { toEpochMs } from './timestamps.ts'

/** A bar of `/v2/aggs/…`: ranges, previous day, grouped days. Indices have `t` and prices only. */
export const aggregateRowSchema = z.object({
  /** Ticker; only where an answer speaks of one day. */
  T: text,
  t: z.number(),
  o: z.number(),
  h: z.number(),
  l: z.number(),
  c: z.number(),
  v: number,
  vw: number,
  n: number,
})

/** `GET /v1/open-close/{ticker}/{date}`: flat, no `results`. */
export const openCloseSchema = z.object({
  symbol: requiredText,
  /** A date, or for indices an instant of it. */
  from: requiredText,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: number,
  preMarket: number,
  afterHours: number,
})

/**
 * A bar of a range. Its window is the timeframe's own: daily bars of indices start an hour off, and the previous
 * day's bar carries its close in `t`, but bars of one window must meet in one place.
 */
export function toAggregate(row: z.output<typeof aggregateRowSchema>, symbol: Ticker, timeframe: Timeframe): Aggregate {
  const { start, end } = barWindow(timeframe, toEpochMs(row.t))
  return {
    symbol,
    timeframe,
    open: row.o,
    high: row.h,
    low: row.l,
    close: row.c,
    volume: row.v,
    vwap: row.vw,
    trades: row.n,
    start,
    end,
    source: 'rest',
  }
}

/** A day's prices as a bar. */
export function toDailyAggregate(body: z.output<typeof openCloseSchema>): Aggregate {
  const { start, end } = barWindow('1d', newYorkMidnight(body.from.slice(0, 10)))
  return {
    symbol: body.symbol,
    timeframe: '1d',
    open: body.open,
    high: body.high,
    low: body.low,
    close: body.close,
    volume: body.volume,
    vwap: undefined,
    trades: undefined,
    start,
    end,
    source: 'rest',
  }
}
