import { addDays, dateOfEpochDay, epochDayOf } from '../../domain/calendar-date.ts'
import { fromNewYorkWall } from '../../domain/new-york-time.ts'

/** A day on which the New York exchanges do not open, or close at 13:00. */
export interface ExchangeHoliday {
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly name: string
  readonly status: 'closed' | 'early-close'
}

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

const SUNDAY = 0
const MONDAY = 1
const THURSDAY = 4
const SATURDAY = 6
const EARLY_CLOSE_HOUR = 13
const CLOSE_HOUR = 16

const byYear = new Map<number, readonly ExchangeHoliday[]>()

/** NYSE holidays and early closes of a year (rule 7.2 and the exchange's published early closes), in date order. */
export function holidaysOf(year: number): readonly ExchangeHoliday[] {
  const known = byYear.get(year)
  if (known !== undefined) return known
  const holidays = [...closedDays(year), ...earlyCloses(year)].sort((a, b) => (a.date < b.date ? -1 : 1))
  byYear.set(year, holidays)
  return holidays
}

function holidayOn(date: string): ExchangeHoliday | undefined {
  return holidaysOf(Number(date.slice(0, 4))).find((holiday) => holiday.date === date)
}

/** Whether the exchanges open on this date at all. */
export function isTradingDay(date: string): boolean {
  const weekday = weekdayOf(epochDayOf(date))
  if (weekday === SUNDAY || weekday === SATURDAY) return false
  return holidayOn(date)?.status !== 'closed'
}

/** The end of the regular session, epoch ms. */
export function closeOf(date: string): number {
  const hour = holidayOn(date)?.status === 'early-close' ? EARLY_CLOSE_HOUR : CLOSE_HOUR
  return fromNewYorkWall(epochDayOf(date) * DAY_MS + hour * HOUR_MS)
}

/** The trading days from a date on, that date included, at most `count`. */
export function tradingDaysFrom(date: string, count: number): string[] {
  const days: string[] = []
  for (let day = date; days.length < count; day = addDays(day, 1)) {
    if (isTradingDay(day)) days.push(day)
  }
  return days
}

/** The third Friday of a month (0 is January), or the Thursday before where that Friday is a holiday. */
export function monthlyExpiry(year: number, month: number): string {
  const friday = dateOfEpochDay(nthWeekday(year, month, 5, 3))
  return isTradingDay(friday) ? friday : addDays(friday, -1)
}

export const weekdayOf = (epochDay: number): number => (((epochDay + THURSDAY) % 7) + 7) % 7

function closedDays(year: number): ExchangeHoliday[] {
  const closed = (day: number | undefined, name: string): ExchangeHoliday[] =>
    day === undefined ? [] : [{ date: dateOfEpochDay(day), name, status: 'closed' }]
  return [
    ...closed(newYearsDay(year), 'New Years Day'),
    ...closed(nthWeekday(year, 0, MONDAY, 3), 'Martin Luther King, Jr. Day'),
    ...closed(nthWeekday(year, 1, MONDAY, 3), 'Washingtons Birthday'),
    ...closed(easterSunday(year) - 2, 'Good Friday'),
    ...closed(lastMondayOfMay(year), 'Memorial Day'),
    ...closed(year < 2022 ? undefined : observed(epochDay(year, 5, 19)), 'Juneteenth'),
    ...closed(observed(epochDay(year, 6, 4)), 'Independence Day'),
    ...closed(nthWeekday(year, 8, MONDAY, 1), 'Labor Day'),
    ...closed(nthWeekday(year, 10, THURSDAY, 4), 'Thanksgiving'),
    ...closed(observed(epochDay(year, 11, 25)), 'Christmas'),
  ]
}

function earlyCloses(year: number): ExchangeHoliday[] {
  const closed = new Set(closedDays(year).map((holiday) => holiday.date))
  const candidates: readonly (readonly [day: number, name: string])[] = [
    [epochDay(year, 6, 3), 'Independence Day'],
    [nthWeekday(year, 10, THURSDAY, 4) + 1, 'Thanksgiving'],
    [epochDay(year, 11, 24), 'Christmas'],
  ]
  return candidates
    .filter(([day]) => isWeekday(day) && !closed.has(dateOfEpochDay(day)))
    .map(([day, name]) => ({ date: dateOfEpochDay(day), name, status: 'early-close' }))
}

const epochDay = (year: number, month: number, day: number): number => Date.UTC(year, month, day) / DAY_MS

const isWeekday = (day: number): boolean => weekdayOf(day) !== SUNDAY && weekdayOf(day) !== SATURDAY

function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = epochDay(year, month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
}

function lastMondayOfMay(year: number): number {
  const last = epochDay(year, 4, 31)
  return last - ((weekdayOf(last) - MONDAY + 7) % 7)
}

/** Saturday's holidays are kept on Friday, Sunday's on Monday. */
function observed(day: number): number {
  if (weekdayOf(day) === SATURDAY) return day - 1
  return weekdayOf(day) === SUNDAY ? day + 1 : day
}

/** A New Year's Day on a Saturday is not kept: the Friday closes the old year's books. */
function newYearsDay(year: number): number | undefined {
  const day = epochDay(year, 0, 1)
  return weekdayOf(day) === SATURDAY ? undefined : observed(day)
}

/** Gregorian Easter (Meeus, Jones and Butcher). */
function easterSunday(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 19 * l) / 433)
  const month = Math.floor((h + l - 7 * m + 90) / 25)
  return epochDay(year, month - 1, (h + l - 7 * m + 33 * month + 19) % 32)
}
