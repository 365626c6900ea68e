import type { Aggregate } from '../../domain/aggregate.ts'
import type { Trade } from '../../domain/trade.ts'
import type { WireAggregate, WireTrade } from '../../domain/wire-protocol.ts'

/** A trade as the wire carries it, without its place in the numbering. One fixed shape. */
export function toTrade(wire: WireTrade): Trade {
  const { symbol, price, size, exchange, conditions, timestamp, sequence, id } = wire
  return { symbol, price, size, exchange, conditions, timestamp, sequence, id, source: 'stream' }
}

/** A bar as the wire carries it, without its place in the numbering. One fixed shape. */
export function toAggregate(wire: WireAggregate): Aggregate {
  const { symbol, timeframe, open, high, low, close, volume, vwap, trades, start, end } = wire
  return { symbol, timeframe, open, high, low, close, volume, vwap, trades, start, end, source: 'stream' }
}
