import { isRecord } from './guards.ts'
import { parseJson } from './parse-json.ts'
import type { WireQuote } from './wire-protocol.ts'

/** The text of one quote message. `undefined` when it is anything else. Never throws. */
export function decodeQuoteMessage(text: string): WireQuote | undefined {
  const value = parseJson(text)
  if (!isRecord(value) || value['type'] !== 'Q') return undefined
  const data = value['data']
  return isWireQuote(data) ? data : undefined
}

// written out by hand, as the guards of trades and bars: they run for every message, at a tenth of a schema's price
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

function isSource(value: unknown): boolean {
  return value === 'stream' || value === 'rest' || value === 'restored'
}

/** An object of which nothing but the names is known. */
export type Unknown<T> = { readonly [TKey in keyof T]?: unknown }

// JSON can write 1e999, which is read as Infinity
export function isFinite(value: unknown): value is number {
  return typeof value === 'number' && value - value === 0
}

export function isFiniteOrAbsent(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value - value === 0)
}
