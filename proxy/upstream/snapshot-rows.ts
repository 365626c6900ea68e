import { isNotEntitledError, isNotFoundError } from '../../domain/errors.ts'
import type { SymbolError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import { listSchema } from '../../domain/massive/rest-envelope.ts'
import { parseRows } from '../../domain/massive/rest-fields.ts'
import { snapshotRowSchema, toSnapshot } from '../../domain/massive/rest-snapshots.ts'
import type { QuotePatch } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { ErrorCode } from '../../domain/wire-protocol.ts'

/** A row the vendor could not answer. */
export interface MissingRow {
  readonly symbol: Ticker
  readonly code: ErrorCode
  readonly message: string
}

export interface SnapshotRows {
  readonly patches: readonly QuotePatch[]
  readonly missing: readonly MissingRow[]
}

/**
 * Reads an answer of the universal snapshot.
 * @throws when it is not of the documented form
 */
export function readSnapshot(text: string, fetchedAt: EpochMs): SnapshotRows {
  const { results } = listSchema.parse(JSON.parse(text))
  const snapshots = parseRows(snapshotRowSchema, results).rows.map((row) => toSnapshot(row, fetchedAt))
  return {
    patches: snapshots.flatMap((snapshot) => (snapshot.ok ? [snapshot.quote] : [])),
    missing: snapshots.flatMap((snapshot) => (snapshot.ok ? [] : [missingRow(snapshot)])),
  }
}

function missingRow({ symbol, error }: SymbolError): MissingRow {
  return { symbol, code: codeOf(error), message: error.message }
}

function codeOf(error: unknown): ErrorCode {
  if (isNotFoundError(error)) return 'not-found'
  return isNotEntitledError(error) ? 'not-entitled' : 'upstream-unavailable'
}
