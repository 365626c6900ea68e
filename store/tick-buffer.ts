import type { PendingQuote } from '../domain/feed.ts'
import type { QuotePatch } from '../domain/quote.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { QuotesState } from '../slices/quotes.ts'

/** A symbol somebody holds, with its newest message and the slot its quote had at the last flush. */
export interface TickEntry {
  readonly symbol: Ticker
  /** Has the message from `from` to `to`. */
  text: string | undefined
  from: number
  to: number
  /** Counts for this very index alone. */
  index: QuotesState['index'] | undefined
  slot: number
}

/** What waits for the next flush: of the stream's texts only the newest a symbol, of patches every one. */
export interface TickBuffer {
  readonly push: (symbol: Ticker, pending: PendingQuote, from?: number, to?: number) => void
  /** Takes everything out. */
  readonly drain: (onText: (entry: TickEntry, text: string) => void, onPatch: (patch: QuotePatch) => void) => void
  readonly isEmpty: () => boolean
  /** Whether anything came for the symbol since nobody held it. */
  readonly has: (symbol: Ticker) => boolean
  /** Forgets symbols, and what waits of them. */
  readonly release: (symbols: readonly Ticker[]) => void
  readonly clear: () => void
}

/**
 * A quote message tells everything known of its symbol, so that only the newest need be parsed. A patch from REST may
 * tell less, or be older than what the stream said: it does not supersede a text, nor a text it.
 */
export function createTickBuffer(): TickBuffer {
  const entries = new Map<Ticker, TickEntry>()
  let waiting: TickEntry[] = []
  let patches: QuotePatch[] = []

  const entryOf = (symbol: Ticker): TickEntry => {
    const known = entries.get(symbol)
    if (known !== undefined) return known
    const entry: TickEntry = { symbol: detached(symbol), text: undefined, from: 0, to: 0, index: undefined, slot: -1 }
    entries.set(entry.symbol, entry)
    return entry
  }
  return {
    push(symbol, pending, from, to) {
      const entry = entryOf(symbol)
      if (typeof pending === 'string') {
        if (entry.text === undefined) waiting.push(entry)
        entry.text = pending
        entry.from = from ?? 0
        entry.to = to ?? pending.length
      } else {
        patches.push(pending)
      }
    },
    drain(onText, onPatch) {
      const taken = { patches, waiting }
      patches = []
      waiting = []
      for (const patch of taken.patches) onPatch(patch)
      for (const entry of taken.waiting) {
        const { text } = entry
        entry.text = undefined
        if (text !== undefined) onText(entry, text)
      }
    },
    isEmpty: () => waiting.length === 0 && patches.length === 0,
    has: (symbol) => entries.has(symbol),
    release(symbols) {
      for (const symbol of symbols) {
        const entry = entries.get(symbol)
        if (entry !== undefined) entry.text = undefined
        entries.delete(symbol)
      }
    },
    clear() {
      for (const entry of waiting) entry.text = undefined
      waiting = []
      patches = []
    },
  }
}

/** A copy that stands alone: a slice of a frame would keep the whole frame in memory as long as the symbol is held. */
function detached(symbol: Ticker): Ticker {
  const copy: unknown = JSON.parse(JSON.stringify(symbol))
  return typeof copy === 'string' ? copy : symbol
}
