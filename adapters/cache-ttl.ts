import type { EpochMs } from '../domain/freshness.ts'

/** Kinds of questions, by how long their answers stand. */
export type CacheKind =
  'market-status' | 'holidays' | 'quote' | 'chain' | 'contract' | 'aggregates' | 'rsi' | 'trades' | 'tickers'

/** How long answers are kept, ms. */
export const DEFAULT_TTL_MS: Readonly<Record<CacheKind, number>> = {
  /** Nothing but a session's begin or end changes it, and there it is cut short. */
  'market-status': 300_000,
  /** For good: until it is cleared. */
  holidays: Number.POSITIVE_INFINITY,
  /** Enough for a page whose parts ask for the same at once; the stream is what keeps quotes current. */
  quote: 1_000,
  chain: 900_000,
  contract: 900_000,
  /** Closed bars, while the stream tells what is corrected of them; else a quarter of it. One that forms is never kept. */
  aggregates: 3_600_000,
  rsi: 60_000,
  trades: 1_000,
  /** The vendor's list changes overnight. */
  tickers: 14_400_000,
}

/** Kinds that outlive the page, where there is storage. */
export const PERSISTED_KINDS: ReadonlySet<CacheKind> = new Set(['holidays', 'contract'])

const HALF_HOUR_MS = 1_800_000
/** How long the vendor may take to tell that a session began or ended. */
const TURNING_MS = 60_000

/** How long a market status stands that was told at `serverTime`, ms, where sessions may turn before its kind's time is up. */
export function statusTtlMs(serverTime: EpochMs): number | undefined {
  // sessions begin and end at half hours, those of short days too
  const past = serverTime % HALF_HOUR_MS
  if (past < TURNING_MS) return TURNING_MS - past
  const left = HALF_HOUR_MS - past
  return left < DEFAULT_TTL_MS['market-status'] ? left : undefined
}
