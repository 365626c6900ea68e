import * as z from 'zod/mini'
import { DELAY_MS } from '../freshness.ts'
import type { EpochMs } from '../freshness.ts'
import type { QuotePatch } from '../quote.ts'
import { maybe, name, newestOf, number, rows, sizeOf, text, time } from './rest-fields.ts'

const dayPart = maybe(z.object({ o: number, h: number, l: number, c: number, v: number }))

/** `GET /v2/snapshot/locale/us/markets/stocks/…` of many tickers: no `results`. */
export const stockSnapshotsSchema = z.object({ tickers: rows })

/** A row of the above. Small letters are the bid's, capitals the ask's. */
export const stockSnapshotRowSchema = z.object({
  ticker: name,
  todaysChange: number,
  todaysChangePerc: number,
  updated: time,
  day: dayPart,
  prevDay: dayPart,
  lastTrade: maybe(z.object({ p: number, s: number, ds: text, t: time })),
  lastQuote: maybe(z.object({ p: number, s: number, P: number, S: number, t: time })),
})

/** The same of one ticker. */
export const stockSnapshotSchema = z.object({ ticker: stockSnapshotRowSchema })

/** A stock's prices. A day of zeros is one the vendor has cleared (3:30 to about 4:00 in New York), so unknown. */
export function toStockQuote(row: z.output<typeof stockSnapshotRowSchema>, fetchedAt: EpochMs): QuotePatch {
  const { lastQuote: quote, lastTrade: trade } = row
  const day = row.day?.c ? row.day : undefined
  return {
    symbol: row.ticker,
    bid: quote?.p,
    ask: quote?.P,
    bidSize: quote?.s,
    askSize: quote?.S,
    last: trade?.p,
    lastSize: sizeOf(trade?.ds, trade?.s),
    open: day?.o,
    high: day?.h,
    low: day?.l,
    close: day?.c,
    previousClose: row.prevDay?.c || undefined,
    change: day && row.todaysChange,
    changePercent: day && row.todaysChangePerc,
    volume: day?.v,
    // without any time it must not outrank what a delayed stream says
    timestamp: newestOf(row.updated, quote?.t, trade?.t) ?? fetchedAt - DELAY_MS,
    source: 'rest',
  }
}
