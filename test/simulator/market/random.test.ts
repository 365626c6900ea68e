import { describe, expect, it } from 'vitest'
import { createRandom, hashText, mix, toUnit } from '../../../simulator/market/random.ts'

const draw = (seed: number, count: number): number[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.next())
}

describe('random', () => {
  it('repeats itself for one seed and differs for another', () => {
    expect(draw(1, 50)).toEqual(draw(1, 50))
    expect(draw(1, 50)).not.toEqual(draw(2, 50))
  })

  it('fills the unit interval evenly', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (const value of draw(7, 20_000)) counts[Math.floor(value * 10)]! += 1

    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })

  it('stays below the bound of a whole number', () => {
    const random = createRandom(3)
    const seen = new Set(Array.from({ length: 500 }, () => random.int(4)))

    expect(seen).toEqual(new Set([0, 1, 2, 3]))
  })

  it('gives neighbours unrelated hashes', () => {
    const hashes = Array.from({ length: 10_000 }, (_, i) => toUnit(mix(42, i)))
    const products = hashes.slice(1).map((hash, i) => (hash - 0.5) * ((hashes[i] ?? 0) - 0.5))
    const correlation = (products.reduce((sum, each) => sum + each, 0) / products.length) * 12

    expect(Math.abs(correlation)).toBeLessThan(0.03)
  })

  it('hashes texts by content and seed', () => {
    expect(hashText('SPY')).toBe(hashText('SPY'))
    expect(new Set(['SPY', 'SPX', 'QQQ', 'YPS'].map((text) => hashText(text))).size).toBe(4)
    expect(hashText('SPY', 1)).not.toBe(hashText('SPY', 2))
  })
})
