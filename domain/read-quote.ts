import { byteText, isTextAt } from './byte-text.ts'
import { changeOf, midpointOf, percentOf } from './quote.ts'
import type { FrameBytes } from './byte-text.ts'
import type { DataSource, EpochMs, Recency } from './freshness.ts'
import type { Quote } from './quote.ts'
import type { Ticker } from './ticker.ts'

/** A quote's numbers in the order in which a message has them, as far as they are known. */
const NAMES = [
  'bid',
  'ask',
  'bidSize',
  'askSize',
  'midpoint',
  'last',
  'lastSize',
  'value',
  'open',
  'high',
  'low',
  'close',
  'previousClose',
  'change',
  'changePercent',
  'volume',
  'timestamp',
] as const satisfies (keyof Quote)[]
const MEMBERS = NAMES.map((name) => byteText(`${name}":`))

const bitOf = (name: (typeof NAMES)[number]): number => 1 << NAMES.indexOf(name)
const TIMESTAMP = NAMES.indexOf('timestamp')
const BID_AND_ASK = bitOf('bid') | bitOf('ask')
const MIDPOINT_BIT = bitOf('midpoint')
const LAST_OR_VALUE = bitOf('last') | bitOf('value')
const PREVIOUS_CLOSE_BIT = bitOf('previousClose')
const CHANGE_BITS = bitOf('change') | bitOf('changePercent')
const TIMEFRAME_BIT = 1 << NAMES.length

const STREAM = byteText('source":"stream"')
const REST = byteText('source":"rest"')
const REAL_TIME = byteText(',"timeframe":"real-time"')
const DELAYED = byteText(',"timeframe":"delayed"')

const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
/** `,"` and `}}` */
const NAME_OPEN = 0x2c22
const END = 0x7d7d

/** Up to so many digits a number and its power of ten are exact, so that their quotient is the nearest there is. */
const MAX_DIGITS = 15
const POWERS_OF_TEN = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, exponent) => 10 ** exponent)
/** So many digits fit into a small integer, whose arithmetic takes half the time. */
const SMALL_DIGITS = 9

// used again for every message: what was read, and a bit for each number that was there
const numbers = new Float64Array(MEMBERS.length)
let present = 0
let source: DataSource = 'stream'
let timeframe: Recency | undefined

/**
 * Hot path: reads what a quote message has behind its symbol, which the frames have from `from` to `to`, as
 * `encodeQuoteMessage` writes it; `quoteRead` makes a quote of it. False for anything else, which need not be wrong:
 * exponents, other orders and unknown members are left to the parser.
 */
export function readQuote({ bytes, view }: FrameBytes, from: number, to: number): boolean {
  if (view.getUint16(from) !== NAME_OPEN) return false
  const at = readNumbers(bytes, view, from + 2)
  if (at === -1 || (present & (1 << TIMESTAMP)) === 0) return false
  let behind = at + STREAM.length
  source = 'stream'
  if (!isTextAt(view, at, STREAM)) {
    if (!isTextAt(view, at, REST)) return false
    source = 'rest'
    behind = at + REST.length
  }
  timeframe = undefined
  if (isTextAt(view, behind, REAL_TIME)) {
    timeframe = 'real-time'
    behind += REAL_TIME.length
  } else if (isTextAt(view, behind, DELAYED)) {
    timeframe = 'delayed'
    behind += DELAYED.length
  }
  return behind === to - 2 && view.getUint16(behind) === END
}

/**
 * What a quote has to know no more once the message that was read last is put onto it, a bit a member: what the message
 * tells, and what follows from that.
 */
export function membersRead(): number {
  let members = present
  if (timeframe !== undefined) members |= TIMEFRAME_BIT
  if ((present & BID_AND_ASK) === BID_AND_ASK) members |= MIDPOINT_BIT
  if ((present & LAST_OR_VALUE) !== 0 && (present & PREVIOUS_CLOSE_BIT) !== 0) members |= CHANGE_BITS
  return members
}

/**
 * What a quote knows at most once the message that was read last was put onto it, a bit a member: what it knew, what the
 * message tells, and what follows from both together.
 */
export function membersAfter(known: number): number {
  let members = known | membersRead()
  if ((members & BID_AND_ASK) === BID_AND_ASK) members |= MIDPOINT_BIT
  if ((members & LAST_OR_VALUE) !== 0 && (members & PREVIOUS_CLOSE_BIT) !== 0) members |= CHANGE_BITS
  return members
}

/** What a quote knows, a bit a member. */
export function membersOf(quote: Quote): number {
  let members = quote.timeframe === undefined ? 0 : TIMEFRAME_BIT
  for (const [member, name] of NAMES.entries()) {
    if (quote[name] !== undefined) members |= 1 << member
  }
  return members
}

