import * as z from 'zod/mini'
import type { EpochMs } from '../freshness.ts'
import { isString } from '../guards.ts'
import type { OptionContract } from '../option.ts'
import type { QuotePatch } from '../quote.ts'
import { guessUnderlying, parseOptionTicker } from '../ticker.ts'
import type { OptionTicker, Ticker } from '../ticker.ts'
import { maybe, number } from './rest-fields.ts'
import {
  contractTypeOf,
  dayOf,
  detailsShape,
  greeksOf,
  greeksPart,
  lastQuotePart,
  lastTradePart,
  pricesOf,
  sessionPart,
  styleOf,
  timestampOf,
  underlyingPart,
} from './rest-snapshot-parts.ts'

const optionTicker = z.custom<Ticker>((value) => isString(value) && parseOptionTicker(value) !== undefined)

const analytics = {
  break_even_price: number,
  implied_volatility: number,
  open_interest: number,
  greeks: greeksPart,
  underlying_asset: underlyingPart,
}

/** A row of `GET /v3/snapshot/options/{underlying}`, and the `results` of one contract. */
export const chainRowSchema = z.object({
  details: z.object({ ...detailsShape, ticker: optionTicker }),
  day: sessionPart,
  last_quote: lastQuotePart,
  last_trade: lastTradePart,
  ...analytics,
})

/** A row of `GET /v3/reference/options/contracts`, and the `results` of one contract. */
export const contractReferenceSchema = z.object({ ...detailsShape, ticker: optionTicker })

/** What a universal snapshot adds for options. */
export const optionSnapshotShape = { details: maybe(z.object(detailsShape)), ...analytics }

export interface ChainRow {
  readonly contract: OptionContract
  readonly quote: QuotePatch
  /** Of the underlying, where the plan includes it. */
  readonly underlyingPrice: number | undefined
}

type Details = { readonly [TKey in keyof typeof detailsShape]?: z.output<(typeof detailsShape)[TKey]> }

interface AnalyticsRow {
  readonly details: Details
  readonly day?: z.output<typeof sessionPart>
  readonly break_even_price?: number | undefined
  readonly implied_volatility?: number | undefined
  readonly open_interest?: number | undefined
  readonly greeks?: z.output<typeof greeksPart>
  readonly underlying_asset?: z.output<typeof underlyingPart>
}

/** One contract of a chain: what it is, and its prices. */
export function toChainRow(row: z.output<typeof chainRowSchema>, fetchedAt: EpochMs): ChainRow {
  const { ticker } = row.details
  const prices = { session: row.day, last_quote: row.last_quote, last_trade: row.last_trade }
  return {
    contract: contractOf(ticker, row, timestampOf(prices)),
    quote: pricesOf(ticker, prices, fetchedAt),
    underlyingPrice: row.underlying_asset?.price ?? row.underlying_asset?.value,
  }
}

/** A contract's terms alone, as the reference data has them. */
export function toContract(row: z.output<typeof contractReferenceSchema>): OptionContract {
  return contractOf(row.ticker, { details: row }, undefined)
}

/** The contract of a snapshot's row; terms that the row leaves out are read from the ticker. */
export function contractOf(ticker: Ticker, row: AnalyticsRow, updatedAt: EpochMs | undefined): OptionContract {
  const terms = termsOf(ticker)
  const { details } = row
  return {
    ticker,
    underlying: underlyingOf(ticker, details.underlying_ticker, row.underlying_asset?.ticker),
    expiration: details.expiration_date ?? terms.expiration,
    strike: details.strike_price ?? terms.strike,
    type: contractTypeOf(details.contract_type, terms.type),
    style: styleOf(details.exercise_style),
    sharesPerContract: details.shares_per_contract,
    impliedVolatility: row.implied_volatility,
    greeks: greeksOf(row.greeks),
    openInterest: row.open_interest,
    breakEven: row.break_even_price,
    day: dayOf(row.day),
    updatedAt,
  }
}

// schemas let no other ticker through
function termsOf(ticker: Ticker): OptionTicker {
  const terms = parseOptionTicker(ticker)
  if (!terms) throw new TypeError(`Not an option: ${ticker}`)
  return terms
}

// the contract's terms come before the source of its underlying's price; only the latter always writes an index with
// its prefix
function underlyingOf(ticker: Ticker, named: string | undefined, priced: string | undefined): Ticker {
  const guess = guessUnderlying(ticker).ticker
  if (named === undefined) return priced ?? guess
  const asIndex = `I:${named}`
  return asIndex === priced || asIndex === guess ? asIndex : named
}
