import { isOvertaken } from '../../domain/aggregate.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Trade } from '../../domain/trade.ts'

/** How many trades and bars of a symbol are remembered, at least. Repetitions further apart are not recognised. */
const MEMORY = 2000

/**
 * Merges what two sources say of the same trades and bars: each trade passes once, a bar passes again only when it
 * says something new. What comes in one call leaves it in the exchange's order.
 *
 * A trade or bar older than the last one of its symbol still passes, once: it is history (a healed gap, a late
 * report), which its own time says.
 */
export interface Ordering {
  trades(trades: readonly Trade[]): readonly Trade[]
  bars(bars: readonly Aggregate[]): readonly Aggregate[]
  forgetTrades(symbol: Ticker): void
  forgetBars(symbol: Ticker, timeframe: '1s' | '1m'): void
}

export function createOrdering(): Ordering {
  const seenTrades = new Map<Ticker, Recent<true>>()
  const seenBars = new Map<string, Recent<Aggregate>>()

  const isNewTrade = (trade: Trade): boolean => {
    const recent = recentOf(seenTrades, trade.symbol)
    const key = tradeKey(trade)
    if (recent.get(key) !== undefined) return false
    recent.set(key, true)
    return true
  }

  const isNewBar = (bar: Aggregate): boolean => {
    const recent = recentOf(seenBars, `${bar.symbol}|${bar.timeframe}`)
    const before = recent.get(String(bar.start))
    if (before !== undefined && (isSameBar(before, bar) || isOvertaken(before, bar))) return false
    recent.set(String(bar.start), bar)
    return true
  }

  return {
    trades: (trades) => inOrder(trades.filter(isNewTrade), compareTrades),
    bars: (bars) => inOrder(bars.filter(isNewBar), compareBars),
    forgetTrades: (symbol) => void seenTrades.delete(symbol),
    forgetBars: (symbol, timeframe) => void seenBars.delete(`${symbol}|${timeframe}`),
  }
}

/** A bounded map that forgets its older half at once, which costs nothing per entry. */
interface Recent<T> {
  get(key: string): T | undefined
  set(key: string, value: T): void
}

function createRecent<T>(): Recent<T> {
  let newer = new Map<string, T>()
  let older = new Map<string, T>()
  return {
    get: (key) => newer.get(key) ?? older.get(key),
    set(key, value) {
      newer.set(key, value)
      if (newer.size < MEMORY) return
      older = newer
      newer = new Map()
    },
  }
}

function recentOf<T>(all: Map<string, Recent<T>>, key: string): Recent<T> {
  const known = all.get(key)
  if (known !== undefined) return known
  const created = createRecent<T>()
  all.set(key, created)
  return created
}

// Stream and REST agree on id and sequence; a timestamp may be rounded differently, so it is the last resort. An id
// begins anew each day and at each reporting facility of an exchange: it does not name a trade by itself.
function tradeKey({ id = '', sequence, timestamp, price, size, exchange }: Trade): string {
  if (sequence !== undefined) return `s${sequence}|${id}|${price}|${size}|${exchange ?? ''}`
  if (id !== '') return `i${id}|${price}|${size}|${exchange ?? ''}`
  return `t${timestamp}|${price}|${size}|${exchange ?? ''}`
}

export const compareTrades = (a: Trade, b: Trade): number =>
  a.timestamp - b.timestamp || (a.sequence ?? 0) - (b.sequence ?? 0)

export const compareBars = (a: Aggregate, b: Aggregate): number => a.start - b.start

/** Two ordered lists as one. */
export function merged<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  if (b.length === 0) return a
  return a.length === 0 ? b : [...a, ...b].sort(compare)
}

const isSameBar = (a: Aggregate, b: Aggregate): boolean =>
  a.open === b.open &&
  a.high === b.high &&
  a.low === b.low &&
  a.close === b.close &&
  (b.volume === undefined || a.volume === b.volume)

function inOrder<T>(items: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  return items.length < 2 ? items : items.toSorted(compare)
}
