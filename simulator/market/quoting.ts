import { mix, toUnit } from './random.ts'
import type { PriceModel } from './price-model.ts'
import type { Listing } from './universe.ts'
import { round2 } from './bar.ts'

/** The best bid and ask. */
export interface BookTop {
  readonly bid: number
  readonly ask: number
  /** Shares or contracts. */
  readonly bidSize: number
  readonly askSize: number
}

/** The smallest step of a price: cents for stocks and busy options, more for dear ones. */
function tickSizeOf(listing: Listing, price: number): number {
  if (listing.assetClass !== 'option') return 0.01
  if (listing.instrument.class === 'index') return price < 3 ? 0.05 : 0.1
  if (listing.instrument.activity >= 40) return 0.01
  return price < 3 ? 0.01 : 0.05
}

/** Fair value of anything at a moment, not rounded. */
export function fairPrice(prices: PriceModel, listing: Listing, ms: number): number {
  if (listing.assetClass === 'option') return prices.option(listing.contract, ms)
  return prices.spot(listing.instrument, ms)
}

/** Bid and ask around the fair price. `noise` varies sizes and the half tick; equal noise gives an equal book. */
export function bookAround(listing: Listing, fair: number, noise: number): BookTop {
  const tick = tickSizeOf(listing, fair)
  const half = halfSpread(listing, fair, tick) * (0.75 + toUnit(noise) / 2)
  const bid = Math.max(0, Math.floor((fair - half) / tick + 1e-9))
  const ask = Math.max(bid + 1, Math.ceil((fair + half) / tick - 1e-9))
  const lot = listing.assetClass === 'stock' ? 100 : 1
  const depth = listing.assetClass === 'stock' ? 12 : 90
  return {
    bid: round2(bid * tick),
    ask: round2(ask * tick),
    bidSize: bid === 0 ? 0 : lot * (1 + (mix(noise, 1) % depth)),
    askSize: lot * (1 + (mix(noise, 2) % depth)),
  }
}

function halfSpread(listing: Listing, fair: number, tick: number): number {
  if (listing.assetClass !== 'option') return Math.max(tick / 2, fair * 0.000_01)
  const share = listing.instrument.activity >= 40 ? 0.003 : 0.012
  return Math.max(tick / 2, Math.min(fair * share, 2))
}

/** A price at which a trade may happen: at the bid, at the ask or between. */
export function tradePriceIn(listing: Listing, book: BookTop, choice: number): number {
  const tick = tickSizeOf(listing, book.ask)
  const price = book.bid + (book.ask - book.bid) * choice
  return Math.max(tick, round2(Math.round(price / tick) * tick))
}
