import type { Aggregate } from '../domain/aggregate.ts'
import type { Stop } from '../domain/clock.ts'
import type { Quote } from '../domain/quote.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Trade } from '../domain/trade.ts'
import type { BarSeries } from '../slices/aggregates.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'

/** Callbacks by key; one callback may be there any number of times. */
export interface Listeners<T> {
  readonly add: (keys: readonly string[], callback: (value: T) => void) => Stop
  readonly notify: (key: string, value: T) => void
  readonly has: (key: string) => boolean
  readonly isEmpty: () => boolean
  readonly keys: () => readonly string[]
}

/** Who is told of what a flush brought. */
export interface FeedListeners {
  /** By symbol. */
  readonly quotes: Listeners<Quote>
  /** By symbol. */
  readonly trades: Listeners<Trade>
  /** By series key. */
  readonly bars: Listeners<Aggregate>
  /** By channel and symbol. */
  readonly rejections: Listeners<Error>
}

export function createFeedListeners(onFailure: (error: unknown) => void): FeedListeners {
  return {
    quotes: createListeners(onFailure),
    trades: createListeners(onFailure),
    bars: createListeners(onFailure),
    rejections: createListeners(onFailure),
  }
}

/** @param onFailure told of what a callback threw; the others are called all the same */
function createListeners<T>(onFailure: (error: unknown) => void): Listeners<T> {
  const byKey = new Map<string, Set<{ readonly callback: (value: T) => void }>>()
  return {
    add(keys, callback) {
      const entry = { callback }
      for (const key of keys) {
        const entries = byKey.get(key) ?? new Set()
        byKey.set(key, entries.add(entry))
      }
      return () => {
        for (const key of keys) {
          const entries = byKey.get(key)
          entries?.delete(entry)
          if (entries?.size === 0) byKey.delete(key)
        }
      }
    },
    notify(key, value) {
      // a copy: a callback may stop itself or another
      for (const { callback } of Array.from(byKey.get(key) ?? [])) {
        try {
          callback(value)
        } catch (error) {
          onFailure(error)
        }
      }
    },
    has: (key) => byKey.has(key),
    isEmpty: () => byKey.size === 0,
    keys: () => [...byKey.keys()],
  }
}

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
