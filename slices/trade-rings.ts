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

/** Adds one symbol's trades in the order of the exchange, newest last, and keeps the newest `limit`. */
export function appendTrades(held: readonly Trade[], added: readonly Trade[], limit: number): readonly Trade[] {
  const fresh = isInOrder(held.at(-1), added)
    ? added
    : added.filter((trade) => !held.some((other) => isSame(other, trade)))
  if (fresh.length === 0) return held
  const all = [...held, ...fresh]
  if (fresh !== added) all.sort(byExchangeOrder)
  return all.length > limit ? all.slice(-limit) : all
}

function isInOrder(last: Trade | undefined, added: readonly Trade[]): boolean {
  let previous = last
  for (const trade of added) {
    if (previous !== undefined && !follows(trade, previous)) return false
    previous = trade
  }
  return true
}

function follows(trade: Trade, previous: Trade): boolean {
  if (trade.timestamp !== previous.timestamp) return trade.timestamp > previous.timestamp
  if (trade.sequence === undefined || previous.sequence === undefined) return !isSame(trade, previous)
  return trade.sequence > previous.sequence
}

function byExchangeOrder(left: Trade, right: Trade): number {
  return left.timestamp - right.timestamp || (left.sequence ?? 0) - (right.sequence ?? 0)
}

// a replay or a gap's fill may bring again what the stream brought
function isSame(left: Trade, right: Trade): boolean {
  if (left.timestamp !== right.timestamp || left.price !== right.price || left.size !== right.size) return false
  return left.sequence === right.sequence || left.sequence === undefined || right.sequence === undefined
}
