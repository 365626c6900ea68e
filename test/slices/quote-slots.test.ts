import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dropQuotes, EMPTY_QUOTES, QuotesDraft, withQuotes } from '../../slices/quote-slots.ts'
import type { QuotesState } from '../../slices/quotes.ts'
import { quotePatch } from '../../src/testing/builders.ts'

const NOW = 5_000

const bidOf = ({ index, values }: QuotesState, symbol: string): number | undefined => values[index[symbol] ?? -1]?.bid
const known = (...symbols: readonly string[]): QuotesState =>
  withQuotes(
    EMPTY_QUOTES,
    symbols.map((symbol) => quotePatch({ symbol })),
    NOW,
  )

describe('quote slots', () => {
  it('give each symbol one slot and merge later patches into it', () => {
    const first = withQuotes(EMPTY_QUOTES, [quotePatch({ symbol: 'SPY', bid: 1 }), quotePatch({ symbol: 'QQQ' })], NOW)
    const second = withQuotes(first, [quotePatch({ symbol: 'SPY', bid: 2, timestamp: 9e12 })], NOW)

    expect(second.values).toHaveLength(2)
    expect(bidOf(second, 'SPY')).toBe(2)
    expect(bidOf(first, 'SPY')).toBe(1)
  })

  it('keep the identity of the index and of untouched quotes when a known symbol ticks', () => {
    const before = known('SPY', 'QQQ')
    const after = withQuotes(before, [quotePatch({ symbol: 'SPY', bid: 9, timestamp: 9e12 })], NOW)

    expect(after.index).toBe(before.index)
    expect(after.values[1]).toBe(before.values[1])
    expect(after.values[0]).not.toBe(before.values[0])
  })

  it('answer with the same state when nothing is new', () => {
    const before = known('SPY')

    expect(withQuotes(before, [quotePatch({ symbol: 'SPY' })], NOW + 1)).toBe(before)
    expect(withQuotes(before, [], NOW)).toBe(before)
    expect(dropQuotes(before, ['QQQ'])).toBe(before)
  })

  it('merge two patches of a symbol that was unknown before', () => {
    const draft = new QuotesDraft(EMPTY_QUOTES)
    draft.merge(quotePatch({ symbol: 'SPY', bid: 1, timestamp: 1 }), NOW)
    draft.merge(quotePatch({ symbol: 'SPY', bid: 2, timestamp: 2 }), NOW)

    expect(draft.changes).toBe(2)
    expect(draft.finish().values).toHaveLength(1)
    expect(bidOf(draft.finish(), 'SPY')).toBe(2)
  })

  it('find no quote under the names every object has', () => {
    expect(known('SPY').index['constructor']).toBeUndefined()
  })

  it('give a dropped symbol`s slot to the next new one and leave the others where they are', () => {
    const dropped = dropQuotes(known('A', 'B', 'C'), ['B'])
    const after = withQuotes(dropped, [quotePatch({ symbol: 'D' })], NOW)

    expect(dropped.index['B']).toBeUndefined()
    expect(after.index).toEqual({ A: 0, D: 1, C: 2 })
    expect(after.values).toHaveLength(3)
  })

  it('give back the slots at the end', () => {
    expect(dropQuotes(known('A', 'B', 'C'), ['B', 'C']).values).toHaveLength(1)
    expect(dropQuotes(known('A'), ['A']).values).toHaveLength(0)
  })

  it('stay dense, unique and put through any sequence of patches and drops', () => {
    const symbol = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F')
    const step = fc.oneof(
      fc.record({ kind: fc.constant('patch' as const), symbols: fc.array(symbol) }),
      fc.record({ kind: fc.constant('drop' as const), symbols: fc.array(symbol) }),
    )
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const held = new Set<string>()
        let state = EMPTY_QUOTES
        steps.forEach(({ kind, symbols }, at) => {
          const before = state
          const patches = symbols.map((name) => quotePatch({ symbol: name, bid: at, timestamp: at }))
          state = kind === 'patch' ? withQuotes(state, patches, at) : dropQuotes(state, symbols)
          for (const name of symbols) {
            if (kind === 'patch') held.add(name)
            else held.delete(name)
          }
          const stayed = [...held].filter((name) => before.index[name] !== undefined)
          for (const name of stayed) expect(state.index[name]).toBe(before.index[name])
        })
        expect(Object.keys(state.index).sort()).toEqual([...held].sort())
        for (const [name, slot] of Object.entries(state.index)) expect(state.values[slot]?.symbol).toBe(name)
        expect(state.values.every((value) => value !== undefined)).toBe(true)
      }),
    )
  })
})
