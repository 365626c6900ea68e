import * as z from 'zod/mini'
import { MarketDataError, NotEntitledError, NotFoundError } from '../errors.ts'
import type { SymbolError } from '../errors.ts'
import type { EpochMs } from '../freshness.ts'
import type { OptionContract } from '../option.ts'
import type { QuotePatch } from '../quote.ts'
import { parseOptionTicker } from '../ticker.ts'
import { contractOf, optionSnapshotShape } from './rest-contracts.ts'
import { name, number, text, time } from './rest-fields.ts'
import { lastQuotePart, lastTradePart, pricesOf, sessionPart, timestampOf } from './rest-snapshot-parts.ts'

/** A row of `GET /v3/snapshot` (any mix of classes) and of `GET /v3/snapshot/indices`; only the ticker is certain. */
export const snapshotRowSchema = z.object({
  ticker: name,
  error: text,
  message: text,
  value: number,
  timeframe: text,
  last_updated: time,
  session: sessionPart,
  last_quote: lastQuotePart,
  last_trade: lastTradePart,
  ...optionSnapshotShape,
})

/** One symbol of a batch: what is known of it, or why nothing could be had. */
export type Snapshot =
  | { readonly ok: true; readonly quote: QuotePatch; readonly contract: OptionContract | undefined }
  | ({ readonly ok: false } & SymbolError)

export function toSnapshot(row: z.output<typeof snapshotRowSchema>, fetchedAt: EpochMs): Snapshot {
  const { ticker } = row
  if (row.error !== undefined) return { ok: false, symbol: ticker, error: errorOf(ticker, row.error, row.message) }
  return { ok: true, quote: pricesOf(ticker, row, fetchedAt), contract: contractIn(row) }
}

function contractIn(row: z.output<typeof snapshotRowSchema>): OptionContract | undefined {
  if (!row.details || !parseOptionTicker(row.ticker)) return undefined
  return contractOf(row.ticker, { ...row, details: row.details, day: row.session }, timestampOf(row))
}

function errorOf(ticker: string, code: string, message = code): MarketDataError {
  const words = `${ticker}: ${message}`
  if (code === 'NOT_FOUND') return new NotFoundError(words)
  return code === 'NOT_ENTITLED' ? new NotEntitledError(words) : new MarketDataError(words)
}
