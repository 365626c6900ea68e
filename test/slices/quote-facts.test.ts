import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameLog } from '../../domain/frame-log.ts'
import { mergeQuote, NO_QUOTE } from '../../domain/quote.ts'
import { membersOf, readQuote } from '../../domain/read-quote.ts'
import { encodeQuoteMessage } from '../../domain/wire-messages.ts'
import { QUOTE_MESSAGE_PREFIX } from '../../domain/wire-protocol.ts'
import type { WireQuote } from '../../domain/wire-protocol.ts'
import { QuoteFacts } from '../../slices/quote-facts.ts'
import { dropQuotes, EMPTY_QUOTES, QuotesDraft } from '../../slices/quote-slots.ts'
import type { QuotesState } from '../../slices/quotes.ts'
import { quotePatch } from '../../src/testing/builders.ts'

const bare = mergeQuote(undefined, { symbol: 'A', timestamp: 10, source: 'stream' }, 1)
const priced = mergeQuote(undefined, quotePatch({ bid: 1, ask: 2, timestamp: 20 }), 1)

describe('QuoteFacts', () => {
  it('looks at a quote once, however far its slot is', () => {
    const facts = new QuoteFacts()
    for (const slot of [0, 63, 64, 129, 5000]) {
      expect(facts.members(slot, priced)).toBe(membersOf(priced))
      expect(facts.members(slot, bare)).toBe(membersOf(priced))
      expect(facts.timestamp(slot)).toBe(20)
    }
    for (const slot of [0, 63, 64, 129]) {
      expect([facts.members(slot, bare), facts.timestamp(slot)]).toEqual([membersOf(priced), 20])
    }
  })

  it('remembers what it is told', () => {
    const facts = new QuoteFacts()
    facts.remember(3, 5, 7)

    expect([facts.members(3, priced), facts.timestamp(3)]).toEqual([5, 7])
  })

  it('looks again at a quote it was to forget', () => {
    const facts = new QuoteFacts()
    facts.members(1, priced)
    facts.members(2, priced)
    facts.forget(1)
    facts.forget(900)

    expect([facts.members(1, bare), facts.timestamp(1)]).toEqual([membersOf(bare), 10])
    expect([facts.members(2, bare), facts.timestamp(2)]).toEqual([membersOf(priced), 20])
    expect(facts.members(900, bare)).toBe(membersOf(bare))
  })

  it('counts for the values it was kept with, and for no others', () => {
    const facts = new QuoteFacts()
    const values = [priced, priced]
    facts.begin([])
    facts.members(0, priced)
    facts.members(1, priced)
    facts.finish(values)
    facts.begin(values)
    expect([facts.members(0, bare), facts.members(1, bare)]).toEqual([membersOf(priced), membersOf(priced)])
    facts.begin(values.slice())

    expect([facts.members(0, bare), facts.members(1, bare)]).toEqual([membersOf(bare), membersOf(bare)])
  })
})

type Step =
  | { readonly kind: 'stream' | 'rest'; readonly quote: WireQuote }
  | { readonly kind: 'drop'; readonly symbols: readonly string[] }
  | { readonly kind: 'flush' }

const symbol = fc.constantFrom('A', 'B', 'C', 'D')
const price = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined })
const quote = fc.record({
  symbol,
  bid: price,
  ask: price,
  midpoint: price,
  last: price,
  value: price,
  previousClose: price,
  change: price,
  volume: price,
  timestamp: fc.nat(8),
  source: fc.constant('stream' as const),
  timeframe: fc.constantFrom('real-time' as const, 'delayed' as const, undefined),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom('stream' as const, 'rest' as const), quote }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'flush' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), symbols: fc.array(symbol) }) },
)

const log = new FrameLog({ needsNothing: () => true, bytesKept: () => 0, moveKept: () => {} })

/** The state after all steps; what comes between two flushes is one draft. */
function after(steps: readonly Step[], put: (draft: QuotesDraft, quote: WireQuote) => void): QuotesState {
  const facts = new QuoteFacts()
  let state = EMPTY_QUOTES
  let draft = new QuotesDraft(state, facts)
  const finish = (): void => {
    const next = draft.finish()
    expect(next === state).toBe(draft.changes === 0)
    state = next
  }
  for (const taken of [...steps, { kind: 'flush' } as const]) {
    if (taken.kind === 'stream') put(draft, taken.quote)
    else if (taken.kind === 'rest') draft.merge({ ...taken.quote, source: 'rest' }, 1)
    else {
      finish()
      if (taken.kind === 'drop') state = dropQuotes(state, taken.symbols)
      draft = new QuotesDraft(state, facts)
    }
  }
  return state
}

/** By the hot path, which looks at the quote before only where it must. */
function read(draft: QuotesDraft, told: WireQuote): void {
  const text = encodeQuoteMessage(told)
  const head = `${QUOTE_MESSAGE_PREFIX}${told.symbol}"`.length
  log.read(text, (frames, from, to) => expect(readQuote(frames, from + head, to)).toBe(true))
  draft.mergeRead(told.symbol, draft.slotOf(told.symbol), 1)
}

describe('a flush that remembers what quotes know', () => {
  it('ends where merging every patch by itself ends, through any sequence of messages, patches and drops', () => {
    fc.assert(
      fc.property(fc.array(step, { size: '+1' }), (steps) => {
        const merged = after(steps, (draft, told) => draft.merge(told, 1))

        expect(after(steps, read)).toEqual(merged)
        expect(merged.values).not.toContain(undefined)
      }),
      { numRuns: 200 },
    )
  })

  it('counts a change a quote that really changed', () => {
    const draft = new QuotesDraft(EMPTY_QUOTES)
    const told: WireQuote = { symbol: 'A', bid: 1, timestamp: 5, source: 'stream' }
    read(draft, told)
    expect(draft.changes).toBe(1)
    read(draft, told)
    read(draft, { ...told, bid: 2, timestamp: 4 })
    expect(draft.changes).toBe(1)
    read(draft, { ...told, bid: 2, timestamp: 6 })

    expect(draft.changes).toBe(2)
    expect(draft.finish().values).toEqual([{ ...NO_QUOTE, ...told, bid: 2, timestamp: 6, receivedAt: 1 }])
  })

  it('leaves the state it began with as it was', () => {
    const state = new QuotesDraft(EMPTY_QUOTES)
    read(state, { symbol: 'A', bid: 1, timestamp: 1, source: 'stream' })
    const before = state.finish()
    const draft = new QuotesDraft(before)
    read(draft, { symbol: 'A', bid: 2, timestamp: 2, source: 'stream' })
    const next = draft.finish()

    expect([before.values[0]?.bid, next.values[0]?.bid]).toEqual([1, 2])
    expect(next.index).toBe(before.index)
  })
})
