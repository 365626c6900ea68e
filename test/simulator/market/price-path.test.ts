import { describe, expect, it } from 'vitest'
import { createPricePath, YEAR_MS } from '../../../simulator/market/price-path.ts'

const START = Date.UTC(2026, 0, 1)

function deviationOver(lagMs: number, seeds: number): number {
  let sum = 0
  for (let seed = 0; seed < seeds; seed++) {
    const path = createPricePath({ seed })
    const at = START + seed * 7_777_777
    sum += (path.at(at + lagMs) - path.at(at)) ** 2
  }
  return Math.sqrt(sum / seeds)
}

describe('price path', () => {
  it('gives the same price for a moment, in whatever order moments are asked for', () => {
    const moments = [START, START + 999, START + 86_400_000, START - 5_000, START + 1]
    const forwards = createPricePath({ seed: 5 })
    const backwards = createPricePath({ seed: 5 })
    const expected = moments.map((ms) => forwards.at(ms))
    const found = moments.toReversed().map((ms) => backwards.at(ms))

    expect(found.reverse()).toEqual(expected)
    expect(createPricePath({ seed: 6 }).at(START)).not.toBe(expected[0])
  })

  it('does not jump from one millisecond to the next', () => {
    const path = createPricePath({ seed: 9 })
    const largest = Math.max(
      ...Array.from({ length: 20_000 }, (_, i) => Math.abs(path.at(START + i + 1) - path.at(START + i))),
    )

    expect(largest).toBeLessThan(1e-5)
  })

  it('moves like a Brownian motion: with the root of the time', () => {
    const hour = deviationOver(3_600_000, 400)
    const day = deviationOver(24 * 3_600_000, 400)
    const quarter = deviationOver(YEAR_MS / 4, 400)

    expect(day / hour).toBeGreaterThan(Math.sqrt(24) * 0.8)
    expect(day / hour).toBeLessThan(Math.sqrt(24) * 1.25)
    expect(quarter).toBeGreaterThan(0.35)
    expect(quarter).toBeLessThan(0.65)
  })

  it('stays near where it was over years', () => {
    const path = createPricePath({ seed: 2 })
    const values = Array.from({ length: 40 }, (_, i) => path.at(START + i * YEAR_MS * 0.37))

    expect(Math.max(...values.map(Math.abs))).toBeLessThan(3)
  })
})
