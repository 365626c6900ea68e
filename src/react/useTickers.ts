import { useMemo } from 'react'
import { toError } from '../../domain/errors.ts'
import { normalizeTicker } from '../../domain/ticker.ts'
import type { Ticker } from '../../domain/ticker.ts'

/** What a component asked for, checked: the good tickers, and what is wrong with the first bad one. */
export interface Tickers {
  readonly tickers: readonly Ticker[]
  /** The same with the bad ones in their places, as they were given. */
  readonly places: readonly string[]
  readonly error: Error | undefined
}

/** The same object as long as the symbols are the same ones in the same order, whatever list they come in. */
export function useTickers(symbols: readonly (string | undefined)[]): Tickers {
  const joined = JSON.stringify(symbols)
  return useMemo(() => checked(joined), [joined])
}

function checked(joined: string): Tickers {
  const given: unknown = JSON.parse(joined)
  const tickers: Ticker[] = []
  const places: string[] = []
  let error: Error | undefined
  for (const symbol of Array.isArray(given) ? given : []) {
    // undefined became null: nothing is asked for yet
    if (symbol === null) continue
    try {
      const ticker = normalizeTicker(symbol)
      tickers.push(ticker)
      places.push(ticker)
    } catch (cause) {
      error ??= toError(cause)
      places.push(String(symbol))
    }
  }
  return { tickers, places, error }
}
