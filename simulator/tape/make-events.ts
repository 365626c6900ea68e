import { round2 } from '../market/bar.ts'
import type { PriceModel } from '../market/price-model.ts'
import { bookAround, fairPrice, tradePriceIn } from '../market/quoting.ts'
import type { Random } from '../market/random.ts'
import type { Listing } from '../market/universe.ts'
import type { SymbolTape } from './symbol-tape.ts'
import type { TapeQuote, TapeTrade, TapeValue } from './tape-events.ts'

/** What events are made from. */
export interface EventSource {
  readonly prices: PriceModel
  readonly random: Random
}

const CONDITION_REGULAR = { stock: 0, option: 209, index: 0 } as const
const CONDITION_LATE = { stock: 12, option: 201, index: 0 } as const
const STOCK_EXCHANGES = [4, 8, 10, 11, 12, 19] as const
const OPTION_EXCHANGES = [300, 301, 302, 303, 312, 313, 316, 322] as const
const NOISE_RANGE = 0x1_0000_0000

export function makeQuote({ prices, random }: EventSource, tape: SymbolTape, at: number): TapeQuote {
  const noise = random.int(NOISE_RANGE)
  const exchanges = exchangesOf(tape.listing)
  const top = bookAround(tape.listing, fairPrice(prices, tape.listing, at), noise)
  return {
    bid: top.bid,
    ask: top.ask,
    bidSize: top.bidSize,
    askSize: top.askSize,
    at,
    sequence: nextSequence(tape, noise),
    bidExchange: exchanges[noise % exchanges.length] ?? 0,
    askExchange: exchanges[(noise >>> 8) % exchanges.length] ?? 0,
  }
}

/** A trade at the price of the moment it happened; reported later when `at` is later. */
export function makeTrade(
  { prices, random }: EventSource,
  tape: SymbolTape,
  at: number,
  happenedAt: number,
): TapeTrade {
  const { listing } = tape
  const noise = random.int(NOISE_RANGE)
  const exchanges = exchangesOf(listing)
  const book = bookAround(listing, fairPrice(prices, listing, happenedAt), noise)
  const conditions = happenedAt === at ? CONDITION_REGULAR : CONDITION_LATE
  return {
    price: tradePriceIn(listing, book, (noise % 3) / 2),
    size: sizeOf(listing, random),
    exchange: exchanges[(noise >>> 4) % exchanges.length] ?? 0,
    condition: conditions[listing.assetClass],
    at,
    happenedAt,
    sequence: nextSequence(tape, noise),
  }
}

export function makeValue({ prices }: EventSource, { listing }: SymbolTape, at: number): TapeValue {
  return { value: round2(prices.spot(listing.instrument, at)), at }
}

/** An index has no trades; its values are remembered in their form, so that its second bars can be told again. */
export function valueAsTrade({ value, at }: TapeValue): TapeTrade {
  return { price: value, size: 0, exchange: 0, condition: 0, at, happenedAt: at, sequence: 0 }
}

// rises with gaps, as the vendor's does
function nextSequence(tape: SymbolTape, noise: number): number {
  tape.sequence += 1 + (noise & 3)
  return tape.sequence
}

const exchangesOf = (listing: Listing): readonly number[] =>
  listing.assetClass === 'option' ? OPTION_EXCHANGES : STOCK_EXCHANGES

function sizeOf(listing: Listing, random: Random): number {
  if (listing.assetClass === 'option') return 1 + Math.floor(random.next() ** 3 * 40)
  return random.chance(0.4) ? 1 + random.int(99) : 100 * (1 + random.int(5))
}
