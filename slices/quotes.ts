import type { EpochMs } from '../domain/freshness.ts'
import type { Quote, QuotePatch } from '../domain/quote.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { SliceCreator } from './market-data-state.ts'
import { dropQuotes, EMPTY_QUOTES, withQuotes } from './quote-slots.ts'

/**
 * Every symbol's quote, once: `values[index[symbol]]`. A symbol keeps its slot as long as it is known; a slot that
 * became free holds a placeholder no symbol points to. `index` is replaced only when symbols come or go.
 */
export interface QuotesState {
  readonly index: Readonly<Record<Ticker, number>>
  readonly values: readonly Quote[]
}

export interface QuotesSlice {
  readonly quotes: QuotesState
  /** Merges patches in one change; `receivedAt` is now, epoch ms. */
  readonly applyQuotes: (patches: readonly QuotePatch[], receivedAt: EpochMs) => void
  /** Forgets symbols and frees their slots. */
  readonly dropQuotes: (symbols: readonly Ticker[]) => void
}

export const createQuotesSlice: SliceCreator<QuotesSlice> = (set, get) => ({
  quotes: EMPTY_QUOTES,
  applyQuotes(patches, receivedAt) {
    const quotes = withQuotes(get().quotes, patches, receivedAt)
    if (quotes !== get().quotes) set({ quotes }, false, { type: 'quotes/apply', count: patches.length })
  },
  dropQuotes(symbols) {
    const quotes = dropQuotes(get().quotes, symbols)
    if (quotes !== get().quotes) set({ quotes }, false, { type: 'quotes/drop', count: symbols.length })
  },
})
