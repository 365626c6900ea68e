import { useEffect } from 'react'
import type { Stop } from '../../domain/clock.ts'
import type { Ticker } from '../../domain/ticker.ts'

/** Holds a subscription to the symbols while the component is there. `subscribe` must keep its identity. */
export function useInterest(tickers: readonly Ticker[], subscribe: (tickers: readonly Ticker[]) => Stop): void {
  useEffect(() => {
    if (tickers.length === 0) return undefined
    return subscribe(tickers)
  }, [tickers, subscribe])
}
