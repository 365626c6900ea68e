import * as z from 'zod/mini'
import type { TickerMatch } from '../ticker-match.ts'
import { flag, name, number, text, word } from './rest-fields.ts'

/** A row of `GET /v3/reference/tickers`, and the `results` of one ticker, which adds the rest. */
export const tickerRowSchema = z.object({
  ticker: name,
  name: text,
  market: word('stocks', 'indices', 'fx', 'crypto', 'otc'),
  type: text,
  primary_exchange: text,
  active: flag,
  currency_name: text,
  description: text,
  homepage_url: text,
  list_date: text,
  market_cap: number,
  ticker_root: text,
  ticker_suffix: text,
})

export function toTickerMatch(row: z.output<typeof tickerRowSchema>): TickerMatch {
  return {
    ticker: row.ticker,
    name: row.name ?? row.ticker,
    market: row.market,
    type: row.type,
    exchange: row.primary_exchange,
  }
}
