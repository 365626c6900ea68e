import { isRecord } from './guards.ts'
import { isTimeframe } from './timeframe.ts'
import type { WireAggregate, WireTrade } from './wire-protocol.ts'
import { isFinite, isFiniteOrAbsent } from './wire-quote.ts'
import type { Unknown } from './wire-quote.ts'

export function isWireTrade(data: unknown): data is WireTrade {
  if (!isRecord(data)) return false
  const trade = data as Unknown<WireTrade>
  return (
    typeof trade.symbol === 'string' &&
    isFinite(trade.price) &&
    isFinite(trade.size) &&
    isFinite(trade.timestamp) &&
    isFiniteOrAbsent(trade.exchange) &&
    isFiniteOrAbsent(trade.sequence) &&
    (trade.conditions === undefined || (Array.isArray(trade.conditions) && trade.conditions.every(isFinite))) &&
    (trade.id === undefined || typeof trade.id === 'string') &&
    hasPosition(trade)
  )
}

export function isWireAggregate(data: unknown): data is WireAggregate {
  if (!isRecord(data)) return false
  const bar = data as Unknown<WireAggregate>
  return (
    typeof bar.symbol === 'string' &&
    isTimeframe(bar.timeframe) &&
    isFinite(bar.open) &&
    isFinite(bar.high) &&
    isFinite(bar.low) &&
    isFinite(bar.close) &&
    isFinite(bar.start) &&
    isFinite(bar.end) &&
    isFiniteOrAbsent(bar.volume) &&
    isFiniteOrAbsent(bar.vwap) &&
    isFiniteOrAbsent(bar.trades) &&
    hasPosition(bar)
  )
}

function hasPosition(data: { readonly epoch?: unknown; readonly offset?: unknown }): boolean {
  return typeof data.epoch === 'string' && isFinite(data.offset)
}
