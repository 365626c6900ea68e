import { marketDataStore } from '../../src/index.ts'
import { DESK_STORAGE_KEY, readSaved } from './desk-storage.ts'

/** What a first visit shows. */
const FIRST_WATCHLIST = ['SPY', 'QQQ', 'I:SPX', 'I:NDX', 'I:VIX', 'AAPL', 'MSFT', 'NVDA', 'BRK.B']

/** A first visit starts with something to look at; a list that a visitor emptied stays empty. */
export function fillFirstWatchlist(): void {
  const { watchlist, setWatchlist } = marketDataStore.getState()
  if (watchlist.symbols.length === 0 && readSaved(DESK_STORAGE_KEY) === null) setWatchlist(FIRST_WATCHLIST)
}
