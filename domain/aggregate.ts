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
