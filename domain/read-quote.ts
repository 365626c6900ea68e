import { QUOTE_MESSAGE_PREFIX } from './wire-protocol.ts'
import type { DataSource, Recency } from './freshness.ts'
import type { Ticker } from './ticker.ts'
import type { WireQuote } from './wire-protocol.ts'

/** A quote's numbers in the order in which a message has them, as far as they are known. */
const MEMBERS = [
  'bid":',
  'ask":',
  'bidSize":',
  'askSize":',
  'midpoint":',
  'last":',
  'lastSize":',
  'value":',
  'open":',
  'high":',
  'low":',
  'close":',
  'previousClose":',
  'change":',
  'changePercent":',
  'volume":',
  'timestamp":',
]
const TIMESTAMP = MEMBERS.length - 1

const QUOTE = 0x22
const MINUS = 0x2d
const ZERO = 0x30
// what may follow a number, less ZERO
const COMMA = -4
const POINT = -2

/** Up to so many digits a number and its power of ten are exact, so that their quotient is the nearest there is. */
const MAX_DIGITS = 15
const POWERS_OF_TEN = Array.from({ length: MAX_DIGITS + 1 }, (_, exponent) => 10 ** exponent)

// used again for every message: the numbers read, NaN where there is none, and where the last of them ended
const numbers = new Float64Array(MEMBERS.length)
let end = 0

/**
 * Hot path: the quote message of a known symbol, `text` from `from` to `to`, as `encodeQuoteMessage` writes it. Takes
 * less than `JSON.parse` takes. `undefined` for anything else, which need not be wrong: exponents, other orders and
 * unknown members are left to the parser. The answer has the symbol's own string, which keeps no frame in memory.
 */
export function readQuote(symbol: Ticker, text: string, from: number, to: number): WireQuote | undefined {
  const symbolAt = from + QUOTE_MESSAGE_PREFIX.length
  const symbolEnd = symbolAt + symbol.length
  if (text.slice(from, symbolAt) !== QUOTE_MESSAGE_PREFIX || text.slice(symbolAt, symbolEnd) !== symbol)
    return undefined
  if (!isAt(text, symbolEnd, '","')) return undefined
  const at = readNumbers(text, symbolEnd + 3)
  const timestamp = numberOf(TIMESTAMP)
  if (at === -1 || timestamp === undefined) return undefined
  const source = sourceAt(text, at)
  if (source === undefined) return undefined
  const timeframeAt = at + source.length + 'source":""'.length
  const timeframe = recencyAt(text, timeframeAt)
  const close = timeframe === undefined ? timeframeAt : timeframeAt + timeframe.length + ',"timeframe":""'.length
  return close === to - 2 && isAt(text, close, '}}') ? quoteOf(symbol, timestamp, source, timeframe) : undefined
}

/** Where the name of the first member that is no number begins; -1 where a number is written in another way. */
function readNumbers(text: string, from: number): number {
  let at = from
  for (let member = 0; member < MEMBERS.length; member++) {
    const name = MEMBERS[member] ?? ''
    if (!isAt(text, at, name)) {
      numbers[member] = Number.NaN
      continue
    }
    const value = readNumber(text, at + name.length)
    if (Number.isNaN(value) || text.charCodeAt(end + 1) !== QUOTE) return -1
    numbers[member] = value
    at = end + 2
  }
  return at
}

/** A number that a comma follows; NaN for anything that takes more than digits and a point. */
function readNumber(text: string, from: number): number {
  const start = text.charCodeAt(from) === MINUS ? from + 1 : from
  let at = start
  let value = 0
  let digit = text.charCodeAt(at) - ZERO
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit
    digit = text.charCodeAt(++at) - ZERO
  }
  const whole = at - start
  if (whole === 0 || (whole > 1 && text.charCodeAt(start) === ZERO)) return Number.NaN
  let decimals = 0
  if (digit === POINT) {
    digit = text.charCodeAt(++at) - ZERO
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digit = text.charCodeAt(++at) - ZERO
      decimals++
    }
    if (decimals === 0) return Number.NaN
  }
  end = at
  if (digit !== COMMA || whole + decimals > MAX_DIGITS) return Number.NaN
  if (decimals > 0) value /= POWERS_OF_TEN[decimals] ?? 1
  return start === from ? value : -value
}

function sourceAt(text: string, at: number): DataSource | undefined {
  if (isAt(text, at, 'source":"stream"')) return 'stream'
  return isAt(text, at, 'source":"rest"') ? 'rest' : undefined
}

function recencyAt(text: string, at: number): Recency | undefined {
  if (isAt(text, at, ',"timeframe":"real-time"')) return 'real-time'
  return isAt(text, at, ',"timeframe":"delayed"') ? 'delayed' : undefined
}

// most differ at once; for those, comparing in place beats taking a part out
function isAt(text: string, at: number, part: string): boolean {
  for (let index = 0; index < part.length; index++) {
    if (text.charCodeAt(at + index) !== part.charCodeAt(index)) return false
  }
  return true
}

function numberOf(member: number): number | undefined {
  const value = numbers[member]
  return value === undefined || Number.isNaN(value) ? undefined : value
}

function quoteOf(symbol: Ticker, timestamp: number, source: DataSource, timeframe: Recency | undefined): WireQuote {
  return {
    symbol,
    bid: numberOf(0),
    ask: numberOf(1),
    bidSize: numberOf(2),
    askSize: numberOf(3),
    midpoint: numberOf(4),
    last: numberOf(5),
    lastSize: numberOf(6),
    value: numberOf(7),
    open: numberOf(8),
    high: numberOf(9),
    low: numberOf(10),
    close: numberOf(11),
    previousClose: numberOf(12),
    change: numberOf(13),
    changePercent: numberOf(14),
    volume: numberOf(15),
    timestamp,
    source,
    timeframe,
  }
}
