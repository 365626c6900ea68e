import { useMemo } from 'react'
import { normalizeTicker } from '../../domain/ticker.ts'
import type { WatchlistState } from '../../slices/watchlist.ts'
import { selectWatchlist } from '../../store/selectors/health.ts'
import type { MassiveApi } from './massive-api.ts'
import { useMarketData } from './useMarketData.ts'
import { useMassive } from './useMassive.ts'

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
  const provider = useMassive()
  const watchlist = useMarketData(selectWatchlist)
  const actions = useMemo(() => actionsOf(provider), [provider])
  return useMemo(() => ({ ...watchlist, ...actions }), [watchlist, actions])
}

function actionsOf(provider: MassiveApi): WatchlistActions {
  const { watch, unwatch, moveWatched } = provider.store.getState()
  return {
    add: (symbol) => watch(normalizeTicker(symbol)),
    remove: unwatch,
    move: moveWatched,
    setRoots: (roots) => provider.updateWatchlist(roots),
  }
}
