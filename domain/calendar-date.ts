const MS_PER_DAY = 86_400_000
const DATE_FORM = /^(\d{4})-(\d{2})-(\d{2})$/

/** Number of days of a month, 1..12; 0 for a month that does not exist. */
export function daysInMonth(year: number, month: number): number {
  if (!(month >= 1 && month <= 12)) return 0
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Whether the text is a day that exists, written `YYYY-MM-DD`. */
export function isCalendarDate(text: unknown): text is string {
  if (typeof text !== 'string') return false
  const parts = DATE_FORM.exec(text)
  if (!parts) return false
  const day = Number(parts[3])
  return day >= 1 && day <= daysInMonth(Number(parts[1]), Number(parts[2]))
}

/** Days since 1970-01-01 of a date that exists. */
export function epochDayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY
}

// most callers ask about the day they asked about before
let memo = { day: 0, date: '1970-01-01' }

/** The date so many days after 1970-01-01, `YYYY-MM-DD`. */
export function dateOfEpochDay(day: number): string {
  if (memo.day !== day) memo = { day, date: new Date(day * MS_PER_DAY).toISOString().slice(0, 10) }
  return memo.date
}

/** The date so many days later; negative goes back. */
export function addDays(date: string, days: number): string {
  return dateOfEpochDay(epochDayOf(date) + days)
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
