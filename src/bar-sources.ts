import type { EpochMs } from '../domain/freshness.ts'
import { barWindow } from '../domain/timeframe.ts'
import type { BarWindow, Timeframe } from '../domain/timeframe.ts'

/**
 * What is asked for instead of a length, so that one answer serves several lengths: sums of minutes. Days are none, for
 * the vendor's count what it takes for a session.
 */
const FINER: Partial<Record<Timeframe, Timeframe>> = {
  '1m': '1m',
  '5m': '1m',
  '15m': '15m',
  '30m': '15m',
  '1h': '15m',
  '4h': '15m',
}

/** More windows than these are too many to ask for shorter ones: five days of minutes, two months of quarters. */
const MAX_FINER_WINDOWS = 7_300

export const isFromMinutes = (timeframe: Timeframe): boolean => timeframe in FINER

/** The length that a range is asked for in. */
export function sourceOf(timeframe: Timeframe, { start, end }: BarWindow): Timeframe {
  const finer = FINER[timeframe] ?? timeframe
  const window = barWindow(finer, start)
  return end - start <= MAX_FINER_WINDOWS * (window.end - window.start) ? finer : timeframe
}

/** The first boundary between windows that is not before an instant. */
export const boundaryFrom = (timeframe: Timeframe, at: EpochMs): EpochMs => barWindow(timeframe, at - 1).end
