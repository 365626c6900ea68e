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
  /** Closed bars; one that forms is never kept. */
  aggregates: 900_000,
  rsi: 60_000,
  trades: 1_000,
  tickers: 900_000,
}

/** Kinds that outlive the page, where there is storage. */
export const PERSISTED_KINDS: ReadonlySet<CacheKind> = new Set(['holidays', 'contract'])
