import { InvalidRequestError } from '../../domain/errors.ts'
import { isTimeframe } from '../../domain/timeframe.ts'
import type { Timeframe } from '../../domain/timeframe.ts'

/** The old words for bar lengths, each counted by a multiplier. */
export type Timespan = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month'

/** The provider's timeframe for each length the old clients had, by multiplier and timespan. */
export const TIMEFRAME_OF: Readonly<Record<string, Timeframe>> = {
  '1 second': '1s',
  '1 minute': '1m',
  '5 minute': '5m',
  '15 minute': '15m',
  '30 minute': '30m',
  '60 minute': '1h',
  '1 hour': '1h',
  '4 hour': '4h',
  '1 day': '1d',
  '1 week': '1w',
  '1 month': '1M',
}

/**
 * `5, 'minute'` is `5m`; a timeframe stays what it is.
 *
 * @throws InvalidRequestError for a length the provider has no bars of
 */
export function timeframeOf(multiplier: number | string, timespan: string): Timeframe {
  if (isTimeframe(timespan)) return timespan
  const timeframe = TIMEFRAME_OF[`${multiplier} ${timespan}`]
  if (timeframe !== undefined) return timeframe
  throw new InvalidRequestError(
    `No bars of ${multiplier} ${timespan}; there are ${Object.keys(TIMEFRAME_OF).join(', ')}`,
  )
}
