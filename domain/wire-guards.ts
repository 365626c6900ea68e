import { isRecord } from './guards.ts'
import { isTimeframe } from './timeframe.ts'
import type { WireAggregate, WireQuote, WireTrade } from './wire-protocol.ts'

// written out by hand: these run for every message of the stream, at a tenth of a schema's price

export function isWireQuote(data: unknown): data is WireQuote {
  if (!isRecord(data)) return false
  const quote = data as Unknown<WireQuote>
  return (
    typeof quote.symbol === 'string' &&
    isFinite(quote.timestamp) &&
    isFiniteOrAbsent(quote.bid) &&
    isFiniteOrAbsent(quote.ask) &&
    isFiniteOrAbsent(quote.bidSize) &&
    isFiniteOrAbsent(quote.askSize) &&
    isFiniteOrAbsent(quote.midpoint) &&
    isFiniteOrAbsent(quote.last) &&
    isFiniteOrAbsent(quote.lastSize) &&
    isFiniteOrAbsent(quote.value) &&
    hasFiniteSession(quote) &&
    isSource(quote.source) &&
    (quote.timeframe === undefined || quote.timeframe === 'real-time' || quote.timeframe === 'delayed')
  )
}

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

/** An object of which nothing but the names is known. */
type Unknown<T> = { readonly [TKey in keyof T]?: unknown }

function hasFiniteSession(quote: Unknown<WireQuote>): boolean {
  return (
    isFiniteOrAbsent(quote.open) &&
    isFiniteOrAbsent(quote.high) &&
    isFiniteOrAbsent(quote.low) &&
    isFiniteOrAbsent(quote.close) &&
    isFiniteOrAbsent(quote.previousClose) &&
    isFiniteOrAbsent(quote.change) &&
    isFiniteOrAbsent(quote.changePercent) &&
    isFiniteOrAbsent(quote.volume)
  )
}

function hasPosition(data: { readonly epoch?: unknown; readonly offset?: unknown }): boolean {
  return typeof data.epoch === 'string' && isFinite(data.offset)
}

function isSource(value: unknown): boolean {
  return value === 'stream' || value === 'rest' || value === 'restored'
}

// JSON can write 1e999, which is read as Infinity
function isFinite(value: unknown): value is number {
  return typeof value === 'number' && value - value === 0
}

function isFiniteOrAbsent(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value - value === 0)
}
