import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markWeights } from '../../demo/chart/mark-weights.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const [YEAR, MONTH, DAY, HOURS_12, HOUR_1, MINUTES_30, MINUTES_5, MINUTE_1] = [70, 60, 50, 33, 30, 22, 21, 20]

const newYork = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' })

/** What the second of two marks is worth, `minutes` after the first. */
const after = (from: string, minutes: number): number | undefined =>
  markWeights([Date.parse(from), Date.parse(from) + minutes * MINUTE])[1]

describe('marks on the axis of times', () => {
  it('begin a day at midnight in New York, not at seven in the evening there', () => {
    expect(after('2026-11-30T23:59:00Z', 1)).toBe(HOUR_1)
    expect(after('2026-12-02T04:59:00Z', 1)).toBe(DAY)
    expect(after('2026-07-02T03:59:00Z', 1)).toBe(DAY)
  })

  it('begin a day with its first bar, whenever that comes', () => {
    expect(after('2026-11-28T00:59:00Z', 56 * 60)).toBe(DAY)
  })

  it('begin months and years there too', () => {
    expect(after('2026-12-01T04:59:00Z', 1)).toBe(MONTH)
    expect(after('2027-01-01T04:59:00Z', 1)).toBe(YEAR)
    expect(after('2027-01-01T00:00:00Z', 60)).not.toBe(YEAR)
  })

  it('are worth more at noon, at full hours and at five minutes', () => {
    expect(after('2026-11-30T16:59:00Z', 1)).toBe(HOURS_12)
    expect(after('2026-11-30T14:59:00Z', 1)).toBe(HOUR_1)
    expect(after('2026-11-30T14:54:00Z', 1)).toBe(MINUTES_5)
    expect(after('2026-11-30T14:52:00Z', 1)).toBe(MINUTE_1)
    expect(after('2026-11-30T14:52:00Z', 0)).toBe(0)
  })

  it('go on through the hour that comes twice', () => {
    expect(after('2026-11-01T05:59:00Z', 1)).toBe(MINUTES_30)
    expect(after('2026-11-01T06:59:00Z', 1)).toBe(HOUR_1)
  })

  it('count one each New York day, however long the bars', () => {
    const lengths = fc.constantFrom(5 * MINUTE, 15 * MINUTE, HOUR)
    const starts = fc.integer({ min: Date.UTC(2026, 0, 5), max: Date.UTC(2026, 10, 30) })
    fc.assert(
      fc.property(lengths, starts, (length, start) => {
        const first = Math.ceil(start / length) * length
        const times = Array.from({ length: (4 * 24 * HOUR) / length }, (_, index) => first + index * length)
        const days = new Set(times.map((at) => newYork.format(at)))
        expect(
          markWeights(times)
            .slice(1)
            .filter((weight) => weight >= DAY),
        ).toHaveLength(days.size - 1)
      }),
      { numRuns: 20 },
    )
  })
})
