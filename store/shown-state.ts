import type { Quote } from '../domain/quote.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import type { QuotesState } from '../slices/quotes.ts'
import { fromShownError, mapChainErrors, mapRejections, toShownError } from './shown-errors.ts'

/** The parts of the state that hold data; the rest are actions. */
export const DATA_KEYS = ['quotes', 'trades', 'chains', 'aggregates', 'connection', 'watchlist', 'reference'] as const

export type MarketData = Pick<MarketDataState, (typeof DATA_KEYS)[number]>

/** As the devtools show it: quotes by symbol, no actions, and a number that tells the states apart. */
export type ShownState = Omit<MarketData, 'quotes'> & {
  readonly quotes: Readonly<Record<Ticker, Quote>>
  readonly serial: number
}

export function toShown(state: MarketData, serial: number): ShownState {
  const { trades, aggregates, watchlist, reference } = state
  const quotes = toRecord(state.quotes)
  const chains = mapChainErrors(state.chains, toShownError)
  const connection = mapRejections(state.connection, toShownError)
  return { quotes, trades, chains, aggregates, connection, watchlist, reference, serial }
}

export function fromShown(shown: ShownState): MarketData {
  const { trades, aggregates, watchlist, reference } = shown
  const quotes = fromQuotes(Object.values(shown.quotes))
  const chains = mapChainErrors(shown.chains, fromShownError)
  const connection = mapRejections(shown.connection, fromShownError)
  return { quotes, trades, chains, aggregates, connection, watchlist, reference }
}

export function isShown(value: unknown): value is ShownState {
  return typeof value === 'object' && value !== null && 'serial' in value && 'quotes' in value
}

/** The quotes in slots of their own, in the order given. */
export function fromQuotes(quotes: readonly Quote[]): QuotesState {
  return { index: Object.fromEntries(quotes.map((quote, slot) => [quote.symbol, slot])), values: quotes }
}

/** The quotes that symbols point to; free slots are left out. */
export function toQuotes({ index, values }: QuotesState): readonly Quote[] {
  return values.filter((quote) => index[quote.symbol] !== undefined)
}

function toRecord(quotes: QuotesState): Readonly<Record<Ticker, Quote>> {
  return Object.fromEntries(toQuotes(quotes).map((quote) => [quote.symbol, quote]))
}
