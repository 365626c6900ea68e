import { dateOfEpochDay, epochDayOf, isCalendarDate } from './calendar-date.ts'
import { InvalidRequestError } from './errors.ts'
import type { EpochMs } from './freshness.ts'

const MS_PER_HOUR = 3_600_000
const MS_PER_DAY = 24 * MS_PER_HOUR
const STANDARD_OFFSET_MS = -5 * MS_PER_HOUR
const DAYLIGHT_OFFSET_MS = -4 * MS_PER_HOUR
const SUNDAY = 0

/** A year of UTC and its daylight saving time, each from the first millisecond to the one after the last. */
interface DaylightYear {
  readonly from: EpochMs
  readonly upTo: EpochMs
  readonly start: EpochMs
  readonly end: EpochMs
}

// nearly every call asks about the same year
let memo: DaylightYear = daylightOf(2026)

/**
 * New York's offset from UTC: -4 h in daylight saving time, else -5 h. Computed, since `Intl` is too slow for the
 * hot path: second Sunday of March to first Sunday of November, before 2007 first Sunday of April to last Sunday of
 * October. Dates before 1987 are not covered.
 */
export function newYorkOffsetMs(at: EpochMs): number {
  if (!(at >= memo.from && at < memo.upTo)) memo = daylightOf(new Date(at).getUTCFullYear())
  return at >= memo.start && at < memo.end ? DAYLIGHT_OFFSET_MS : STANDARD_OFFSET_MS
}

/** What a New York wall clock shows, as if it were UTC: good for arithmetic on days and hours. */
export function toNewYorkWall(at: EpochMs): number {
  return at + newYorkOffsetMs(at)
}

/** The instant at which a New York wall clock shows this. The hour that comes twice in November means its first. */
export function fromNewYorkWall(wall: number): EpochMs {
  const inDaylight = wall - DAYLIGHT_OFFSET_MS
  return newYorkOffsetMs(inDaylight) === DAYLIGHT_OFFSET_MS ? inDaylight : wall - STANDARD_OFFSET_MS
}

/** The trading date, `YYYY-MM-DD`. */
export function newYorkDate(at: EpochMs): string {
  return dateOfEpochDay(Math.floor(toNewYorkWall(at) / MS_PER_DAY))
}

/**
 * The first millisecond of a New York day.
 * @throws InvalidRequestError for a date that does not exist
 */
export function newYorkMidnight(date: string): EpochMs {
  if (!isCalendarDate(date)) {
    throw new InvalidRequestError(`Invalid date ${JSON.stringify(date)}: write a day that exists as YYYY-MM-DD`)
  }
  return fromNewYorkWall(epochDayOf(date) * MS_PER_DAY)
}

/** The first millisecond of the New York day that an instant lies in. */
export function newYorkDayStart(at: EpochMs): EpochMs {
  return fromNewYorkWall(Math.floor(toNewYorkWall(at) / MS_PER_DAY) * MS_PER_DAY)
}

/** Minutes since midnight on a New York wall clock, 0 to 1439. */
export function newYorkMinutes(at: EpochMs): number {
  const wall = toNewYorkWall(at)
  return Math.floor((wall - Math.floor(wall / MS_PER_DAY) * MS_PER_DAY) / 60_000)
}

/** Day of the week in New York, 0 is Sunday. */
export function newYorkWeekday(at: EpochMs): number {
  return new Date(toNewYorkWall(at)).getUTCDay()
}

function daylightOf(year: number): DaylightYear {
  const isSince2007 = year >= 2007
  const startDay = isSince2007 ? sundayFrom(year, 2, 8) : sundayFrom(year, 3, 1)
  const endDay = isSince2007 ? sundayFrom(year, 10, 1) : sundayFrom(year, 9, 25)
  // both changes happen at 2:00 on the clock that then ends
  return {
    from: Date.UTC(year, 0),
    upTo: Date.UTC(year + 1, 0),
    start: startDay + 2 * MS_PER_HOUR - STANDARD_OFFSET_MS,
    end: endDay + 2 * MS_PER_HOUR - DAYLIGHT_OFFSET_MS,
  }
}

/** The first Sunday on or after a day; month 0..11. */
function sundayFrom(year: number, month: number, day: number): number {
  const start = Date.UTC(year, month, day)
  const weekday = new Date(start).getUTCDay()
  return start + ((7 + SUNDAY - weekday) % 7) * MS_PER_DAY
}
