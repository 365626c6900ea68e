import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Trade } from '../domain/trade.ts'
import { readQuote } from '../domain/read-quote.ts'
import { decodeQuoteMessage } from '../domain/wire-quote.ts'
import { QUOTE_MESSAGE_PREFIX } from '../domain/wire-protocol.ts'
import { withLiveBars } from '../slices/bar-series.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import type { QuoteFacts } from '../slices/quote-facts.ts'
import { QuotesDraft } from '../slices/quote-slots.ts'
import { withTrades } from '../slices/trade-rings.ts'
import type { ResolvedLimits } from './compose-slices.ts'
import type { FeedChange } from './feed-commit.ts'
import type { TickBuffer } from './tick-buffer.ts'

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
  /** Kept from flush to flush. */
  readonly facts: QuoteFacts
}

/** The next state of everything gathered, in one step; parses the newest message of each symbol and no other. */
export function flushGathered(state: MarketDataState, gathered: Gathered, options: FlushOptions): Flushed {
  const { at, limits, withTouched, facts } = options
  const draft = new QuotesDraft(state.quotes, facts)
  const touched: Ticker[] = []
  const { frames } = gathered.ticks
  let malformed = 0

  gathered.ticks.drain(
    state.quotes.index,
    (patch) => {
      draft.merge(patch, at)
      if (withTouched) touched.push(patch.symbol)
    },
    (symbol, slot, from, to) => {
      if (readQuote(frames, from, to)) {
        draft.mergeRead(symbol, slot, at)
      } else {
        const patch = decodeQuoteMessage(messageText(symbol, frames.text(from, to)))
        if (patch === undefined) malformed++
        else draft.merge(patch, at)
      }
      if (withTouched) touched.push(symbol)
    },
  )
  const change = changeOf(state, {
    quotes: draft.finish(),
    trades: withTrades(state.trades, gathered.trades, limits.maxTrades),
    aggregates: withLiveBars(state.aggregates, gathered.bars, limits.maxBars),
  })
  return { change, quotes: draft.changes, malformed, touched }
}

/** The whole message: of the usual spelling only what is behind the symbol was kept. */
function messageText(symbol: Ticker, text: string): string {
  return text.startsWith('{') ? text : `${QUOTE_MESSAGE_PREFIX}${symbol}"${text}`
}

/** Only the parts that are different. */
function changeOf(state: MarketDataState, next: Required<FeedChange>): FeedChange {
  return {
    ...(next.quotes !== state.quotes && { quotes: next.quotes }),
    ...(next.trades !== state.trades && { trades: next.trades }),
    ...(next.aggregates !== state.aggregates && { aggregates: next.aggregates }),
  }
}
