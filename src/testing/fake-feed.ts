import type { Aggregate } from '../../domain/aggregate.ts'
import type { Quote } from '../../domain/quote.ts'
import { channelOf } from '../../domain/timeframe.ts'
import type { Trade } from '../../domain/trade.ts'
import * as build from './builders.ts'
import type { FakeParts } from './fake-parts.ts'

/** Data as the market brings it. */
export interface FakeFeed {
  /** A new quote: the answer of REST from now on, and in the store at once if it is subscribed to. */
  quote(fields: Partial<Quote>): Quote
  /** A new trade, told to subscribers at once. */
  trade(fields: Partial<Trade>): Trade
  /** A new or grown bar, told to subscribers at once. */
  bar(fields: Partial<Aggregate>): Aggregate
  /** Bars that only REST knows. */
  history(bars: readonly Aggregate[]): void
}

export function createFakeFeed({ feed, clock, answers, transport, flush }: FakeParts): FakeFeed {
  const { sink } = feed
  const sourceOf = (symbol = 'SPY'): 'stream' | 'rest' => (transport.modeOf(symbol) === 'polling' ? 'rest' : 'stream')

  return {
    quote(fields) {
      const now = clock.now()
      const quote = build.quote({ timestamp: now, receivedAt: now, source: sourceOf(fields.symbol), ...fields })
      const { receivedAt: _, ...patch } = quote
      answers.quotes.set(quote.symbol, patch)
      if (transport.holds('Q', quote.symbol)) sink.quote(quote.symbol, patch)
      flush()
      return quote
    },
    trade(fields) {
      const sequence = answers.trades.length + 1
      const source = sourceOf(fields.symbol)
      const trade = build.trade({ timestamp: clock.now(), sequence, source, ...fields })
      answers.trades.push(trade)
      if (transport.holds('T', trade.symbol)) sink.trades([trade])
      flush()
      return trade
    },
    bar(fields) {
      const bar = build.aggregate({ source: sourceOf(fields.symbol), ...fields })
      keepBar(answers.bars, bar)
      if (transport.holds(channelOf(bar.timeframe), bar.symbol)) sink.bars([bar])
      flush()
      return bar
    },
    history(bars) {
      for (const bar of bars) keepBar(answers.bars, bar)
    },
  }
}

// a bar that grows replaces itself
function keepBar(bars: Aggregate[], bar: Aggregate): void {
  const index = bars.findIndex((known) => keyOf(known) === keyOf(bar))
  if (index === -1) bars.push(bar)
  else bars[index] = bar
}

const keyOf = ({ symbol, timeframe, start }: Aggregate): string => `${symbol}|${timeframe}|${start}`
