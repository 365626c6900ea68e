import * as z from 'zod/mini'
import type { MarketHoliday } from '../domain/market-status.ts'
import type { OptionContract } from '../domain/option.ts'
import type { Quote } from '../domain/quote.ts'
import { isTicker } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'

/** What is kept between visits. */
export interface SavedState {
  readonly symbols: readonly Ticker[]
  readonly roots: readonly Ticker[]
  readonly holidays: readonly MarketHoliday[]
  readonly contracts: readonly OptionContract[]
  readonly quotes: readonly Quote[]
}

export const SAVED_VERSION = 1

const amount = z.optional(z.number())

/** A part that cannot be read is left out: a broken quote must not cost the user's watchlist. */
// oxlint-disable-next-line promise/valid-params -- zod's catch, no promise's
const partOf = <T>(member: z.ZodMiniType<T>): z.ZodMiniType<readonly T[]> => z.catch(z.array(member), [])

const ticker: z.ZodMiniType<Ticker> = z.string().check(z.refine(isTicker))

const holiday: z.ZodMiniType<MarketHoliday> = z.object({
  date: z.string(),
  exchange: z.string(),
  name: z.string(),
  status: z.enum(['closed', 'early-close']),
  open: amount,
  close: amount,
})

const contract: z.ZodMiniType<OptionContract> = z.object({
  ticker: z.string(),
  underlying: z.string(),
  expiration: z.string(),
  strike: z.number(),
  type: z.enum(['call', 'put', 'other']),
  style: z.optional(z.enum(['american', 'european', 'bermudan'])),
  sharesPerContract: amount,
  impliedVolatility: amount,
  greeks: z.optional(z.object({ delta: amount, gamma: amount, theta: amount, vega: amount })),
  openInterest: amount,
  breakEven: amount,
  day: z.optional(z.record(z.string(), amount)),
  updatedAt: amount,
})

const quote: z.ZodMiniType<Quote> = z.object({
  symbol: z.string(),
  bid: amount,
  ask: amount,
  bidSize: amount,
  askSize: amount,
  midpoint: amount,
  last: amount,
  lastSize: amount,
  value: amount,
  open: amount,
  high: amount,
  low: amount,
  close: amount,
  previousClose: amount,
  change: amount,
  changePercent: amount,
  volume: amount,
  timestamp: z.number(),
  receivedAt: z.number(),
  source: z.enum(['stream', 'rest', 'restored']),
  timeframe: z.optional(z.enum(['real-time', 'delayed'])),
})

const saved = z.object({
  version: z.literal(SAVED_VERSION),
  state: z.object({
    symbols: partOf(ticker),
    roots: partOf(ticker),
    holidays: partOf(holiday),
    contracts: partOf(contract),
    quotes: partOf(quote),
  }),
})

export function encodeSaved(state: SavedState): string {
  return JSON.stringify({ version: SAVED_VERSION, state })
}

/** `undefined` where nothing was saved, or nothing this version can read. */
export function decodeSaved(text: string | null | undefined): SavedState | undefined {
  if (text === null || text === undefined) return undefined
  try {
    const result = saved.safeParse(JSON.parse(text))
    return result.success ? result.data.state : undefined
  } catch {
    return undefined
  }
}
