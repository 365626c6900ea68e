import { daysInMonth } from './calendar-date.ts'
import { InvalidTickerError } from './errors.ts'

/** A symbol as the vendor writes it: `SPY`, `BRK.B`, `O:SPY261218C00650000`, `I:SPX`. Case-sensitive. */
export type Ticker = string

/** The two sockets between client and proxy. */
export const ENDPOINTS = ['options', 'indices'] as const
export type Endpoint = (typeof ENDPOINTS)[number]

/** The vendor's stream clusters that the proxy uses. */
export const CLUSTERS = ['stocks', 'options', 'indices'] as const
export type Cluster = (typeof CLUSTERS)[number]

/** What an option's ticker says. */
export interface OptionTicker {
  /** 1 to 6 characters; not always the underlying's ticker, see `guessUnderlying`. */
  readonly root: string
  /** US Eastern trading date, `YYYY-MM-DD`. */
  readonly expiration: string
  readonly type: 'call' | 'put'
  readonly strike: number
  /** The strike in thousandths, exact. */
  readonly strikeThousandths: number
}

/** A ticker taken apart, by its class. A ticker without prefix is a stock (or ETF). */
export type ParsedTicker =
  | { readonly class: 'stock'; readonly ticker: Ticker; readonly root: string; readonly suffix: string | undefined }
  | ({ readonly class: 'option'; readonly ticker: Ticker } & OptionTicker)
  | { readonly class: 'index'; readonly ticker: Ticker; readonly symbol: string }
  | { readonly class: 'forex' | 'crypto'; readonly ticker: Ticker; readonly base: string; readonly quote: string }

export type TickerClass = ParsedTicker['class']

/** Where an option's root leads. */
export interface UnderlyingGuess {
  readonly ticker: Ticker
  /** True when the root had to be interpreted; the contract's own `underlying` from REST is then the one to trust. */
  readonly isGuess: boolean
}

