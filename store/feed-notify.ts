import type { Aggregate } from '../domain/aggregate.ts'
import type { Quote } from '../domain/quote.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Trade } from '../domain/trade.ts'
import type { BarSeries } from '../slices/aggregates.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import type { FeedListeners } from './feed-listeners.ts'

/** What a flush was, for telling subscribers. */
export interface Committed {
  readonly before: MarketDataState
  readonly after: MarketDataState
  /** Symbols whose quotes may have changed. */
  readonly touched: readonly Ticker[]
  readonly trades: readonly Trade[]
}

/** Tells of every changed quote, every trade and every changed bar. */
export function notifyOf(listeners: FeedListeners, { before, after, touched, trades }: Committed): void {
  for (const symbol of new Set(touched)) {
    const quote = quoteOf(after, symbol)
    if (quote !== undefined && quote !== quoteOf(before, symbol)) listeners.quotes.notify(symbol, quote)
  }
  for (const trade of trades) listeners.trades.notify(trade.symbol, trade)
  for (const key of listeners.bars.keys()) {
    for (const bar of newIn(barsOf(before, key), barsOf(after, key))) listeners.bars.notify(key, bar)
  }
}

function quoteOf({ quotes }: MarketDataState, symbol: Ticker): Quote | undefined {
  return quotes.values[quotes.index[symbol] ?? -1]
}

function barsOf({ aggregates }: MarketDataState, key: string): readonly Aggregate[] | undefined {
  const series: Readonly<Record<string, BarSeries>> = aggregates.series
  return series[key]?.bars
}

function newIn<T>(before: readonly T[] = [], after: readonly T[] = []): readonly T[] {
  if (before === after) return []
  const known = new Set(before)
  return after.filter((item) => !known.has(item))
}
