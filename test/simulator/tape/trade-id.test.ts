import { describe, expect, it } from 'vitest'
import { tradeIdOf } from '../../../simulator/tape/trade-id.ts'

describe('tradeIdOf', () => {
  it('is unique for an exchange and a facility, and for nothing less', () => {
    const trades = Array.from({ length: 100 }, (_, sequence) => tradeIdOf({ exchange: 4, sequence }))
    const ids = new Set(trades.map(({ id }) => id))
    const full = new Set(trades.map(({ id, facility }) => `${facility}|${id}`))

    expect(ids.size).toBe(50)
    expect(full.size).toBe(100)
  })

  it('names no facility for a trade on an exchange', () => {
    expect(tradeIdOf({ exchange: 10, sequence: 7 })).toEqual({ id: '7' })
  })
})
