import type { Ticker } from '../domain/ticker.ts'
import type { QuotesState } from '../slices/quotes.ts'
import type { MarketDataStore } from './market-data-store.ts'

/**
 * The symbols nobody holds beyond the `limit` that may stay, received longest ago first. Answers none until a quarter
 * more than the limit is there: dropping is dear, so it happens in batches.
 */
export function unheldBeyond(
  quotes: QuotesState,
  isHeld: (symbol: Ticker) => boolean,
  limit: number,
): readonly Ticker[] {
  const unheld = quotes.values.filter(({ symbol }) => quotes.index[symbol] !== undefined && !isHeld(symbol))
  if (unheld.length <= limit + Math.floor(limit / 4)) return []
  return unheld
    .sort((left, right) => left.receivedAt - right.receivedAt)
    .slice(0, unheld.length - limit)
    .map(({ symbol }) => symbol)
}

/** Drops quotes that nobody holds beyond the store's bound, where symbols came or were released since the last time. */
export function createRetention(
  store: MarketDataStore,
  isHeld: (symbol: Ticker) => boolean,
): { readonly released: () => void; readonly trim: () => void } {
  let trimmed = store.getState().quotes.index
  let isDue = false
  return {
    released() {
      isDue = true
    },
    trim() {
      const { quotes, dropQuotes } = store.getState()
      if (!isDue && quotes.index === trimmed) return
      isDue = false
      dropQuotes(unheldBeyond(quotes, isHeld, store.feed.limits.maxUnheldQuotes))
      trimmed = store.getState().quotes.index
    },
  }
}
