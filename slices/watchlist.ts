import type { Ticker } from '../domain/ticker.ts'
import type { SliceCreator } from './market-data-state.ts'

export interface WatchlistState {
  /** What the user watches, in the user's order. Persisted. */
  readonly symbols: readonly Ticker[]
  /** Underlyings whose contracts around the money the proxy streams. Persisted. */
  readonly roots: readonly Ticker[]
  /** The contracts the proxy streams for the roots now. */
  readonly streamed: readonly Ticker[]
}

export interface WatchlistSlice {
  readonly watchlist: WatchlistState
  /** Adds at the end; one already watched stays where it is. */
  readonly watch: (symbol: Ticker) => void
  readonly unwatch: (symbol: Ticker) => void
  /** Moves a watched symbol to a place, counted from 0; a place beyond the end is the end. */
  readonly moveWatched: (symbol: Ticker, to: number) => void
  readonly setWatchlist: (symbols: readonly Ticker[]) => void
  readonly setRoots: (roots: readonly Ticker[]) => void
  /** What the proxy says it streams for the roots. */
  readonly setStreamed: (symbols: readonly Ticker[]) => void
}

export const createWatchlistSlice: SliceCreator<WatchlistSlice> = (set, get) => {
  const change = (watchlist: WatchlistState, action: string): void => {
    if (watchlist !== get().watchlist) set({ watchlist }, false, `watchlist/${action}`)
  }
  return {
    watchlist: { symbols: [], roots: [], streamed: [] },
    watch: (symbol) => change(withSymbol(get().watchlist, symbol), 'watch'),
    unwatch: (symbol) => change(withoutSymbol(get().watchlist, symbol), 'unwatch'),
    moveWatched: (symbol, to) => change(withSymbolAt(get().watchlist, symbol, to), 'move'),
    setWatchlist: (symbols) => change(withList(get().watchlist, 'symbols', symbols), 'set'),
    setRoots: (roots) => change(withList(get().watchlist, 'roots', roots), 'roots'),
    setStreamed: (symbols) => change(withList(get().watchlist, 'streamed', symbols), 'streamed'),
  }
}

/** Adds the symbol at the end; the same object when it is already there. */
function withSymbol(watchlist: WatchlistState, symbol: Ticker): WatchlistState {
  if (watchlist.symbols.includes(symbol)) return watchlist
  return { ...watchlist, symbols: [...watchlist.symbols, symbol] }
}

function withoutSymbol(watchlist: WatchlistState, symbol: Ticker): WatchlistState {
  if (!watchlist.symbols.includes(symbol)) return watchlist
  return { ...watchlist, symbols: watchlist.symbols.filter((other) => other !== symbol) }
}

function withSymbolAt(watchlist: WatchlistState, symbol: Ticker, to: number): WatchlistState {
  const others = withoutSymbol(watchlist, symbol).symbols
  if (others === watchlist.symbols) return watchlist
  return withList(watchlist, 'symbols', others.toSpliced(Math.max(0, to), 0, symbol))
}

/** The list without duplicates, in order; the same object when it is the one held. */
function withList(watchlist: WatchlistState, list: keyof WatchlistState, symbols: readonly Ticker[]): WatchlistState {
  const unique = [...new Set(symbols)]
  const held = watchlist[list]
  const isSame = unique.length === held.length && unique.every((symbol, at) => symbol === held[at])
  return isSame ? watchlist : { ...watchlist, [list]: unique }
}
