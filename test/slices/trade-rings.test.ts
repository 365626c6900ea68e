import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendTrades, withTrades } from '../../slices/trade-rings.ts'
import { trade } from '../../src/testing/builders.ts'

const at = (sequence: number, price = 1): ReturnType<typeof trade> =>
  trade({ sequence, timestamp: 1_000 + sequence, price })

describe('trade rings', () => {
  it('keep the newest trades, newest last', () => {
    const ring = appendTrades([at(1), at(2)], [at(3), at(4)], 3)

    expect(ring.map(({ sequence }) => sequence)).toEqual([2, 3, 4])
  })

  it('put a late trade where the exchange had it', () => {
    expect(appendTrades([at(1), at(3)], [at(2)], 10).map(({ sequence }) => sequence)).toEqual([1, 2, 3])
  })

  it('do not hold a replayed trade twice', () => {
    const held = [at(1), at(2)]

    expect(appendTrades(held, [at(2)], 10)).toBe(held)
    expect(appendTrades(held, [at(1), at(2), at(3)], 10)).toHaveLength(3)
  })

  it('hold a trade once that comes twice in one batch', () => {
    expect(appendTrades([at(3)], [at(1), at(2), at(1)], 10).map(({ sequence }) => sequence)).toEqual([1, 2, 3])
  })

  it('recognise a replayed trade without a sequence behind others of its instant', () => {
    const [first, second] = [1, 2].map((price) => trade({ sequence: undefined, timestamp: 5, price }))
    const held = [first, second].filter((each) => each !== undefined)

    expect(appendTrades(held, held.slice(0, 1), 10)).toBe(held)
    expect(appendTrades([], [...held, ...held], 10)).toEqual(held)
  })

  it('stay themselves when full of newer trades than one that comes late', () => {
    const held = [at(2), at(3)]

    expect(appendTrades(held, [at(1)], 2)).toBe(held)
    expect(appendTrades([at(1), at(3)], [at(2)], 2)).toEqual([at(2), at(3)])
  })

  it('order trades of one instant by their sequences, and tell them apart by price and size', () => {
    const of = (sequence: number, fields = {}): ReturnType<typeof trade> => trade({ sequence, timestamp: 5, ...fields })
    const sequences = (...batch: ReturnType<typeof trade>[]): readonly (number | undefined)[] =>
      appendTrades([of(2)], batch, 10).map(({ sequence }) => sequence)

    expect(sequences(of(3), of(1))).toEqual([1, 2, 3])
    expect(sequences(of(1))).toEqual([1, 2])
    expect(sequences(of(2, { price: 7 }))).toEqual([2, 2])
    expect(sequences(of(2, { size: 7 }))).toEqual([2, 2])
    expect(sequences(of(2))).toEqual([2])
  })

  it('take a trade with a sequence for the one without that was held', () => {
    const held = [trade({ sequence: undefined, timestamp: 5 })]

    expect(appendTrades(held, [trade({ sequence: 1, timestamp: 5 })], 10)).toBe(held)
  })

  it('leave the batches they are given as they are', () => {
    const [held, added] = [
      [at(2), at(4)],
      [at(3), at(1)],
    ]
    appendTrades(held, added, 10)

    expect([held, added]).toEqual([
      [at(2), at(4)],
      [at(3), at(1)],
    ])
  })

  it('keep two like trades of one millisecond that have their own sequences', () => {
    const first = trade({ sequence: 1, timestamp: 5 })

    expect(appendTrades([first], [{ ...first, sequence: 2 }], 10)).toHaveLength(2)
  })

  it('take a trade without a sequence for the one that has all else in common', () => {
    const held = [trade({ sequence: 1, timestamp: 5 })]

    expect(appendTrades(held, [trade({ sequence: undefined, timestamp: 5 })], 10)).toBe(held)
    expect(appendTrades(held, [trade({ sequence: undefined, timestamp: 5, size: 7 })], 10)).toHaveLength(2)
  })

  it('sort trades of one symbol apart from another`s and keep the untouched ring', () => {
    const before = withTrades({ bySymbol: {} }, [trade({ symbol: 'A' }), trade({ symbol: 'B' })], 10)
    const after = withTrades(before, [trade({ symbol: 'A', sequence: 2, timestamp: 9e15 })], 10)

    expect(after.bySymbol['A']).toHaveLength(2)
    expect(after.bySymbol['B']).toBe(before.bySymbol['B'])
    expect(withTrades(after, [], 10)).toBe(after)
  })

  it('hold every trade once and in order, however the batches overlap', () => {
    const batch = fc.array(fc.integer({ min: 1, max: 30 }))
    fc.assert(
      fc.property(fc.array(batch), (batches) => {
        let ring: readonly ReturnType<typeof trade>[] = []
        for (const sequences of batches)
          ring = appendTrades(
            ring,
            sequences.map((n) => at(n)),
            100,
          )
        const expected = [...new Set(batches.flat())].sort((left, right) => left - right)
        expect(ring.map(({ sequence }) => sequence)).toEqual(expected)
      }),
    )
  })
})
