// The vendor's stream as it comes: short names, all members optional in its description. Guards, not schemas: these
// run for every event. What they let through has a symbol, a time and finite numbers.

/** Best bid and offer. `*x` exchange, `*p` price, `*s` size, `q` sequence, `t` time. */
export interface StreamQuote {
  readonly ev: 'Q'
  readonly sym: string
  readonly bx?: number | null
  readonly bp?: number | null
  readonly bs?: number | null
  readonly ax?: number | null
  readonly ap?: number | null
  readonly as?: number | null
  readonly t: number
  readonly q?: number | null
}

/** A trade. `p` price, `s` size, `ds` size with decimals, `x` exchange, `c` conditions, `i` id, `q` sequence. */
export interface StreamTrade {
  readonly ev: 'T'
  readonly sym: string
  readonly p: number
  readonly s?: number | null
  readonly ds?: string | null
  readonly x?: number | null
  readonly c?: readonly number[] | null
  readonly i?: string | null
  readonly t: number
  readonly q?: number | null
}

/** A second (`A`) or minute (`AM`) bar. `v`, `vw` of the window; `av`, `op`, `a` of the day; `s`, `e` bounds. */
export interface StreamBar {
  readonly ev: 'A' | 'AM'
  readonly sym: string
  readonly o: number
  readonly h: number
  readonly l: number
  readonly c: number
  readonly v?: number | null
  readonly vw?: number | null
  readonly av?: number | null
  readonly op?: number | null
  readonly a?: number | null
  readonly z?: number | null
  readonly s: number
  readonly e?: number | null
}

/** An index's value. */
export interface StreamIndexValue {
  readonly ev: 'V'
  readonly T: string
  readonly val: number
  readonly t: number
}

/** The vendor's computed value of an instrument; business plans only. */
export interface StreamFairValue {
  readonly ev: 'FMV'
  readonly sym: string
  readonly fmv: number
  readonly t: number
}

/** A value on the Launchpad hosts. */
export interface StreamLaunchpadValue {
  readonly ev: 'LV'
  readonly sym: string
  readonly val: number
  readonly t: number
}

/** The band outside which a stock may not trade. */
export interface StreamLimitBand {
  readonly ev: 'LULD'
  readonly T: string
  readonly h?: number | null
  readonly l?: number | null
  readonly i?: readonly number[] | null
  readonly t: number
}

/** More shares to buy than to sell in an auction, or the reverse. `o` imbalance, `p` paired, `b` clearing price. */
export interface StreamImbalance {
  readonly ev: 'NOI'
  readonly T: string
  readonly o?: number | null
  readonly p?: number | null
  readonly b?: number | null
  readonly at?: number | null
  readonly a?: string | null
  readonly t: number
}

export type StreamEvent =
  | StreamQuote
  | StreamTrade
  | StreamBar
  | StreamIndexValue
  | StreamFairValue
  | StreamLaunchpadValue
  | StreamLimitBand
  | StreamImbalance

type Kind = StreamEvent['ev']
/** An object of which nothing but the names is known. */
type Raw = {
  readonly [
    TKey in keyof StreamQuote | keyof StreamTrade | keyof StreamBar | 'T' | 'val' | 'fmv' | 'b' | 'at' | 'l' | 'h'
  ]?: unknown
}

/** The event's ticker, which some events call `T`. */
export function symbolOf(event: StreamEvent): string {
  return 'sym' in event ? event.sym : event.T
}

/** Whether the vendor documents this kind of event. */
export function isKnownKind(ev: unknown): ev is Kind {
  switch (ev) {
    case 'Q':
    case 'T':
    case 'A':
    case 'AM':
    case 'V':
    case 'FMV':
    case 'LV':
    case 'LULD':
    case 'NOI':
      return true
    default:
      return false
  }
}

/** Whether a parsed object is a whole event of its kind. Members beyond the documented ones are let through. */
export function isStreamEvent(value: object): value is StreamEvent {
  const event = value as Raw
  switch (event.ev) {
    case 'Q':
      return isSymbol(event.sym) && isFinite(event.t) && isQuote(event)
    case 'T':
      return isSymbol(event.sym) && isFinite(event.t) && isTrade(event)
    case 'A':
    case 'AM':
      return isSymbol(event.sym) && isBar(event)
    case 'V':
      return isSymbol(event.T) && isFinite(event.val) && isFinite(event.t)
    case 'FMV':
      return isSymbol(event.sym) && isFinite(event.fmv) && isFinite(event.t)
    case 'LV':
      return isSymbol(event.sym) && isFinite(event.val) && isFinite(event.t)
    case 'LULD':
      return isSymbol(event.T) && isFinite(event.t) && isNumber(event.h) && isNumber(event.l) && isNumbers(event.i)
    case 'NOI':
      return isSymbol(event.T) && isFinite(event.t) && isNumber(event.o) && isNumber(event.p) && isNumber(event.b)
    default:
      return false
  }
}

function isQuote(event: Raw): boolean {
  return (
    (isFinite(event.bp) || isFinite(event.ap)) &&
    isNumber(event.bp) &&
    isNumber(event.ap) &&
    isNumber(event.bs) &&
    isNumber(event.as) &&
    isNumber(event.q)
  )
}

function isTrade(event: Raw): boolean {
  return (
    isFinite(event.p) &&
    isNumber(event.s) &&
    isNumber(event.x) &&
    isNumber(event.q) &&
    isNumbers(event.c) &&
    isText(event.i) &&
    isText(event.ds)
  )
}

function isBar(event: Raw): boolean {
  return (
    isFinite(event.o) &&
    isFinite(event.h) &&
    isFinite(event.l) &&
    isFinite(event.c) &&
    isFinite(event.s) &&
    isNumber(event.e) &&
    isNumber(event.v) &&
    isNumber(event.vw) &&
    isNumber(event.av) &&
    isNumber(event.op)
  )
}

function isSymbol(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

// JSON can write 1e999, which is read as Infinity
function isFinite(value: unknown): boolean {
  return typeof value === 'number' && value - value === 0
}

/** A finite number, or nothing. */
function isNumber(value: unknown): boolean {
  return value === undefined || value === null || isFinite(value)
}

function isText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string'
}

function isNumbers(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.every(isFinite))
}
