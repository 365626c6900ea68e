import type { Aggregate } from '../../domain/aggregate.ts'
import type { Stop } from '../../domain/clock.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { Trade } from '../../domain/trade.ts'
import { selectConnectionStatus } from '../connection-status.ts'
import type { OverallStatus } from '../connection-status.ts'
import type { MassiveDataProvider } from '../provider.ts'
import { timeframeOf } from './timespan.ts'
import { countUse, sharedProvider } from './usage.ts'

/** One symbol, or several. */
export type Symbols = string | readonly string[]

/**
 * The old socket client's methods on the provider.
 *
 * @deprecated Use `massive` of 'massive-market-data'.
 */
export const massiveWS = {
  /** @deprecated Use `massive.connect()`. */
  connect: (): Promise<void> => on('connect').connect(),

  /** @deprecated Use `massive.disconnect()`. */
  disconnect: (): void => on('disconnect').disconnect(),

  /** @deprecated Use `massive.subscribeQuotes(symbols, callback)`. */
  subscribeQuotes: (symbols: Symbols, callback: (quote: Quote) => void): Stop =>
    on('subscribeQuotes').subscribeQuotes(listOf(symbols), callback),

  /** @deprecated Use `massive.subscribeAggregates(symbols, callback, '1m')`. */
  subscribeAggregates: (
    symbols: Symbols,
    callback: (bar: Aggregate) => void,
    timespan: 'second' | 'minute' | Timeframe = 'minute',
  ): Stop => on('subscribeAggregates').subscribeAggregates(listOf(symbols), callback, timeframeOf(1, timespan)),

  /** @deprecated Use `massive.subscribeTrades(symbols, callback)`. */
  subscribeTrades: (symbols: Symbols, callback: (trade: Trade) => void): Stop =>
    on('subscribeTrades').subscribeTrades(listOf(symbols), callback),

  /** @deprecated Use `massive.updateWatchlist(roots)`. */
  updateWatchlist: (roots: readonly string[]): void => on('updateWatchlist').updateWatchlist(roots),

  /**
   * Calls back with the present status at once and with every later one.
   * @deprecated Use `massive.store.subscribe(selectConnectionStatus, callback, { fireImmediately: true })`.
   */
  onStatus(callback: (status: OverallStatus) => void): Stop {
    countUse('massiveWS.onStatus', 'massive.store.subscribe(selectConnectionStatus, callback)')
    return sharedProvider().store.subscribe(selectConnectionStatus, (status) => callback(status), {
      fireImmediately: true,
    })
  },
} as const

/** The old methods took one symbol for a list. */
export function listOf(symbols: Symbols): readonly string[] {
  return typeof symbols === 'string' ? [symbols] : symbols
}

function on(method: string): MassiveDataProvider {
  countUse(`massiveWS.${method}`, `massive.${method}()`)
  return sharedProvider()
}
