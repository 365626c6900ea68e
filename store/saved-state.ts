import { isAnything, isNumber, isString, listOf, objectOf, oneOf, optional, recordOf } from '../domain/guards.ts'
import type { Guard } from '../domain/guards.ts'
import type { MarketHoliday } from '../domain/market-status.ts'
import type { OptionContract } from '../domain/option.ts'
import type { Quote } from '../domain/quote.ts'
import { isTicker } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import { isWireQuote } from '../domain/wire-quote.ts'

/** What the viewer chose. */
export interface SavedLists {
  readonly symbols: readonly Ticker[]
  readonly roots: readonly Ticker[]
}

/** What is kept between visits. */
export interface SavedState extends SavedLists {
  readonly holidays: readonly MarketHoliday[]
  readonly contracts: readonly OptionContract[]
  readonly quotes: readonly Quote[]
}

export const SAVED_VERSION = 1

const amount = optional(isNumber)

const isHoliday = objectOf<MarketHoliday>({
  date: isString,
  exchange: isString,
  name: isString,
  status: oneOf('closed', 'early-close'),
  open: amount,
  close: amount,
})

const isContract = objectOf<OptionContract>({
  ticker: isString,
  underlying: isString,
  expiration: isString,
  strike: isNumber,
  type: oneOf('call', 'put', 'other'),
  style: optional(oneOf('american', 'european', 'bermudan')),
  sharesPerContract: amount,
  impliedVolatility: amount,
  greeks: optional(objectOf({ delta: amount, gamma: amount, theta: amount, vega: amount })),
  openInterest: amount,
  breakEven: amount,
  day: optional(recordOf(amount)),
  updatedAt: amount,
})

const isSavedTicker: Guard<Ticker> = (value): value is Ticker => isString(value) && isTicker(value)

// the wire carries the same, but for when it came
const isQuote: Guard<Quote> = (value): value is Quote =>
  isWireQuote(value) && 'receivedAt' in value && isNumber(value.receivedAt)

type SavedParts = { readonly [TPart in keyof SavedState]?: unknown }

const isSaved = objectOf<{ readonly version: number; readonly state: SavedParts }>({
  version: oneOf(SAVED_VERSION),
  state: objectOf<SavedParts>({
    symbols: isAnything,
    roots: isAnything,
    holidays: isAnything,
    contracts: isAnything,
    quotes: isAnything,
  }),
})

/** A part that cannot be read is left out: a broken quote must not cost the user's watchlist. */
const partOf = <T>(part: unknown, member: Guard<T>): readonly T[] => (listOf(member)(part) ? part : [])

export function encodeSaved(state: SavedState): string {
  return JSON.stringify({ version: SAVED_VERSION, state })
}

/** `undefined` where nothing was saved, or nothing this version can read. */
export function decodeSaved(text: string | null | undefined): SavedState | undefined {
  const parts = partsOf(text)
  return parts && readState(parts)
}

/** Of the same, only what the viewer chose: that is checked in no time. */
export function decodeLists(text: string | null | undefined): SavedLists | undefined {
  const parts = partsOf(text)
  return parts && readLists(parts)
}

function partsOf(text: string | null | undefined): SavedParts | undefined {
  if (text === null || text === undefined) return undefined
  try {
    const saved: unknown = JSON.parse(text)
    return isSaved(saved) ? saved.state : undefined
  } catch {
    return undefined
  }
}

const readLists = ({ symbols, roots }: SavedParts): SavedLists => ({
  symbols: partOf(symbols, isSavedTicker),
  roots: partOf(roots, isSavedTicker),
})

const readState = ({ symbols, roots, holidays, contracts, quotes }: SavedParts): SavedState => ({
  ...readLists({ symbols, roots }),
  holidays: partOf(holidays, isHoliday),
  contracts: partOf(contracts, isContract),
  quotes: partOf(quotes, isQuote),
})
