import type { Stop } from '../../domain/clock.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { MassiveApi } from './massive-api.ts'

/** Subscribes without looking at what comes: the store holds it. */
export function holdQuotes(provider: MassiveApi, tickers: readonly Ticker[]): Stop {
  return provider.subscribeQuotes(tickers, () => {})
}
