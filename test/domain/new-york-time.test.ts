import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidRequestError } from '../../domain/errors.ts'
import {
  fromNewYorkWall,
  newYorkDate,
  newYorkDayStart,
  newYorkMidnight,
  newYorkMinutes,
  newYorkWeekday,
  toNewYorkWall,
} from '../../domain/new-york-time.ts'

const HOUR = 3_600_000

const platform = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** The wall clock as the platform's own time zone data shows it. */
function platformWall(at: number): number {
  const parts = Object.fromEntries(platform.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

describe('New York time', () => {
  it('agrees with the platform at any second from 1987 to 2099', () => {
    const second = fc.integer({ min: Date.UTC(1987, 5) / 1000, max: Date.UTC(2100, 0, 1) / 1000 })
    fc.assert(
      fc.property(second, (seconds) => {
        expect(toNewYorkWall(seconds * 1000)).toBe(platformWall(seconds * 1000))
      }),
      { numRuns: 2000 },
    )
  })

  it('agrees with the platform on both sides of every change of the clock', () => {
    for (let year = 1988; year <= 2060; year += 1) {
      for (let day = Date.UTC(year, 2, 1); day < Date.UTC(year, 11, 1); day += 24 * HOUR) {
        if (new Date(day).getUTCDay() !== 0) continue
        for (const at of [day + 6 * HOUR - 1, day + 6 * HOUR, day + 7 * HOUR - 1, day + 7 * HOUR]) {
          // the platform tells whole seconds
          expect(toNewYorkWall(at)).toBe(platformWall(at) + (at % 1000))
        }
      }
    }
  })

  it('goes from the wall clock back to the instant, but for the hour that comes twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1987, 5), max: Date.UTC(2100, 0, 1) }), (at) => {
        const back = fromNewYorkWall(toNewYorkWall(at))
        expect([at, at - HOUR]).toContain(back)
        expect(toNewYorkWall(back)).toBe(toNewYorkWall(at))
      }),
    )
    // 1:30 on the first Sunday of November 2026 means its first
    expect(fromNewYorkWall(Date.UTC(2026, 10, 1, 1, 30))).toBe(Date.UTC(2026, 10, 1, 5, 30))
    expect(fromNewYorkWall(Date.UTC(2026, 10, 1, 2, 0))).toBe(Date.UTC(2026, 10, 1, 7, 0))
  })

  it('takes a wall clock time that is skipped in March for the one an hour later', () => {
    expect(toNewYorkWall(fromNewYorkWall(Date.UTC(2026, 2, 8, 2, 30)))).toBe(Date.UTC(2026, 2, 8, 3, 30))
  })

  it.each([
    ['2026-01-15', '2026-01-15T05:00:00Z'],
    ['2026-07-15', '2026-07-15T04:00:00Z'],
    ['2026-03-08', '2026-03-08T05:00:00Z'],
    ['2026-03-09', '2026-03-09T04:00:00Z'],
    ['2026-11-01', '2026-11-01T04:00:00Z'],
    ['2026-11-02', '2026-11-02T05:00:00Z'],
    ['2005-04-01', '2005-04-01T05:00:00Z'],
    ['2005-04-04', '2005-04-04T04:00:00Z'],
  ])('begins %s at %s', (date, instant) => {
    const midnight = newYorkMidnight(date)
    expect(midnight).toBe(Date.parse(instant))
    expect(newYorkDate(midnight)).toBe(date)
    expect([midnight, midnight + 1, midnight + 23 * 3_600_000 - 1].map(newYorkDayStart)).toEqual(
      Array(3).fill(midnight),
    )
    expect(newYorkDayStart(midnight - 1)).toBeLessThan(midnight)
    expect(newYorkDate(midnight - 1)).not.toBe(date)
    expect(newYorkMinutes(midnight)).toBe(0)
    expect(newYorkMinutes(midnight - 1)).toBe(1439)
  })

  it.each(['2026-02-30', '2026-1-1', '', 'today'])('refuses %j as a date and says how to write one', (date) => {
    expect(() => newYorkMidnight(date)).toThrow(InvalidRequestError)
    expect(() => newYorkMidnight(date)).toThrow(`Invalid date ${JSON.stringify(date)}: write`)
  })

  it('tells weekdays and minutes as New York has them', () => {
    // Sunday 23:30 in New York is Monday in UTC
    const at = Date.UTC(2026, 10, 23, 4, 30)
    expect(newYorkWeekday(at)).toBe(0)
    expect(newYorkMinutes(at)).toBe(23 * 60 + 30)
    expect(newYorkMinutes(at + 59_999)).toBe(23 * 60 + 30)
    expect(newYorkMinutes(Date.UTC(1969, 11, 31, 6))).toBe(60)
  })
})
