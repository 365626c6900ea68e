import type { MarketDataState } from '../../src/index.ts'

/** A chain as the store holds it. */
export type ChainState = MarketDataState['chains']['byUnderlying'][string]

/** One line of it: the call and the put of a root at a strike, by ticker. */
export type ChainStrike = ChainState['strikes'][string][number]
