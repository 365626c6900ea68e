import { describe, expect, it } from 'vitest'
import {
  closeOf,
  holidaysOf,
  isTradingDay,
  monthlyExpiry,
  tradingDaysFrom,
} from '../../../simulator/market/calendar.ts'

const closedIn = (year: number): string[] =>
  holidaysOf(year)
    .filter(({ status }) => status === 'closed')
    .map(({ date }) => date)
const earlyIn = (year: number): string[] =>
  holidaysOf(year)
    .filter(({ status }) => status === 'early-close')
    .map(({ date }) => date)

// as published by the NYSE
const CLOSED: readonly (readonly [number, readonly string[]])[] = [
  [2022, '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26'.split(' ')],
  [2024, '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25'.split(' ')],
  [2026, '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25'.split(' ')],
  [2027, '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24'.split(' ')],
]

describe('calendar', () => {
  it.each(CLOSED)('knows the days %i is closed', (year, days) => {
    expect(closedIn(year)).toEqual(days.map((day) => `${year}-${day}`))
  })

  it('knows the early closes', () => {
    expect(earlyIn(2024)).toEqual(['2024-07-03', '2024-11-29', '2024-12-24'])
    expect(earlyIn(2026)).toEqual(['2026-11-27', '2026-12-24'])
    expect(earlyIn(2027)).toEqual(['2027-11-26'])
  })

  it('closes at 16:00 in New York, at 13:00 on a short day', () => {
    expect(closeOf('2026-11-20')).toBe(Date.UTC(2026, 10, 20, 21))
    expect(closeOf('2026-07-10')).toBe(Date.UTC(2026, 6, 10, 20))
    expect(closeOf('2026-11-27')).toBe(Date.UTC(2026, 10, 27, 18))
  })

  it('trades on weekdays that are no holidays', () => {
    expect(isTradingDay('2026-11-21')).toBe(false)
    expect(isTradingDay('2026-11-26')).toBe(false)
    expect(isTradingDay('2026-11-27')).toBe(true)
    expect(tradingDaysFrom('2026-11-25', 3)).toEqual(['2026-11-25', '2026-11-27', '2026-11-30'])
  })

  it('lets monthly options expire on the third Friday, or the day before a holiday', () => {
    expect(monthlyExpiry(2026, 11)).toBe('2026-12-18')
    expect(monthlyExpiry(2027, 2)).toBe('2027-03-19')
    // Juneteenth of 2026 is the third Friday of June
    expect(monthlyExpiry(2026, 5)).toBe('2026-06-18')
  })
})
