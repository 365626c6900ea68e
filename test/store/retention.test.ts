import { describe, expect, it } from 'vitest'
import { quotePatch } from '../../src/testing/builders.ts'
import { dropQuotes, EMPTY_QUOTES, withQuotes } from '../../slices/quote-slots.ts'
import type { QuotesState } from '../../slices/quotes.ts'
import { unheldBeyond } from '../../store/retention.ts'

/** Symbols received one after the other, at the times given. */
const received = (times: Readonly<Record<string, number>>): QuotesState =>
  Object.entries(times).reduce(
    (quotes, [symbol, receivedAt]) => withQuotes(quotes, [quotePatch({ symbol, timestamp: receivedAt })], receivedAt),
    EMPTY_QUOTES,
  )

const nobody = (): boolean => false

describe('unheldBeyond', () => {
  const five = received({ A: 50, B: 10, C: 40, D: 20, E: 30 })

  it('names the ones received longest ago, once a quarter more than the limit is there', () => {
    expect(unheldBeyond(five, nobody, 5)).toEqual([])
    expect(unheldBeyond(five, nobody, 4)).toEqual([])
    expect(unheldBeyond(five, nobody, 3)).toEqual(['B', 'D'])
    expect(unheldBeyond(five, nobody, 0)).toEqual(['B', 'D', 'E', 'C', 'A'])
  })

  it('names nobody who is held', () => {
    expect(unheldBeyond(five, (symbol) => symbol === 'B', 2)).toEqual(['D', 'E'])
  })

  it('does not count free slots', () => {
    const quotes = dropQuotes(five, ['B', 'C'])
    expect(quotes.values).toHaveLength(5)

    expect(unheldBeyond(quotes, nobody, 3)).toEqual([])
    expect(unheldBeyond(quotes, nobody, 2)).toEqual(['D'])
  })
})
