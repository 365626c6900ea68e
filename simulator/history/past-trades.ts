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

/** Computed trades with `from <= at < to`, newest first, at most `limit`. */
export function pastTrades(market: Market, listing: Listing, from: number, to: number, limit: number): TapeTrade[] {
  const trades: TapeTrade[] = []
  let at = to
  while (trades.length < limit) {
    const { periodMs, offset } = rhythmOf(market, listing, at - 1)
    at = Math.floor((at - 1 - offset) / periodMs) * periodMs + offset
    const open = market.sessions.lastOpen(listing.assetClass, at)
    if (Math.max(at, open) < from || at < 0) break
    if (open < at) at = open + 1
    else if (at >= from) trades.push(pastTrade(market, listing, at))
  }
  return trades
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
