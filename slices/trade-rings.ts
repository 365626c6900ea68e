import type { Ticker } from '../domain/ticker.ts'
import type { Trade } from '../domain/trade.ts'
import type { TradesState } from './trades.ts'

/** The same state when every trade was held already. */
export function withTrades(trades: TradesState, added: readonly Trade[], limit: number): TradesState {
  const changed: Record<Ticker, readonly Trade[]> = {}
  let isChanged = false
  for (const [symbol, group] of Map.groupBy(added, (trade) => trade.symbol)) {
    const held = trades.bySymbol[symbol] ?? []
    const ring = appendTrades(held, group, limit)
    if (ring === held) continue
    changed[symbol] = ring
    isChanged = true
  }
  return isChanged ? { bySymbol: { ...trades.bySymbol, ...changed } } : trades
}

/**
 * Adds one symbol's trades in the order of the exchange, newest last, and keeps the newest `limit`. The same list back
 * when it held them all, or was full of newer ones.
 */
export function appendTrades(held: readonly Trade[], added: readonly Trade[], limit: number): readonly Trade[] {
  if (isInOrder(held.at(-1), added)) return newest([...held, ...added], limit)
  const fresh = unseen(held.length < limit ? added : newerThan(held[0], added), held)
  if (fresh.length === 0) return held
  return newest([...held, ...fresh].sort(byExchangeOrder), limit)
}

function newest(trades: readonly Trade[], limit: number): readonly Trade[] {
  return trades.length > limit ? trades.slice(-limit) : trades
}

function newerThan(oldest: Trade | undefined, added: readonly Trade[]): readonly Trade[] {
  return added.filter((trade) => oldest === undefined || byExchangeOrder(trade, oldest) > 0)
}

/** What is not held, each once. */
function unseen(added: readonly Trade[], held: readonly Trade[]): readonly Trade[] {
  const byInstant = Map.groupBy(held, ({ timestamp }) => timestamp)
  return added.filter((trade) => {
    const known = byInstant.get(trade.timestamp) ?? []
    if (known.some((other) => isSame(other, trade))) return false
    byInstant.set(trade.timestamp, [...known, trade])
    return true
  })
}

function isInOrder(last: Trade | undefined, added: readonly Trade[]): boolean {
  let previous = last
  for (const trade of added) {
    if (previous !== undefined && !follows(trade, previous)) return false
    previous = trade
  }
  return true
}

// within one instant only sequences tell that a trade is none of those before
function follows(trade: Trade, previous: Trade): boolean {
  if (trade.timestamp !== previous.timestamp) return trade.timestamp > previous.timestamp
  return trade.sequence !== undefined && previous.sequence !== undefined && trade.sequence > previous.sequence
}

function byExchangeOrder(left: Trade, right: Trade): number {
  return left.timestamp - right.timestamp || (left.sequence ?? 0) - (right.sequence ?? 0)
}

// of one instant: a replay or a gap's fill may bring again what the stream brought
function isSame(left: Trade, right: Trade): boolean {
  if (left.price !== right.price || left.size !== right.size) return false
  return left.sequence === right.sequence || left.sequence === undefined || right.sequence === undefined
}
