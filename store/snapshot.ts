import type { Quote } from '../domain/quote.ts'
import type { ChainsState } from '../slices/chains.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import type { MarketDataStore } from './market-data-store.ts'
import { fromQuotes, toQuotes } from './shown-state.ts'
import type { MarketData } from './shown-state.ts'

/** A store's data as plain JSON, to hand from a server to a browser. */
export type MarketDataSnapshot = Omit<MarketData, 'quotes' | 'connection'> & { readonly quotes: readonly Quote[] }

/** @example <script>window.snapshot = {JSON.stringify(takeSnapshot(store))}</script> (escape `<` in it) */
export function takeSnapshot(store: Pick<MarketDataStore, 'getState'>): MarketDataSnapshot {
  const { quotes, trades, chains, aggregates, watchlist, reference } = store.getState()
  return { quotes: toQuotes(quotes), trades, chains: withoutErrors(chains), aggregates, watchlist, reference }
}

/** JSON has no errors: the browser would get an object without a message where the server had one. */
function withoutErrors({ byUnderlying, contracts }: ChainsState): ChainsState {
  const plain = Object.values(byUnderlying).map((chain) => [chain.underlying, { ...chain, error: undefined }] as const)
  return { byUnderlying: Object.fromEntries(plain), contracts }
}

/** A state with the snapshot's data and another's actions and connections. */
export function fromSnapshot(state: MarketDataState, snapshot: MarketDataSnapshot): MarketDataState {
  return { ...state, ...snapshot, quotes: fromQuotes(snapshot.quotes) }
}

/** Puts a snapshot into a store that holds nothing newer: call it before the first render. */
export function applySnapshot(store: MarketDataStore, snapshot: MarketDataSnapshot): void {
  store.setState(fromSnapshot(store.getState(), snapshot), false, 'snapshot/apply')
}
