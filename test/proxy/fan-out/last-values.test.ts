import { describe, expect, it } from 'vitest'
import type { QuotePatch } from '../../../domain/quote.ts'
import { QuoteSlot } from '../../../proxy/fan-out/last-values.ts'

const patch = (fields: Partial<QuotePatch>): QuotePatch => ({
  symbol: 'SPY',
  timestamp: 100,
  source: 'stream',
  ...fields,
})

describe('the last value of a symbol', () => {
  it('takes a trade a moment older than the newest quote', () => {
    const slot = new QuoteSlot('SPY')
    slot.apply(patch({ bid: 1, ask: 2, timestamp: 100 }), 'quote', 100)

    expect(slot.apply(patch({ last: 5, timestamp: 99 }), 'trade', 101)).toBe(true)

    expect(slot.quote).toMatchObject({ bid: 1, last: 5, timestamp: 100 })
  })

  it('is not frozen by a date of next year', () => {
    const slot = new QuoteSlot('SPY')
    slot.apply(patch({ bid: 1, ask: 2, timestamp: 31_536_000_000 }), 'quote', 1_000)
    expect(slot.quote?.timestamp).toBe(1_000)

    expect(slot.apply(patch({ bid: 3, ask: 4, timestamp: 1_001 }), 'quote', 1_001)).toBe(true)

    expect(slot.quote).toMatchObject({ bid: 3, timestamp: 1_001 })
  })

  it('ignores a trade older than the last trade', () => {
    const slot = new QuoteSlot('SPY')
    slot.apply(patch({ last: 5, timestamp: 99 }), 'trade', 99)

    expect(slot.apply(patch({ last: 4, timestamp: 98 }), 'trade', 100)).toBe(false)
  })

  it('keeps stream prices that came after a snapshot was asked for, and takes the session from it', () => {
    const slot = new QuoteSlot('SPY')
    slot.apply(patch({ bid: 10, ask: 11, timestamp: 100 }), 'quote', 50)

    slot.applySnapshot(patch({ bid: 8, ask: 9, last: 7, previousClose: 6, timestamp: 200, source: 'rest' }), 40, 60)

    expect(slot.quote).toMatchObject({ bid: 10, ask: 11, last: 7, previousClose: 6, source: 'stream' })
  })

  it('takes a newer snapshot whole where the stream has been silent', () => {
    const slot = new QuoteSlot('SPY')
    slot.apply(patch({ bid: 10, ask: 11, timestamp: 100 }), 'quote', 50)

    slot.applySnapshot(patch({ bid: 8, ask: 9, timestamp: 200, source: 'rest' }), 60, 70)

    expect(slot.quote).toMatchObject({ bid: 8, source: 'rest' })
  })

  it('is serialised once for all who hold it', () => {
    const slot = new QuoteSlot('SPY')
    slot.apply(patch({ bid: 10, ask: 11 }), 'quote', 50)
    expect(slot.text).toBe(slot.text)
    expect(JSON.parse(slot.text)).toMatchObject({ type: 'Q', data: { symbol: 'SPY', bid: 10 } })
  })
})
