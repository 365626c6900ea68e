import type { DataSource, EpochMs } from './freshness.ts'
import type { Ticker } from './ticker.ts'
import type { Timeframe } from './timeframe.ts'

/** One bar (the vendor's word: aggregate). */
export interface Aggregate {
  readonly symbol: Ticker
  readonly timeframe: Timeframe
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Absent for indices. */
  readonly volume?: number | undefined
  /** Volume-weighted average price of the window. */
  readonly vwap?: number | undefined
  /** Number of trades in the window. */
  readonly trades?: number | undefined
  /** First millisecond of the window. */
  readonly start: EpochMs
  /** First millisecond after the window. */
  readonly end: EpochMs
  readonly source: DataSource
}

/**
 * Bars only grow, so the smaller of two versions is the older one. An answer of REST may have been made before the
 * stream told of a late trade, and a replay of the stream after REST did; one source by itself is taken at its word.
 */
export function isOvertaken(held: Aggregate, bar: Aggregate): boolean {
  if (held.source === bar.source) return false
  if (held.volume !== undefined && bar.volume !== undefined && held.volume !== bar.volume) {
    return bar.volume < held.volume
  }
  return bar.high < held.high || bar.low > held.low
}
