import type { EpochMs } from './freshness.ts'
import type { Ticker } from './ticker.ts'

/** What to compute a relative strength index over. */
export interface RSIParams {
  /** @default 'day' */
  readonly timespan?: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | undefined
  /** Number of bars. @default 14 */
  readonly window?: number | undefined
  /** @default 'close' */
  readonly seriesType?: 'open' | 'high' | 'low' | 'close' | undefined
  /** `YYYY-MM-DD` or epoch ms. */
  readonly from?: string | number | undefined
  readonly to?: string | number | undefined
  /** Number of values, newest kept. 1..5000. @default 10 (the vendor's), with `from` 5000 */
  readonly limit?: number | undefined
}

/** Parameters that say what they leave to their defaults. */
interface AskedRSI extends RSIParams {
  readonly timespan: NonNullable<RSIParams['timespan']>
  readonly window: number
  readonly seriesType: NonNullable<RSIParams['seriesType']>
}

export interface IndicatorPoint {
  readonly timestamp: EpochMs
  /** 0..100 for RSI. */
  readonly value: number
}

/** Values of one indicator, oldest first. */
export interface IndicatorSeries {
  readonly symbol: Ticker
  readonly name: 'rsi'
  readonly params: RSIParams
  readonly values: readonly IndicatorPoint[]
  readonly fetchedAt: EpochMs
}

/** With their defaults, so that equal questions look equal. */
export function withRSIDefaults({
  timespan = 'day',
  window = 14,
  seriesType = 'close',
  ...range
}: RSIParams): AskedRSI {
  return { timespan, window, seriesType, ...range }
}
