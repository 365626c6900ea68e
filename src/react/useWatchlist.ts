import { useMemo } from 'react'
import { normalizeTicker } from '../../domain/ticker.ts'
import type { WatchlistState } from '../../slices/watchlist.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'
import { selectWatchlist } from '../../store/selectors/health.ts'
import { useMassiveContext } from './MassiveProvider.tsx'
import { useSelection } from './useSelection.ts'

export interface WatchlistActions {
  /** Adds at the end. @throws InvalidTickerError */
  readonly add: (symbol: string) => void
  readonly remove: (symbol: string) => void
  /** Moves a symbol to a place, counted from 0. */
  readonly move: (symbol: string, to: number) => void
  /** Streams the contracts around the money of these underlyings; `[]` ends it. @throws InvalidTickerError */
  readonly setRoots: (roots: readonly string[]) => void
}

/** The user's list, kept between visits, and what can be done with it. It subscribes to nothing: `useQuotes` does. */
export function useWatchlist(): WatchlistState & WatchlistActions {
  const { provider, store } = useMassiveContext()
  const watchlist = useSelection('useWatchlist', selectWatchlist)
  const actions = useMemo(() => actionsOf(store, provider?.updateWatchlist.bind(provider)), [store, provider])
  return useMemo(() => ({ ...watchlist, ...actions }), [watchlist, actions])
}

/** Without a provider the roots are only noted: nothing is streamed for them. */
function actionsOf(store: MarketDataStore, updateWatchlist?: WatchlistActions['setRoots']): WatchlistActions {
  const { watch, unwatch, moveWatched, setRoots } = store.getState()
  return {
    add: (symbol) => watch(normalizeTicker(symbol)),
    remove: unwatch,
    move: moveWatched,
    setRoots: updateWatchlist ?? ((roots) => setRoots(roots.map(normalizeTicker))),
  }
}
