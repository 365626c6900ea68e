import type { EpochMs } from '../../domain/freshness.ts'
import { barWindow } from '../../domain/timeframe.ts'
import type { Timeframe } from '../../domain/timeframe.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How far back a chart reaches when nothing else is said: a few hundred bars, over a weekend too. */
const LOOK_BACK_MS: Readonly<Record<Timeframe, number>> = {
  '1s': HOUR_MS,
  '1m': 4 * DAY_MS,
  '5m': 7 * DAY_MS,
  '15m': 14 * DAY_MS,
  '30m': 30 * DAY_MS,
  '1h': 60 * DAY_MS,
  '4h': 180 * DAY_MS,
  '1d': 730 * DAY_MS,
  '1w': 5 * 365 * DAY_MS,
  '1M': 10 * 365 * DAY_MS,
}

export function defaultFrom(timeframe: Timeframe, now: EpochMs): EpochMs {
  return now - LOOK_BACK_MS[timeframe]
}

/** Bars that are built from minutes within hours: with all the minutes of its window the newest one is exact. */
const FROM_MINUTES: ReadonlySet<Timeframe> = new Set(['5m', '15m', '30m', '1h', '4h'])

/** From when on minutes are needed to grow the newest bar; `undefined` where history's own bar is grown instead. */
export function minutesFrom(timeframe: Timeframe, now: EpochMs): EpochMs | undefined {
  return FROM_MINUTES.has(timeframe) ? barWindow(timeframe, now).start : undefined
}
