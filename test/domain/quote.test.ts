import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeQuote } from '../../domain/quote.ts'
import type { Quote, QuotePatch } from '../../domain/quote.ts'

const FIELDS: readonly (keyof Quote)[] = [
  'symbol',
  'bid',
  'ask',
  'bidSize',
  'askSize',
  'midpoint',
  'last',
  'lastSize',
  'value',
  'open',
  'high',
  'low',
  'close',
  'previousClose',
  'change',
  'changePercent',
  'volume',
  'timestamp',
  'receivedAt',
  'source',
  'timeframe',
]

function patch(fields: Partial<QuotePatch> = {}): QuotePatch {
  return { symbol: 'SPY', timestamp: 1000, source: 'stream', ...fields }
}

/** Every field known, each with a value of its own. */
const FULL = patch({
  bid: 10,
  ask: 12,
  bidSize: 3,
  askSize: 4,
  midpoint: 11,
  last: 11.5,
  lastSize: 6,
  value: 7,
  open: 8,
  high: 13,
  low: 5,
  close: 9,
  previousClose: 10,
  change: 1.5,
  changePercent: 15,
  volume: 900,
  timeframe: 'real-time',
})

describe('mergeQuote', () => {
  it('builds a first quote with every field an own property, in one order', () => {
    const sparse = mergeQuote(undefined, patch({ bid: 1 }), 5000)
    const full = mergeQuote(undefined, FULL, 5000)

    expect(Object.keys(sparse)).toEqual(FIELDS)
    expect(Object.keys(full)).toEqual(FIELDS)
    expect(Object.keys(mergeQuote(full, patch({ bid: 2 }), 5001))).toEqual(FIELDS)
    expect(full).toEqual({ ...FULL, receivedAt: 5000 })
    expect(sparse).toEqual({ ...patch({ bid: 1 }), receivedAt: 5000 })
  })

  it.each([
    ['bid', 9],
    ['ask', 13],
    ['bidSize', 30],
    ['askSize', 40],
    ['midpoint', 10.9],
    ['last', 11.6],
    ['lastSize', 60],
    ['value', 70],
    ['open', 80],
    ['high', 130],
    ['low', 50],
    ['close', 90],
    ['previousClose', 11],
    ['volume', 901],
    ['source', 'rest'],
    ['timeframe', 'delayed'],
    ['timestamp', 1001],
  ])('takes in a new %s and keeps the rest', (field, value) => {
    const before = mergeQuote(undefined, FULL, 5000)

    const after = mergeQuote(before, patch({ [field]: value }), 6000)

    expect(after).not.toBe(before)
    expect(after).toMatchObject({ [field]: value, receivedAt: 6000 })
    const derived = new Set(['midpoint', 'change', 'changePercent', 'receivedAt', field])
    for (const name of FIELDS.filter((name) => !derived.has(name))) expect(after[name]).toBe(before[name])
  })

  it.each(['change', 'changePercent'] as const)(
    'takes in a new %s of the source where none can be derived',
    (field) => {
      const before = mergeQuote(undefined, patch({ change: 1, changePercent: 2 }), 5000)
      const after = mergeQuote(before, patch({ [field]: 3 }), 6000)
      expect(after).toEqual({ ...before, [field]: 3, receivedAt: 6000 })
    },
  )

  it('gives the same object back when nothing is new', () => {
    const before = mergeQuote(undefined, FULL, 5000)
    expect(mergeQuote(before, FULL, 6000)).toBe(before)
    expect(mergeQuote(before, patch(), 6000)).toBe(before)
    expect(mergeQuote(before, patch({ bid: 10, ask: 12 }), 6000)).toBe(before)
  })

  it.each(['bid', 'ask', 'last', 'value', 'previousClose', 'volume'] as const)(
    'takes a new %s for news where nothing is derived from it',
    (field) => {
      const before = mergeQuote(undefined, patch({ [field]: 1 }), 5000)
      expect(mergeQuote(before, patch({ [field]: 2 }), 6000)).toMatchObject({ [field]: 2, receivedAt: 6000 })
    },
  )

  it('takes the later arrival when two speak of the same millisecond', () => {
    const before = mergeQuote(undefined, patch({ bid: 1 }), 5000)
    expect(mergeQuote(before, patch({ bid: 2 }), 6000).bid).toBe(2)
  })

  it('lets an older patch change nothing that is known', () => {
    const before = mergeQuote(undefined, FULL, 5000)
    const older = patch({ ...FULL, bid: 1, ask: 2, last: 3, previousClose: 4, source: 'rest', timestamp: 999 })
    expect(mergeQuote(before, older, 6000)).toBe(before)
  })

  it('lets an older patch fill what is unknown, without looking newer for it', () => {
    const before = mergeQuote(undefined, patch({ bid: 10, ask: 12, last: 11 }), 5000)
    const older = patch({ bid: 1, open: 8, previousClose: 10, volume: 900, source: 'rest', timestamp: 999 })

    const after = mergeQuote(before, older, 6000)

    expect(after).toMatchObject({
      bid: 10,
      open: 8,
      previousClose: 10,
      volume: 900,
      change: 1,
      changePercent: 10,
      timestamp: 1000,
      receivedAt: 5000,
      source: 'stream',
    })
  })

  it('derives the midpoint from bid and ask where the source gives none', () => {
    const first = mergeQuote(undefined, patch({ bid: 9.71, ask: 9.81 }), 5000)
    expect(first.midpoint).toBe(9.76)
    expect(mergeQuote(first, patch({ ask: 9.91 }), 6000).midpoint).toBe(9.81)
    expect(mergeQuote(first, patch({ bid: 9.73 }), 6000).midpoint).toBe(9.77)
  })

  it('keeps the midpoint of the source until bid or ask move', () => {
    const first = mergeQuote(undefined, patch({ bid: 1, ask: 2, midpoint: 1.4 }), 5000)
    expect(first.midpoint).toBe(1.4)
    expect(mergeQuote(first, patch({ last: 3 }), 6000).midpoint).toBe(1.4)
    expect(mergeQuote(first, patch({ bid: 1.5 }), 6000).midpoint).toBe(1.75)
    expect(mergeQuote(first, patch({ midpoint: 1.6 }), 6000).midpoint).toBe(1.6)
  })

  it('knows no midpoint with one side alone', () => {
    expect(mergeQuote(undefined, patch({ bid: 1 }), 5000).midpoint).toBeUndefined()
    expect(mergeQuote(undefined, patch({ ask: 1 }), 5000).midpoint).toBeUndefined()
    const known = mergeQuote(undefined, patch({ midpoint: 3 }), 5000)
    expect(mergeQuote(known, patch({ bid: 1 }), 6000).midpoint).toBe(3)
  })

  it('takes a bid of 0 for a price, and an ask of 0 for the lack of one', () => {
    expect(mergeQuote(undefined, patch({ bid: 0, ask: 0.1 }), 5000)).toMatchObject({ bid: 0, midpoint: 0.05 })
    const noAsk = mergeQuote(undefined, patch({ bid: 102.7, ask: 0 }), 5000)
    expect(noAsk).toMatchObject({ bid: 102.7, ask: 0 })
    expect(noAsk.midpoint).toBeUndefined()
    const two = mergeQuote(undefined, patch({ bid: 1, ask: 2 }), 5000)
    expect(mergeQuote(two, patch({ ask: 0 }), 6000).midpoint).toBeUndefined()
  })

  it('keeps locked and crossed books and sizes of 0 as they are', () => {
    const crossed = mergeQuote(undefined, patch({ bid: 5, ask: 4, bidSize: 0, askSize: 0 }), 5000)
    expect(crossed).toMatchObject({ bid: 5, ask: 4, bidSize: 0, askSize: 0, midpoint: 4.5 })
    const filled = mergeQuote(mergeQuote(undefined, FULL, 1), patch({ bidSize: 0, bid: 0, volume: 0 }), 5000)
    expect(filled).toMatchObject({ bidSize: 0, bid: 0, volume: 0 })
  })

  it('lets change follow the last price once the previous close is known', () => {
    const first = mergeQuote(undefined, patch({ last: 650.12, previousClose: 648.33, change: 99 }), 5000)
    expect(first).toMatchObject({ change: 1.79, changePercent: 0.27609396 })
    const second = mergeQuote(first, patch({ last: 647.33 }), 6000)
    expect(second).toMatchObject({ change: -1, changePercent: -0.15424244 })
  })

  it('lets change follow the value of an index', () => {
    const index = mergeQuote(undefined, patch({ value: 110, previousClose: 100 }), 5000)
    expect(index).toMatchObject({ change: 10, changePercent: 10 })
    expect(mergeQuote(index, patch({ value: 95 }), 6000)).toMatchObject({ change: -5, changePercent: -5 })
  })

  it("keeps the source's change while there is no price or no previous close", () => {
    const first = mergeQuote(undefined, patch({ previousClose: 10, change: 1, changePercent: 2 }), 5000)
    expect(first).toMatchObject({ change: 1, changePercent: 2 })
    expect(mergeQuote(undefined, patch({ last: 10, change: 1 }), 5000)).toMatchObject({ change: 1 })
  })

  it('computes no percentage of a previous close of 0', () => {
    const quote = mergeQuote(undefined, patch({ last: 1, previousClose: 0 }), 5000)
    expect(quote.change).toBe(1)
    expect(quote.changePercent).toBeUndefined()
    const told = mergeQuote(undefined, patch({ last: 1, previousClose: 0, change: 4, changePercent: 5 }), 5000)
    expect(told.change).toBe(1)
    expect(told.changePercent).toBeUndefined()
  })

  it('is idempotent and never forgets, whatever comes in', () => {
    const price = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined })
    const anyPatch = fc.record({
      symbol: fc.constant('SPY'),
      bid: price,
      ask: price,
      last: price,
      previousClose: price,
      volume: price,
      timestamp: fc.integer({ min: 0, max: 20 }),
      source: fc.constantFrom('stream' as const, 'rest' as const),
    })
    fc.assert(
      fc.property(fc.array(anyPatch, { minLength: 1, maxLength: 20 }), (patches) => {
        let quote: Quote | undefined
        for (const next of patches) {
          const merged = mergeQuote(quote, next, 1)
          expect(mergeQuote(merged, next, 2)).toBe(merged)
          expect(merged.timestamp).toBe(Math.max(quote?.timestamp ?? 0, next.timestamp))
          for (const name of ['bid', 'ask', 'last', 'previousClose', 'volume'] as const) {
            expect(quote?.[name] !== undefined && merged[name] === undefined).toBe(false)
          }
          quote = merged
        }
      }),
    )
  })
})
