import type { PersistOptions, PersistStorage } from 'zustand/middleware'
import type { Clock, Stop } from '../domain/clock.ts'
import type { OptionContract } from '../domain/option.ts'
import type { Quote } from '../domain/quote.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import type { QuotesState } from '../slices/quotes.ts'
import { decodeLists, decodeSaved, encodeSaved, SAVED_VERSION } from './saved-state.ts'
import type { SavedLists } from './saved-state.ts'
import { mergeLists } from './shared-lists.ts'
import { fromQuotes, toQuotes } from './shown-state.ts'

/** What is used of `localStorage`. */
export interface StringStorage {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

export interface PersistenceOptions {
  readonly name: string
  readonly storage: StringStorage | undefined
  readonly clock: Clock
  readonly keepQuotes: boolean
}

/** What is saved of a state; each member keeps its identity while nothing of it changed. */
export interface Saveable {
  readonly symbols: MarketDataState['watchlist']['symbols']
  readonly roots: MarketDataState['watchlist']['roots']
  readonly holidays: MarketDataState['reference']['holidays']
  readonly contracts: MarketDataState['chains']['contracts']
  readonly quotes: QuotesState | undefined
}

/** Changes are written together, so long after the first of them. */
const WRITE_AFTER_MS = 1000

/** A browser gives an origin about five million characters; a quote takes some 300. */
const MAX_QUOTES = 2_000

/** A contract takes as much, and writing them holds up the page: those that are watched, and the newest. */
const MAX_CONTRACTS = 250

/** Saves watchlist, holidays and contracts, and quotes where asked, off the path of the ticks. */
export function createPersistence(options: PersistenceOptions): PersistOptions<MarketDataState, Saveable> {
  const { name, storage, clock, keepQuotes } = options
  return {
    name,
    version: SAVED_VERSION,
    storage: storage === undefined ? NOWHERE : createStorage(storage, clock, keepQuotes),
    partialize: ({ watchlist, reference, chains, quotes }) => ({
      symbols: watchlist.symbols,
      roots: watchlist.roots,
      holidays: reference.holidays,
      contracts: chains.contracts,
      quotes: keepQuotes ? quotes : undefined,
    }),
    merge: (saved, state) => (isSaveable(saved) ? withSaved(state, saved) : state),
  }
}

const NOWHERE: PersistStorage<Saveable> = { getItem: () => null, setItem: () => {}, removeItem: () => {} }

/**
 * zustand hands over the state after every change; this storage looks first whether anything to save is different.
 * Of the user's lists it saves the changes, for another tab may have saved its own meanwhile.
 */
function createStorage(storage: StringStorage, clock: Clock, keepQuotes: boolean): PersistStorage<Saveable> {
  let latest: Saveable | undefined
  let shared: SavedLists = { symbols: [], roots: [] }
  let isWaiting = false
  const write = (name: string): void => {
    if (latest === undefined) return
    const theirs = decodeLists(orNothing(() => storage.getItem(name)))
    save(storage, name, { ...latest, ...withOthers(shared, latest, theirs) })
    shared = latest
  }
  return {
    getItem(name) {
      const saved = load(storage, name)
      if (saved === undefined) return null
      shared = saved
      // what was kept by an earlier setting is let go
      return { state: keepQuotes ? saved : { ...saved, quotes: undefined }, version: SAVED_VERSION }
    },
    setItem(name, { state }) {
      if (latest !== undefined && isSame(latest, state)) return
      latest = state
      if (isWaiting) return
      isWaiting = true
      const finish = (): void => {
        if (!isWaiting) return
        isWaiting = false
        stopTimer()
        stopLeaving()
        write(name)
      }
      const stopTimer = clock.after(WRITE_AFTER_MS, finish)
      // a page that is left would take with it what it has not written yet
      const stopLeaving = onPageHide(finish)
    },
    removeItem: (name) => storage.removeItem(name),
  }
}

function withOthers(before: SavedLists, ours: SavedLists, theirs: SavedLists | undefined): SavedLists {
  if (theirs === undefined) return ours
  return {
    symbols: mergeLists({ before: before.symbols, ours: ours.symbols, theirs: theirs.symbols }),
    roots: mergeLists({ before: before.roots, ours: ours.roots, theirs: theirs.roots }),
  }
}

/** Does nothing where there is no page. */
function onPageHide(task: () => void): Stop {
  if (typeof document === 'undefined') return () => {}
  globalThis.addEventListener('pagehide', task)
  return () => globalThis.removeEventListener('pagehide', task)
}

function load(storage: StringStorage, name: string): Saveable | undefined {
  const saved = decodeSaved(orNothing(() => storage.getItem(name)))
  if (saved === undefined) return undefined
  const contracts = Object.fromEntries(saved.contracts.map((contract) => [contract.ticker, contract]))
  return { ...saved, contracts, quotes: fromQuotes(saved.quotes) }
}

function save(storage: StringStorage, name: string, { contracts, quotes, ...state }: Saveable): void {
  const text = encodeSaved({
    ...state,
    contracts: contractsToSave(contracts, state.symbols),
    quotes: quotes === undefined ? [] : toQuotes(quotes).slice(0, MAX_QUOTES),
  })
  orNothing(() => storage.setItem(name, text))
}

function contractsToSave(contracts: Saveable['contracts'], watched: Saveable['symbols']): readonly OptionContract[] {
  const first = watched.flatMap((symbol) => contracts[symbol] ?? [])
  return [...new Set([...first, ...Object.values(contracts).reverse()])].slice(0, MAX_CONTRACTS).reverse()
}

function withSaved(state: MarketDataState, saved: Saveable): MarketDataState {
  const { symbols, roots, holidays, contracts, quotes } = saved
  return {
    ...state,
    watchlist: { ...state.watchlist, symbols, roots },
    reference: { ...state.reference, holidays },
    chains: { ...state.chains, contracts },
    quotes: quotes === undefined ? state.quotes : fromQuotes(toQuotes(quotes).map(asRestored)),
  }
}

function asRestored(quote: Quote): Quote {
  return { ...quote, source: 'restored' }
}

function isSaveable(value: unknown): value is Saveable {
  return typeof value === 'object' && value !== null && 'symbols' in value
}

function isSame(left: Saveable, right: Saveable): boolean {
  return (
    left.symbols === right.symbols &&
    left.roots === right.roots &&
    left.holidays === right.holidays &&
    left.contracts === right.contracts &&
    left.quotes === right.quotes
  )
}

// a full or forbidden storage must not stop the data
function orNothing<T>(task: () => T): T | undefined {
  try {
    return task()
  } catch {
    return undefined
  }
}
