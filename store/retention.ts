import type { Ticker } from '../domain/ticker.ts'
import type { QuotesState } from '../slices/quotes.ts'

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
