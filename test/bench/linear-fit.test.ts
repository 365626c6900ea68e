import { describe, expect, it } from 'vitest'
import { linearFit } from '../../bench/page/linear-fit.ts'

describe('linearFit', () => {
  it('finds the slope of a line, and is sure of it', () => {
    const { slope, slopeWithin } = linearFit([0, 1, 2, 3, 4].map((x) => [x, 7 + 0.5 * x]))
    expect(slope).toBeCloseTo(0.5)
    expect(slopeWithin).toBeCloseTo(0)
  })

  it('says how far noise lets the slope lie off', () => {
    // a textbook's example: slope 0.9, standard error 0.3, three degrees of freedom
    const { slope, slopeWithin } = linearFit([[1, 2], [2, 3], [3, 5], [4, 4], [5, 6]]) // prettier-ignore
    expect(slope).toBeCloseTo(0.9)
    expect(slopeWithin).toBeCloseTo(3.18 * Math.sqrt(1.9 / 3 / 10))
  })

  it('is sure of nothing with two points', () => {
    expect(linearFit([[0, 1], [1, 2]]).slopeWithin).toBeNaN() // prettier-ignore
  })
})
