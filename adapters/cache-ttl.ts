import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import { barWindow } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'

/** Kinds of questions, by how long their answers stand. */
export type CacheKind =
  'market-status' | 'holidays' | 'quote' | 'chain' | 'contract' | 'aggregates' | 'rsi' | 'trades' | 'tickers'

/** How long answers are kept, ms. */
export const DEFAULT_TTL_MS: Readonly<Record<CacheKind, number>> = {
  'market-status': 30_000,
  /** For good: until it is cleared. */
  holidays: Number.POSITIVE_INFINITY,
  /** Enough for a page whose parts ask for the same at once; the stream is what keeps quotes current. */
  quote: 1_000,
  chain: 900_000,
  contract: 900_000,
  aggregates: 60_000,
  rsi: 60_000,
  trades: 1_000,
  tickers: 900_000,
}

/** Kinds that outlive the page, where there is storage. */
export const PERSISTED_KINDS: ReadonlySet<CacheKind> = new Set(['holidays', 'contract'])

/**
 * How long an answer of bars may be kept, ms: not at all while its last bar is forming, or while a next one may join it
 * at any moment; otherwise 60 s.
 *
 * @param bars ascending
 */
export function aggregatesTtl(bars: readonly Aggregate[], timeframe: Timeframe, now: EpochMs): number {
  const last = bars.at(-1)
  if (last !== undefined && last.end >= barWindow(timeframe, now).start) return 0
  return DEFAULT_TTL_MS.aggregates
}
