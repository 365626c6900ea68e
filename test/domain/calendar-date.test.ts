import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dateOfEpochDay, daysInMonth, epochDayOf, isCalendarDate } from '../../domain/calendar-date.ts'

describe('calendar date', () => {
  it.each([
    ['2026-01-31', true],
    ['2026-04-30', true],
    ['2026-04-31', false],
    ['2026-06-31', false],
    ['2026-09-31', false],
    ['2026-11-31', false],
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2000-02-29', true],
    ['2100-02-29', false],
    ['2026-00-10', false],
    ['2026-13-10', false],
    ['2026-12-00', false],
    ['2026-12-31', true],
    ['2026-12-32', false],
    ['2026-1-01', false],
    ['02026-01-01', false],
    ['2026-01-01T00:00:00Z', false],
    ['', false],
    [20260101, false],
    [undefined, false],
  ])('says of %j that it is a day: %j', (text, expected) => {
    expect(isCalendarDate(text)).toBe(expected)
  })

  it('counts the days of every month as the platform does', () => {
    for (const year of [1900, 2000, 2023, 2024, 2100]) {
      for (let month = 1; month <= 12; month += 1) {
        expect(daysInMonth(year, month)).toBe(new Date(Date.UTC(year, month, 0)).getUTCDate())
      }
    }
    expect(daysInMonth(2026, 0)).toBe(0)
    expect(daysInMonth(2026, 13)).toBe(0)
    expect(daysInMonth(2026, Number.NaN)).toBe(0)
  })

  it('goes from dates to day numbers and back', () => {
    expect(epochDayOf('1970-01-02')).toBe(1)
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 60_000 }), (day) => {
        expect(epochDayOf(dateOfEpochDay(day))).toBe(day)
      }),
    )
  })

  it('adds days over the ends of months and years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  })
})
