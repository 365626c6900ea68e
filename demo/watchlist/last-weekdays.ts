import { marketDateOf } from '../format/time.ts'

const DAY_MS = 86_400_000
const WEEKEND: ReadonlySet<number> = new Set([0, 6])

/** The day, in New York, on which the last two weekdays began: whatever the holiday, one of them has a session. */
export function lastWeekdays(now: number): string {
  // as a day of UTC, which has no daylight saving
  let day = Date.parse(marketDateOf(now))
  for (let count = isWeekday(day) ? 1 : 0; count < 2;) {
    day -= DAY_MS
    if (isWeekday(day)) count += 1
  }
  return new Date(day).toISOString().slice(0, 10)
}

const isWeekday = (day: number): boolean => !WEEKEND.has(new Date(day).getUTCDay())
