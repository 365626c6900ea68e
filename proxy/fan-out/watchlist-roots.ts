import type { Clock } from '../../domain/clock.ts'
import { formatOptionTicker, guessUnderlying, isTicker } from '../../domain/ticker.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { ErrorCode } from '../../domain/wire-protocol.ts'
import type { Hub } from './hub.ts'
import { watchRoot } from './root-watch.ts'
import type { RootWatch, RootWatchOptions } from './root-watch.ts'

const MAX_ROOTS_PER_CLIENT = 50

export interface WatchlistRootsOptions {
  readonly hub: Pick<Hub, 'holdQuote' | 'releaseQuote' | 'quoteOf'>
  readonly clock: Clock
  readonly random: () => number
  readonly listContracts: RootWatchOptions['listContracts']
  /** Contracts of one root. */
  readonly contractsPerRoot: number
  readonly expirations: number
  /** Contracts of all roots of all clients together. */
  readonly budget: number
}

export interface RootsListener {
  readonly onContracts: (roots: readonly string[], contracts: readonly Ticker[]) => void
  readonly onRefused: (root: string, code: ErrorCode, message: string) => void
}

/** The contracts around the money of the clients' roots; clients with equal roots share one choice. */
export interface WatchlistRoots {
  /** Replaces what `client` watched before. */
  watch(client: object, roots: readonly string[], listener: RootsListener): void
  unwatch(client: object): void
  readonly size: number
  stop(): void
}

interface Watcher extends RootsListener {
  readonly roots: Map<string, Ticker>
}

export function createWatchlistRoots(options: WatchlistRootsOptions): WatchlistRoots {
  const watchers = new Map<object, Watcher>()
  const watches = new Map<Ticker, RootWatch>()

  function open(underlying: Ticker): void {
    if (watches.has(underlying)) return
    const watch = watchRoot({
      ...options,
      underlying,
      onChoice: () => tell(underlying),
      onMissing: (message) => refuse(underlying, message),
    })
    watches.set(underlying, watch)
  }

  /** Ends what nobody watches any more, and divides the budget anew. */
  function settle(): void {
    const wanted = new Set([...watchers.values()].flatMap(({ roots }) => [...roots.values()]))
    for (const [underlying, watch] of watches) {
      if (wanted.has(underlying)) continue
      watches.delete(underlying)
      watch.stop()
    }
    const share = Math.floor(options.budget / Math.max(1, watches.size))
    for (const watch of watches.values()) watch.setCount(Math.min(options.contractsPerRoot, share))
  }

  function tell(underlying: Ticker): void {
    for (const watcher of watchers.values()) {
      if ([...watcher.roots.values()].includes(underlying)) tellOne(watcher)
    }
  }

  function tellOne({ roots, onContracts }: Watcher): void {
    const contracts = new Set([...roots.values()].flatMap((underlying) => watches.get(underlying)?.contracts ?? []))
    onContracts([...roots.keys()], [...contracts])
  }

  function refuse(underlying: Ticker, message: string): void {
    for (const { roots, onRefused } of watchers.values()) {
      for (const [root, ticker] of roots) {
        if (ticker !== underlying) continue
        roots.delete(root)
        onRefused(root, 'not-found', message)
      }
    }
    settle()
  }

  return {
    get size() {
      return watches.size
    },
    watch(client, roots, listener) {
      const watcher: Watcher = { ...listener, roots: new Map() }
      for (const root of new Set(roots)) {
        const underlying = underlyingOf(root)
        if (underlying === undefined) listener.onRefused(root.slice(0, 64), 'invalid-symbol', 'not an option root')
        else if (watcher.roots.size >= MAX_ROOTS_PER_CLIENT) {
          listener.onRefused(root, 'too-many-symbols', `at most ${MAX_ROOTS_PER_CLIENT} roots on one socket`)
        } else watcher.roots.set(root, underlying)
      }
      watchers.set(client, watcher)
      for (const underlying of watcher.roots.values()) open(underlying)
      settle()
      tellOne(watcher)
    },
    unwatch(client) {
      if (watchers.delete(client)) settle()
    },
    stop() {
      watchers.clear()
      settle()
    },
  }
}

/** `SPXW` leads to `I:SPX`, `BRKB` to `BRK.B`; undefined for what cannot have options. */
function underlyingOf(root: string): Ticker | undefined {
  if (!isTicker(root) || /^[OCX]:/.test(root)) return undefined
  if (!/^[A-Z]{1,6}\d?$/.test(root)) return root
  const example = formatOptionTicker({ root: root.slice(0, 6), expiration: '2026-12-18', type: 'call', strike: 1 })
  return guessUnderlying(example).ticker
}
