import type { MarketDataStore } from '../../src/index.ts'
import { DESK_STORAGE_KEY } from './desk-storage-key.ts'
import { pageStorage } from './page-storage.ts'

/** What a first visit shows. */
const FIRST_WATCHLIST = ['SPY', 'QQQ', 'I:SPX', 'I:NDX', 'I:VIX', 'AAPL', 'MSFT', 'NVDA', 'BRK.B']

/** A first visit starts with something to look at; a list that a visitor emptied stays empty. */
export function fillFirstWatchlist(store: MarketDataStore): void {
  const { watchlist, setWatchlist } = store.getState()
  if (watchlist.symbols.length === 0 && pageStorage.getItem(DESK_STORAGE_KEY) === null) setWatchlist(FIRST_WATCHLIST)
}
