import { describe, expect, it } from 'vitest'
import {
  exponentialMovingAverage,
  macd,
  relativeStrengthIndex,
  simpleMovingAverage,
} from '../../../simulator/history/indicators.ts'

// the example of Wilder's book as it is usually reprinted
const PRICES = [
  44.34, 44.09, 44.15, 43.61, 44.33, 44.83, 45.1, 45.42, 45.84, 46.08, 45.89, 46.03, 45.61, 46.28, 46.28, 46.0, 46.03,
  46.41, 46.22, 45.64,
]

describe('indicators', () => {
  it('averages a moving window', () => {
    expect(simpleMovingAverage([1, 2, 3, 4, 5], 3)).toEqual([undefined, undefined, 2, 3, 4])
  })

  it('weighs newer prices more in an exponential average', () => {
    expect(exponentialMovingAverage([1, 2, 3, 4, 5], 3)).toEqual([undefined, undefined, 2, 3, 4])
    expect(exponentialMovingAverage([2, 2, 2, 8], 3).at(-1)).toBe(5)
  })

  it("gives Wilder's relative strength", () => {
    const values = relativeStrengthIndex(PRICES, 14)

    expect(values.slice(0, 14).every((value) => value === undefined)).toBe(true)
    expect(values[14]).toBeCloseTo(70.46, 1)
    expect(values[15]).toBeCloseTo(66.25, 1)
    expect(values[19]).toBeCloseTo(57.92, 1)
  })

  it('is 100 when prices only rise, 0 when they only fall', () => {
    const rising = Array.from({ length: 20 }, (_, i) => i + 1)

    expect(relativeStrengthIndex(rising, 14).at(-1)).toBe(100)
    expect(relativeStrengthIndex(rising.toReversed(), 14).at(-1)).toBe(0)
  })

  it('tells a convergence, its signal and their difference', () => {
    const rising = Array.from({ length: 60 }, (_, i) => i * 2)
    const values = macd(rising, { short: 12, long: 26, signal: 9 })
    const last = values.at(-1)

    // the lag of an average behind a straight line is half its window
    expect(last?.value).toBeCloseTo(14, 6)
    expect(last?.histogram).toBeCloseTo((last?.value ?? 0) - (last?.signal ?? 0), 12)
    expect(values.findIndex((value) => value !== undefined)).toBe(33)
  })
})