// capitals, with small letters for the kind of share; never a small one first, as in `constructor`
const STOCK_FORM = /^([A-Z][A-Za-z0-9]{0,11})(?:\.([A-Za-z0-9.]{1,8}))?$/
// the tail has a fixed width, so a root that ends in a digit is read right
const OPTION_FORM = /^O:([A-Z]{1,6}|[A-Z]{1,5}\d)(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/
const INDEX_FORM = /^I:([A-Za-z0-9][A-Za-z0-9._-]{0,23})$/
const FOREX_FORM = /^C:([A-Z]{3})([A-Z]{3})$/
const CRYPTO_FORM = /^X:([A-Z0-9]{1,12})([A-Z]{3})$/

const MAX_STRIKE_THOUSANDTHS = 99_999_999
const MAX_QUOTED_LENGTH = 64

/** Roots whose contracts deliver an index; the vendor confirms SPX and SPXW, the rest is market convention. */
export const INDEX_OF_ROOT: ReadonlyMap<string, Ticker> = new Map([
  ['SPX', 'I:SPX'],
  ['SPXW', 'I:SPX'],
  ['NDX', 'I:NDX'],
  ['NDXP', 'I:NDX'],
  ['RUT', 'I:RUT'],
  ['RUTW', 'I:RUT'],
  ['VIX', 'I:VIX'],
  ['VIXW', 'I:VIX'],
  ['XSP', 'I:XSP'],
  ['MRUT', 'I:MRUT'],
  ['NANOS', 'I:NANOS'],
  ['DJX', 'I:DJX'],
  ['OEX', 'I:OEX'],
  ['XEO', 'I:OEX'],
])

/** Roots drop the dot of class shares. */
const CLASS_SHARE_OF_ROOT: ReadonlyMap<string, Ticker> = new Map([
  ['BRKB', 'BRK.B'],
  ['BFB', 'BF.B'],
])

/**
 * The ticker without surrounding blanks. Letters keep their case: `BACpB` is a ticker, `BACPB` another.
 * @throws InvalidTickerError
 */
export function normalizeTicker(text: unknown): Ticker {
  if (typeof text !== 'string') throw new InvalidTickerError(printable(text), 'write it as a string, such as "SPY"')
  const ticker = text.trim()
  if (isTicker(ticker)) return ticker
  throw new InvalidTickerError(printable(text), problemOf(ticker))
}

/** Whether the text is a ticker of any class, exactly as it stands. */
export function isTicker(text: unknown): text is Ticker {
  if (typeof text !== 'string') return false
  if (isOptionPrefixed(text)) return parseOptionTicker(text) !== undefined
  return STOCK_FORM.test(text) || INDEX_FORM.test(text) || FOREX_FORM.test(text) || CRYPTO_FORM.test(text)
}

/**
 * Takes a ticker apart.
 * @throws InvalidTickerError
 */
export function parseTicker(text: Ticker): ParsedTicker {
  const ticker = normalizeTicker(text)
  const option = parseOptionTicker(ticker)
  if (option) return { class: 'option', ticker, ...option }
  const pair = FOREX_FORM.exec(ticker) ?? CRYPTO_FORM.exec(ticker)
  if (pair) {
    const [, base = '', quote = ''] = pair
    return { class: ticker.startsWith('C:') ? 'forex' : 'crypto', ticker, base, quote }
  }
  if (ticker.startsWith('I:')) return { class: 'index', ticker, symbol: ticker.slice(2) }
  const [, root = ticker, suffix] = STOCK_FORM.exec(ticker) ?? []
  return { class: 'stock', ticker, root, suffix }
}

/** An option's ticker taken apart; `undefined` for anything else, a date that does not exist included. */
export function parseOptionTicker(ticker: Ticker): OptionTicker | undefined {
  if (!isOptionPrefixed(ticker)) return undefined
  const parts = OPTION_FORM.exec(ticker)
  if (!parts) return undefined
  const [, root = '', yy = '', mm = '', dd = '', type, digits] = parts
  if (!isDayOfMonth(Number(dd), 2000 + Number(yy), Number(mm))) return undefined
  const strikeThousandths = Number(digits)
  if (strikeThousandths === 0) return undefined
  return {
    root,
    expiration: `20${yy}-${mm}-${dd}`,
    type: type === 'C' ? 'call' : 'put',
    strike: strikeThousandths / 1000,
    strikeThousandths,
  }
}

/**
 * Builds an option's ticker; the strike is rounded to thousandths.
 * @throws InvalidTickerError when no contract can have these terms
 * @example formatOptionTicker({ root: 'SPY', expiration: '2026-12-18', type: 'call', strike: 650 }) // O:SPY261218C00650000
 */
export function formatOptionTicker(terms: Omit<OptionTicker, 'strikeThousandths'>): Ticker {
  const { root, expiration, type, strike } = terms
  const thousandths = Math.round(strike * 1000)
  if (!(thousandths >= 1 && thousandths <= MAX_STRIKE_THOUSANDTHS)) {
    throw new InvalidTickerError(terms, `a strike lies between 0.001 and 99999.999, not ${strike}`)
  }
  const letter = type === 'call' ? 'C' : 'P'
  const day = expiration.replaceAll('-', '').slice(2)
  const ticker = `O:${root}${day}${letter}${String(thousandths).padStart(8, '0')}`
  const parsed = parseOptionTicker(ticker)
  if (parsed?.root === root && parsed.expiration === expiration) return ticker
  throw new InvalidTickerError(terms, 'write root as 1 to 6 capitals and expiration as YYYY-MM-DD, 2000 to 2099')
}

/** Which of the two sockets streams the ticker: options have their own. */
export function endpointOf(ticker: Ticker): Endpoint {
  return isOptionPrefixed(ticker) ? 'options' : 'indices'
}

/** Which of the vendor's clusters streams the ticker. Forex and crypto have none that the proxy opens. */
export function clusterOf(ticker: Ticker): Cluster {
  if (isOptionPrefixed(ticker)) return 'options'
  return ticker.startsWith('I:') ? 'indices' : 'stocks'
}

/** The best guess at an option's underlying from its root alone; any other ticker is its own. */
export function guessUnderlying(ticker: Ticker): UnderlyingGuess {
  const option = parseOptionTicker(ticker)
  if (!option) return { ticker, isGuess: false }
  // a digit is appended after a corporate action; no ticker in use ends in one
  const root = option.root.replace(/(?<=.)\d$/, '')
  const mapped = indexOfRoot(root) ?? CLASS_SHARE_OF_ROOT.get(root)
  return { ticker: mapped ?? root, isGuess: mapped !== undefined || root !== option.root }
}

/** The index that contracts of this root deliver, where they deliver one. */
export const indexOfRoot = (root: string): Ticker | undefined => INDEX_OF_ROOT.get(root)

function isOptionPrefixed(text: string): boolean {
  return text.startsWith('O:')
}

function isDayOfMonth(day: number, year: number, month: number): boolean {
  return day >= 1 && day <= daysInMonth(year, month)
}

/** What of a value JSON can show in an error's text, which must stay readable whatever was passed. */
export function printable(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > MAX_QUOTED_LENGTH ? `${value.slice(0, MAX_QUOTED_LENGTH)}…` : value
  // circular objects and big integers have no JSON
  return value === null || typeof value === 'number' ? value : typeof value
}

function problemOf(text: string): string {
  if (text === '') return 'it is empty'
  if (isOptionPrefixed(text)) return problemOfOption(text)
  if (text.startsWith('I:')) return 'an index is I: and its symbol, such as I:SPX'
  if (text.startsWith('C:')) return 'a currency pair is C: and six letters, such as C:EURUSD'
  if (text.startsWith('X:')) return 'a crypto pair is X:, base and quote, such as X:BTCUSD'
  if (text.includes(':')) return 'the prefixes are O: (option), I: (index), C: (forex) and X: (crypto)'
  if (/^[A-Za-z0-9]+[/-][A-Za-z0-9]+$/.test(text)) return `class shares take a dot: ${text.replace(/[/-]/, '.')}`
  if (/^[a-z]/.test(text) && STOCK_FORM.test(text.toUpperCase())) {
    return `tickers are case-sensitive and begin with a capital: ${text.toUpperCase()}?`
  }
  return 'a stock is letters (and digits), a class share has a dot, such as BRK.B'
}

function problemOfOption(text: string): string {
  if (/^O:[A-Z]+\d?\.[A-Z]+\d{6}[CP]/.test(text)) return 'an option root drops the dot of class shares: O:BRKB…'
  if (/[CP]\d{9,}$/.test(text)) return 'the strike has eight digits, the price times 1000'
  if (!OPTION_FORM.test(text)) return 'an option is O:, root, YYMMDD, C or P and eight digits, as O:SPY261218C00650000'
  return /0{8}$/.test(text) ? 'the strike is zero' : 'its expiration date does not exist'
}
