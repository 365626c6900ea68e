import type { EpochMs } from '../domain/freshness.ts'
import { mergeQuote, NO_QUOTE } from '../domain/quote.ts'
import type { Quote, QuotePatch } from '../domain/quote.ts'
import { membersAfter, membersRead, quoteRead, timestampRead } from '../domain/read-quote.ts'
import type { Ticker } from '../domain/ticker.ts'
import { QuoteFacts } from './quote-facts.ts'
import type { QuotesState } from './quotes.ts'

export const EMPTY_QUOTES: QuotesState = { index: {}, values: [] }

/** What a free slot holds. No symbol points to it. */
const VACANT = NO_QUOTE

const isVacant = (quote: Quote): boolean => quote.symbol === ''

/** Collects one change of many quotes: the values are copied once, at the first of them that really changes. */
export class QuotesDraft {
  readonly #before: QuotesState
  readonly #facts: QuoteFacts
  readonly #added = new Map<Ticker, number>()
  #values: Quote[] | undefined
  #nextVacant = 0
  #changes = 0

  constructor(before: QuotesState, facts = new QuoteFacts()) {
    this.#before = before
    this.#facts = facts
    facts.begin(before.values)
  }

  /** How many quotes changed so far. */
  get changes(): number {
    return this.#changes
  }

  /** The symbol's slot, or -1. Slots of symbols known before stay the same in what `finish` returns. */
  slotOf(symbol: Ticker): number {
    return this.#before.index[symbol] ?? this.#added.get(symbol) ?? -1
  }

  /** The hot path: merges the message that was read last; `slot` is what `slotOf` answers for its symbol. */
  mergeRead(symbol: Ticker, slot: number, receivedAt: EpochMs): void {
    const facts = this.#facts
    const held = slot === -1 ? undefined : (this.#values ?? this.#before.values)[slot]
    const known = held === undefined ? 0 : facts.members(slot, held)
    const timestamp = timestampRead()
    if (held === undefined || timestamp <= facts.timestamp(slot)) {
      this.merge(quoteRead(symbol, NO_QUOTE, receivedAt), receivedAt)
      return
    }
    this.#values ??= this.#before.values.slice()
    // where the message tells all there is, the quote before is not even looked at
    this.#values[slot] = quoteRead(symbol, (known & ~membersRead()) === 0 ? NO_QUOTE : held, receivedAt)
    facts.remember(slot, membersAfter(known), timestamp)
    this.#changes++
  }

  merge(patch: QuotePatch, receivedAt: EpochMs): void {
    const slot = this.slotOf(patch.symbol)
    if (slot === -1) {
      this.#add(patch, receivedAt)
      return
    }
    const held = (this.#values ?? this.#before.values)[slot]
    const merged = mergeQuote(held, patch, receivedAt)
    if (merged === held) return
    this.#values ??= this.#before.values.slice()
    this.#values[slot] = merged
    this.#facts.forget(slot)
    this.#changes++
  }

  /** The state after all changes; the very state before when there were none. */
  finish(): QuotesState {
    this.#facts.finish(this.#values ?? this.#before.values)
    if (this.#values === undefined) return this.#before
    if (this.#added.size === 0) return { index: this.#before.index, values: this.#values }
    return { index: indexOf(this.#values), values: this.#values }
  }

  #add(patch: QuotePatch, receivedAt: EpochMs): void {
    this.#values ??= this.#before.values.slice()
    const slot = this.#takeSlot(this.#values)
    this.#values[slot] = mergeQuote(undefined, patch, receivedAt)
    this.#facts.forget(slot)
    this.#added.set(patch.symbol, slot)
    this.#changes++
  }

  #takeSlot(values: readonly Quote[]): number {
    while (this.#nextVacant < values.length) {
      const slot = this.#nextVacant++
      const quote = values[slot]
      if (quote !== undefined && isVacant(quote)) return slot
    }
    return values.length
  }
}

/** The same state when no patch brings anything new. */
export function withQuotes(quotes: QuotesState, patches: readonly QuotePatch[], receivedAt: EpochMs): QuotesState {
  const draft = new QuotesDraft(quotes)
  for (const patch of patches) draft.merge(patch, receivedAt)
  return draft.finish()
}

/** Frees the symbols' slots for others and gives back those at the end. The other symbols stay where they are. */
export function dropQuotes(quotes: QuotesState, symbols: readonly Ticker[]): QuotesState {
  const values = quotes.values.slice()
  let dropped = 0
  for (const symbol of symbols) {
    const slot = quotes.index[symbol]
    if (slot === undefined) continue
    values[slot] = VACANT
    dropped++
  }
  if (dropped === 0) return quotes
  values.length = values.findLastIndex((quote) => !isVacant(quote)) + 1
  return { index: indexOf(values), values }
}

/**
 * Built anew from the values: five times faster than spreading a record of 10,000 keys. Without a prototype, so
 * that no symbol collides with `constructor` and the like.
 */
function indexOf(values: readonly Quote[]): Readonly<Record<Ticker, number>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.create is typed any
  const index = Object.create(null) as Record<Ticker, number>
  for (let slot = 0; slot < values.length; slot++) {
    const quote = values[slot]
    if (quote !== undefined && !isVacant(quote)) index[quote.symbol] = slot
  }
  return index
}
