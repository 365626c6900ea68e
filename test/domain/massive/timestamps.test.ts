import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toEpochMs } from '../../../domain/massive/timestamps.ts'

describe('timestamps', () => {
  it.each([
    ['seconds', 1_578_027_600, 1_578_027_600_000],
    ['milliseconds', 1_678_220_098_130, 1_678_220_098_130],
    ['microseconds', 1_601_316_752_683_746, 1_601_316_752_683],
    ['nanoseconds', 1_605_195_918_507_251_700, 1_605_195_918_507],
    ['nothing', 0, 0],
  ])('reads %s by their magnitude', (_unit, timestamp, expected) => {
    expect(toEpochMs(timestamp)).toBe(expected)
  })

  it('finds the same instant whatever the unit, from 1990 to 2099', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1990, 0) / 1000, max: Date.UTC(2099, 0) / 1000 }), (seconds) => {
        const ms = seconds * 1000
        for (const unit of [seconds, ms, ms * 1e3, ms * 1e6]) expect(toEpochMs(unit)).toBe(ms)
      }),
    )
  })

  it('finds the millisecond that was meant in nanoseconds that JSON cannot hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2099, 0) }), (ms) => {
        expect(toEpochMs(Number(`${ms}000000`))).toBe(ms)
        expect(toEpochMs(Number(`${ms}999000`))).toBe(ms)
      }),
    )
  })

  it('changes the unit at the bounds between them', () => {
    expect(toEpochMs(99_999_999_999)).toBe(99_999_999_999_000)
    expect(toEpochMs(1e11)).toBe(1e11)
    expect(toEpochMs(99_999_999_999_999)).toBe(99_999_999_999_999)
    expect(toEpochMs(1e14)).toBe(1e11)
    expect(toEpochMs(99_999_999_999_999_000)).toBe(99_999_999_999_999)
    expect(toEpochMs(1e17)).toBe(1e11)
  })

  it('meets the millisecond that was meant, though parsing rounds nanoseconds', () => {
    const start = Date.UTC(2026, 10, 20, 15)
    const meant = Array.from({ length: 1_000 }, (_, index) => start + index)
    expect(meant.map((ms) => toEpochMs(Number(`${ms}000000`)))).toEqual(meant)
    expect(meant.map((ms) => toEpochMs(Number(`${ms}999000`)))).toEqual(meant)
  })
})
