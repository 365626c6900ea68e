import type { EpochMs } from '../../domain/freshness.ts'
import type { Timeframe } from '../../domain/timeframe.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * How far back a chart reaches when nothing else is said: a few hundred bars, over a weekend too. Lengths that are built
 * from the same bars reach equally far, so that the one after the other is no request.
 */
const LOOK_BACK_MS: Readonly<Record<Timeframe, number>> = {
  '1s': HOUR_MS,
  '1m': 5 * DAY_MS,
  '5m': 5 * DAY_MS,
  '15m': 70 * DAY_MS,
  '30m': 70 * DAY_MS,
  '1h': 70 * DAY_MS,
  '4h': 70 * DAY_MS,
  '1d': 730 * DAY_MS,
  '1w': 5 * 365 * DAY_MS,
  '1M': 10 * 365 * DAY_MS,
}

export function defaultFrom(timeframe: Timeframe, now: EpochMs): EpochMs {
  return now - LOOK_BACK_MS[timeframe]
}
