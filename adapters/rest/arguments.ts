import { addDays, isCalendarDate } from '../../domain/calendar-date.ts'
import { InvalidRequestError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import { newYorkMidnight } from '../../domain/new-york-time.ts'
import type { DateOrTime } from './rest-types.ts'

/** @throws InvalidRequestError when it is no whole number from 1 to `max` */
export function checkedLimit(name: string, limit: number, max: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit
  throw new InvalidRequestError(`${name}: ${limit} is out of range; give a whole number from 1 to ${max}`)
}

/** A day `YYYY-MM-DD` or an instant in epoch ms. @throws InvalidRequestError */
function checkedTime(name: string, time: DateOrTime): DateOrTime {
  if (typeof time === 'number' ? Number.isFinite(time) && time >= 0 : isCalendarDate(time)) return time
  // of NaN JSON would make null
  const shown = typeof time === 'number' ? time : JSON.stringify(time)
  throw new InvalidRequestError(
    `${name}: ${shown} is no time; write a day that exists as YYYY-MM-DD, or epoch milliseconds`,
  )
}

/** @throws InvalidRequestError when one of them is no time, or they are the wrong way round */
export function checkRange(from: DateOrTime | undefined, to: DateOrTime | undefined): void {
  if (from !== undefined) checkedTime('from', from)
  if (to !== undefined) checkedTime('to', to)
  if (from === undefined || to === undefined || startOf(from) <= endOf(to)) return
  throw new InvalidRequestError(`from: ${from} lies after to: ${to}; swap them`)
}

/** The first millisecond that is meant: of a day, its midnight in New York. */
export const startOf = (time: DateOrTime): EpochMs => (typeof time === 'number' ? time : newYorkMidnight(time))

/** The last millisecond that is meant. */
export const endOf = (time: DateOrTime): EpochMs =>
  typeof time === 'number' ? time : newYorkMidnight(addDays(time, 1)) - 1
