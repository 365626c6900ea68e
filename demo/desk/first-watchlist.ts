import type { MarketDataStore } from '../../src/index.ts'
import { pageStorage } from './page-storage.ts'

/** Under which the store keeps its watchlist, where no other name is given. */
const STORE_NAME = 'massive-market-data'

/** What a first visit shows. */
const FIRST_WATCHLIST = ['SPY', 'QQQ', 'I:SPX', 'I:NDX', 'I:VIX', 'AAPL', 'MSFT', 'NVDA', 'BRK.B']

/** A first visit starts with something to look at; a list that a visitor emptied stays empty. */
export function fillFirstWatchlist(store: MarketDataStore): void {
  const { watchlist, setWatchlist } = store.getState()
  if (watchlist.symbols.length === 0 && pageStorage.getItem(STORE_NAME) === null) setWatchlist(FIRST_WATCHLIST)
}
