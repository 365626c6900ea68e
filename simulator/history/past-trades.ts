import { DAY_MS } from '../market/calendar.ts'
import type { Market } from '../market/market.ts'
import { bookAround, fairPrice, tradePriceIn } from '../market/quoting.ts'
import { hashText, mix } from '../market/random.ts'
import type { Listing } from '../market/universe.ts'
import type { TapeQuote, TapeTrade } from '../tape/tape-events.ts'
import { optionInterest } from './history.ts'

const LEAST_PERIOD_MS = 400
const STOCK_PERIOD_MS = 20_000
const OPTION_PERIOD_MS = 40_000

/** The k-th trade of a symbol happens at `offset + k * period`: any of them can be told without the others. */
interface TradeRhythm {
  readonly periodMs: number
  readonly offset: number
}

function rhythmOf(market: Market, listing: Listing, at: number): TradeRhythm {
  const hash = hashText(listing.ticker, 11)
  const day = Math.floor(at / DAY_MS) * DAY_MS
  const interest = listing.assetClass === 'option' ? optionInterest(listing, market.prices, day) : 1
  const slowest = listing.assetClass === 'option' ? OPTION_PERIOD_MS : STOCK_PERIOD_MS
  const period = slowest / Math.max(interest * (listing.instrument.activity / 10), 1e-6)
  const periodMs = Math.round(Math.min(DAY_MS, Math.max(LEAST_PERIOD_MS, period)))
  return { periodMs, offset: hash % periodMs }
}

/** The last computed trade at or before `at`; nothing when that would be too long ago. */
export function pastTradeBefore(market: Market, listing: Listing, at: number): TapeTrade | undefined {
  if (listing.assetClass === 'index') return undefined
  const { periodMs, offset } = rhythmOf(market, listing, at)
  if (periodMs >= DAY_MS / 8) return undefined
  const time = Math.floor((at - offset) / periodMs) * periodMs + offset
  return pastTrade(market, listing, time)
}

/** A half-open span of time and the direction to walk it in, epoch ms. */
export interface Walk {
  readonly from: number
  readonly to: number
  readonly isDescending: boolean
}

/** Computed trades of a span, one after the other. */
export function* pastTrades(market: Market, listing: Listing, walk: Walk): Generator<TapeTrade> {
  const rhythm = (at: number): TradeRhythm => rhythmOf(market, listing, at)
  for (const at of openMoments(market, listing, walk, rhythm)) yield pastTrade(market, listing, at)
}

/** Computed quotes of a span, one a second. */
export function* pastQuotes(market: Market, listing: Listing, walk: Walk): Generator<TapeQuote> {
  const everySecond = { periodMs: 1_000, offset: 0 }
  for (const at of openMoments(market, listing, walk, () => everySecond)) yield pastQuote(market, listing, at)
}

/** The moments of a rhythm at which the market was open. */
function* openMoments(
  { sessions }: Market,
  { assetClass }: Listing,
  { from, to, isDescending }: Walk,
  rhythmAt: (ms: number) => TradeRhythm,
): Generator<number> {
  let at = isDescending ? to - 1 : from
  while (at >= from && at < to) {
    const { periodMs, offset } = rhythmAt(at)
    const steps = (at - offset) / periodMs
    const moment = (isDescending ? Math.floor(steps) : Math.ceil(steps)) * periodMs + offset
    if (moment < from || moment >= to) return
    if (sessions.isOpen(assetClass, moment)) {
      yield moment
      at = isDescending ? moment - 1 : moment + 1
    } else at = isDescending ? sessions.lastOpen(assetClass, moment) : sessions.nextOpen(assetClass, moment)
  }
}

function pastTrade(market: Market, listing: Listing, time: number): TapeTrade {
  const at = market.sessions.lastOpen(listing.assetClass, time)
  const noise = mix(hashText(listing.ticker), Math.floor(at / LEAST_PERIOD_MS))
  const book = bookAround(listing, fairPrice(market.prices, listing, at), noise)
  return {
    price: tradePriceIn(listing, book, (noise % 3) / 2),
    size: listing.assetClass === 'option' ? 1 + (noise % 12) : 10 + (noise % 290),
    exchange: listing.assetClass === 'option' ? 300 + (noise % 4) : 4,
    condition: listing.assetClass === 'option' ? 209 : 0,
    at,
    happenedAt: at,
    sequence: Math.floor((at % DAY_MS) / LEAST_PERIOD_MS),
  }
}

/** The computed best bid and ask at a moment. */
export function pastQuote(market: Market, listing: Listing, ms: number): TapeQuote {
  const at = market.sessions.lastOpen(listing.assetClass, ms)
  const noise = mix(hashText(listing.ticker), Math.floor(at / 1_000))
  const exchange = listing.assetClass === 'option' ? 300 + (noise % 4) : 11
  return {
    ...bookAround(listing, fairPrice(market.prices, listing, at), noise),
    at,
    sequence: Math.floor((at % DAY_MS) / LEAST_PERIOD_MS),
    bidExchange: exchange,
    askExchange: exchange,
  }
}