/** When the exchange said what was read last, epoch ms. */
export function timestampRead(): EpochMs {
  return numberAt(numbers, TIMESTAMP)
}

/**
 * What is known after the message that was read last, which is newer than `older`. Built with all fields in the order
 * that `mergeQuote` has, so that all quotes have one shape.
 */
export function quoteRead(symbol: Ticker, older: Quote, receivedAt: EpochMs): Quote {
  const members = present
  const bid = members & 1 ? numbers[0] : older.bid
  const ask = members & 2 ? numbers[1] : older.ask
  const bidSize = members & 4 ? numbers[2] : older.bidSize
  const askSize = members & 8 ? numbers[3] : older.askSize
  const midpoint = members & 16 ? numbers[4] : midpointOf((members & BID_AND_ASK) !== 0, older.midpoint, bid, ask)
  const last = members & 32 ? numbers[5] : older.last
  const lastSize = members & 64 ? numbers[6] : older.lastSize
  const value = members & 128 ? numbers[7] : older.value
  const open = members & 256 ? numbers[8] : older.open
  const high = members & 512 ? numbers[9] : older.high
  const low = members & 1024 ? numbers[10] : older.low
  const close = members & 2048 ? numbers[11] : older.close
  const previousClose = members & 4096 ? numbers[12] : older.previousClose
  const derived = changeOf(last ?? value, previousClose)
  const toldChange = members & 8192 ? numbers[13] : older.change
  const toldPercent = members & 16384 ? numbers[14] : older.changePercent
  const change = derived ?? toldChange
  const changePercent = derived === undefined ? toldPercent : percentOf(derived, previousClose)
  const volume = members & 32768 ? numbers[15] : older.volume
  return {
    symbol,
    bid,
    ask,
    bidSize,
    askSize,
    midpoint,
    last,
    lastSize,
    value,
    open,
    high,
    low,
    close,
    previousClose,
    change,
    changePercent,
    volume,
    timestamp: timestampRead(),
    receivedAt,
    source,
    timeframe: timeframe ?? older.timeframe,
  }
}

/** Where the name of the first member that is no number begins; -1 where a number is written in another way. */
function readNumbers(bytes: Uint8Array, view: DataView, from: number): number {
  let at = from
  let read = 0
  for (let member = 0; member < MEMBERS.length; member++) {
    const name = MEMBERS[member]
    if (name === undefined || !isTextAt(view, at, name)) continue
    const end = readNumber(bytes, at + name.length, member)
    // only a number that a comma and another name follow was read to its end
    if (end === -1 || byteAt(bytes, end + 1) !== QUOTE) return -1
    read |= 1 << member
    at = end + 2
  }
  present = read
  return at
}

/**
 * Where the comma is that follows a number; -1 for anything that takes more than digits and a point. The number itself
 * is put where it belongs: an answer that is no small integer would be an object.
 */
function readNumber(bytes: Uint8Array, from: number, member: number): number {
  const start = byteAt(bytes, from) === MINUS ? from + 1 : from
  const split = start + SMALL_DIGITS
  let at = start
  let point = -1
  let high = 0
  let code = byteAt(bytes, at)
  for (; at < split; code = byteAt(bytes, ++at)) {
    if (code >= ZERO && code <= ZERO + 9) high = (high * 10 + code - ZERO) | 0
    else if (code === POINT && point === -1) point = at
    else break
  }
  const lowFrom = at
  let low = 0
  for (; ; code = byteAt(bytes, ++at)) {
    if (code >= ZERO && code <= ZERO + 9) low = (low * 10 + code - ZERO) | 0
    else if (code === POINT && point === -1) point = at
    else break
  }
  const decimals = point === -1 ? 0 : at - point - 1
  const whole = (point === -1 ? at : point) - start
  if (code !== COMMA || whole === 0 || whole + decimals > MAX_DIGITS) return -1
  if ((point !== -1 && decimals === 0) || (whole > 1 && byteAt(bytes, start) === ZERO)) return -1
  const lowDigits = at - lowFrom - (point >= lowFrom ? 1 : 0)
  const digits = lowDigits === 0 ? high : high * numberAt(POWERS_OF_TEN, lowDigits) + low
  const value = decimals === 0 ? digits : digits / numberAt(POWERS_OF_TEN, decimals)
  numbers[member] = start === from ? value : -value
  return at
}

// one for each kind of array: what reads both is slower for either
function byteAt(values: Uint8Array, index: number): number {
  return values[index] ?? 0
}

function numberAt(values: Float64Array, index: number): number {
  return values[index] ?? 0
}
