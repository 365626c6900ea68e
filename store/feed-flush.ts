import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { QuotePatch } from '../domain/quote.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Trade } from '../domain/trade.ts'
import { readQuote } from '../domain/read-quote.ts'
import { decodeQuoteMessage } from '../domain/wire-messages.ts'
import { withLiveBars } from '../slices/bar-series.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import { QuotesDraft } from '../slices/quote-slots.ts'
import type { QuotesState } from '../slices/quotes.ts'
import { withTrades } from '../slices/trade-rings.ts'
import type { ResolvedLimits } from './compose-slices.ts'
import type { FeedChange } from './feed-commit.ts'
import type { TickBuffer, TickEntry } from './tick-buffer.ts'

/** What a feed gathered since its last flush. */
export interface Gathered {
  readonly ticks: TickBuffer
  readonly trades: readonly Trade[]
  readonly bars: readonly Aggregate[]
}

/** What a flush makes of it. */
export interface Flushed {
  readonly change: FeedChange
  /** Quotes that really changed. */
  readonly quotes: number
  /** Messages that were no quotes. */
  readonly malformed: number
  /** Symbols a message or patch came for; empty unless asked for. */
  readonly touched: readonly Ticker[]
}

interface FlushOptions {
  readonly at: EpochMs
  readonly limits: ResolvedLimits
  readonly withTouched: boolean
}

/** The next state of everything gathered, in one step; parses the newest message of each symbol and no other. */
export function flushGathered(state: MarketDataState, gathered: Gathered, options: FlushOptions): Flushed {
  const { at, limits, withTouched } = options
  const draft = new QuotesDraft(state.quotes)
  const touched: Ticker[] = []
  let malformed = 0

  gathered.ticks.drain(
    (entry, text) => {
      const { symbol, from, to } = entry
      const patch = readQuote(symbol, text, from, to) ?? decodeQuoteMessage(text.slice(from, to))
      if (patch === undefined) malformed++
      else mergeTick(draft, state.quotes, entry, patch, at)
      if (withTouched) touched.push(entry.symbol)
    },
    (patch) => {
      draft.merge(patch, at)
      if (withTouched) touched.push(patch.symbol)
    },
  )
  const change = changeOf(state, {
    quotes: draft.finish(),
    trades: withTrades(state.trades, gathered.trades, limits.maxTrades),
    aggregates: withLiveBars(state.aggregates, gathered.bars, limits.maxBars),
  })
  return { change, quotes: draft.changes, malformed, touched }
}

function mergeTick(draft: QuotesDraft, quotes: QuotesState, entry: TickEntry, patch: QuotePatch, at: EpochMs): void {
  if (entry.index !== quotes.index) {
    entry.slot = quotes.index[entry.symbol] ?? -1
    entry.index = quotes.index
  }
  if (entry.slot === -1) draft.merge(patch, at)
  else draft.mergeAt(entry.slot, patch, at)
}

/** Only the parts that are different. */
function changeOf(state: MarketDataState, next: Required<FeedChange>): FeedChange {
  return {
    ...(next.quotes !== state.quotes && { quotes: next.quotes }),
    ...(next.trades !== state.trades && { trades: next.trades }),
    ...(next.aggregates !== state.aggregates && { aggregates: next.aggregates }),
  }
}
