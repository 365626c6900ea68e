import { InvalidRequestError } from './errors.ts'
import { normalizeTicker, printable } from './ticker.ts'
import type { Ticker } from './ticker.ts'

/**
 * Trimmed, without duplicates.
 *
 * @throws InvalidTickerError for the first malformed one, InvalidRequestError for what is no list.
 */
export function tickersOf(symbols: readonly string[]): readonly Ticker[] {
  if (Array.isArray(symbols)) return [...new Set(symbols.map(normalizeTicker))]
  throw new InvalidRequestError(`symbols: ${JSON.stringify(printable(symbols))} is no list; write ["SPY"]`)
}

/** The same. @throws InvalidRequestError when there is none, too. */
export function checkedTickers(symbols: readonly string[]): readonly Ticker[] {
  const tickers = tickersOf(symbols)
  if (tickers.length > 0) return tickers
  throw new InvalidRequestError('symbols: [] is empty; write ["SPY"]')
}
