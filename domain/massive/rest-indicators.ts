import * as z from 'zod/mini'
import type { IndicatorPoint } from '../indicator.ts'
import { maybe, number, rows, text } from './rest-fields.ts'
import { toEpochMs } from './timestamps.ts'

/** `GET /v1/indicators/{sma|ema|rsi|macd}/{ticker}`: here `results` is an object. */
export const indicatorSchema = z.object({
  next_url: text,
  results: z.object({
    values: rows,
    underlying: maybe(z.object({ url: text, aggregates: rows })),
  }),
})

/** A value; `signal` and `histogram` come with macd only. */
export const indicatorRowSchema = z.object({
  timestamp: z.number(),
  value: z.number(),
  signal: number,
  histogram: number,
})

/** Values of an indicator, oldest first, each instant once: the vendor sends the newest first. */
export function toIndicatorPoints(list: readonly z.output<typeof indicatorRowSchema>[]): readonly IndicatorPoint[] {
  const byTime = new Map(list.map((row) => [toEpochMs(row.timestamp), row.value]))
  const points = [...byTime].map(([timestamp, value]) => ({ timestamp, value }))
  return points.sort((a, b) => a.timestamp - b.timestamp)
}
