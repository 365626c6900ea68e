// the middleware's types register themselves with zustand's when imported
import 'zustand/middleware'
import 'zustand/middleware/immer'
import type { StateCreator } from 'zustand/vanilla'
import type { AggregatesSlice } from './aggregates.ts'
import type { ChainsSlice } from './chains.ts'
import type { ConnectionSlice } from './connection.ts'
import type { QuotesSlice } from './quotes.ts'
import type { ReferenceSlice } from './reference.ts'
import type { TradesSlice } from './trades.ts'
import type { WatchlistSlice } from './watchlist.ts'

/** The whole state: every slice's data and actions, side by side. */
export type MarketDataState = QuotesSlice &
  TradesSlice &
  ChainsSlice &
  AggregatesSlice &
  ConnectionSlice &
  WatchlistSlice &
  ReferenceSlice

/** The middleware a slice's `set` goes through, outermost first; composed in `store/market-data-store.ts` alone. */
export type StoreMutators = [
  ['zustand/devtools', never],
  ['zustand/subscribeWithSelector', never],
  ['zustand/persist', unknown],
  ['zustand/immer', never],
]

/** A part of the state with its actions. */
export type SliceCreator<TSlice> = StateCreator<MarketDataState, StoreMutators, [], TSlice>
