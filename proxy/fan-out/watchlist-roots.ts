import type { Clock } from '../../domain/clock.ts'
import { formatOptionTicker, guessUnderlying, isTicker } from '../../domain/ticker.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { ErrorCode } from '../../domain/wire-protocol.ts'
import type { Hub } from './hub.ts'
import { RootWatch } from './root-watch.ts'
import type { RootWatchOptions } from './root-watch.ts'

const MAX_ROOTS_PER_CLIENT = 50
const MAX_ECHO = 64

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
  /** Whom the client speaks for: one visitor's roots share its turns, on however many sockets they are. */
  readonly subject: string
  readonly onContracts: (roots: readonly string[], contracts: readonly Ticker[]) => void
  readonly onRefused: (root: string, code: ErrorCode, message: string) => void
}

interface Watcher {
  readonly listener: RootsListener
  /** The client's own words for the underlyings. */
  readonly roots: Map<string, Ticker>
}

/** The contracts around the money of the clients' roots; clients with equal roots share one choice. */
export class WatchlistRoots {
  readonly #options: WatchlistRootsOptions
  readonly #watchers = new Map<object, Watcher>()
  readonly #watches = new Map<Ticker, RootWatch>()

  constructor(options: WatchlistRootsOptions) {
    this.#options = options
  }

  /** How many underlyings are followed. */
  get size(): number {
    return this.#watches.size
  }

  /** Replaces what `client` watched before. */
  watch(client: object, roots: readonly string[], listener: RootsListener): void {
    const watcher: Watcher = { listener, roots: new Map() }
    for (const root of new Set(roots)) addRoot(watcher, root)
    this.#watchers.set(client, watcher)
    for (const underlying of watcher.roots.values()) this.#open(underlying)
    this.#settle()
    this.#tell(watcher)
  }

  unwatch(client: object): void {
    if (this.#watchers.delete(client)) this.#settle()
  }

  stop(): void {
    this.#watchers.clear()
    this.#settle()
  }

  #open(underlying: Ticker): void {
    if (this.#watches.has(underlying)) return
    const { hub, clock, random, listContracts, expirations } = this.#options
    const watch = new RootWatch({
      hub,
      clock,
      random,
      listContracts,
      expirations,
      underlying,
      onChoice: () => this.#tellAll(underlying),
      onMissing: (message) => this.#refuse(underlying, message),
    })
    this.#watches.set(underlying, watch)
  }

  /** Ends what nobody watches any more, and divides the budget anew. */
  #settle(): void {
    const wanted = new Set([...this.#watchers.values()].flatMap(({ roots }) => Array.from(roots.values())))
    for (const [underlying, watch] of this.#watches) {
      if (wanted.has(underlying)) continue
      this.#watches.delete(underlying)
      watch.stop()
    }
    let left = this.#options.budget
    for (const underlying of this.#byTurn()) {
      const count = Math.min(this.#options.contractsPerRoot, left)
      left -= count
      this.#watches.get(underlying)?.setCount(count)
    }
  }

  /**
   * Each visitor's first root comes before anybody's second. Within a turn who was there first keeps what it has, so
   * that nobody's choice changes with the coming and going of others while the budget suffices.
   */
  #byTurn(): readonly Ticker[] {
    const turns = new Map<Ticker, number>()
    const taken = new Map<string, number>()
    for (const { listener, roots } of this.#watchers.values()) {
      for (const underlying of roots.values()) {
        const turn = taken.get(listener.subject) ?? 0
        taken.set(listener.subject, turn + 1)
        turns.set(underlying, Math.min(turn, turns.get(underlying) ?? Infinity))
      }
    }
    return [...this.#watches.keys()].sort((a, b) => (turns.get(a) ?? 0) - (turns.get(b) ?? 0))
  }

  #tellAll(underlying: Ticker): void {
    for (const watcher of this.#watchers.values()) {
      if ([...watcher.roots.values()].includes(underlying)) this.#tell(watcher)
    }
  }

  #tell({ roots, listener }: Watcher): void {
    const contracts = new Set([...roots.values()].flatMap((ticker) => this.#watches.get(ticker)?.contracts ?? []))
    listener.onContracts([...roots.keys()], [...contracts])
  }

  #refuse(underlying: Ticker, message: string): void {
    for (const { roots, listener } of this.#watchers.values()) {
      for (const [root, ticker] of roots) {
        if (ticker !== underlying) continue
        roots.delete(root)
        listener.onRefused(root, 'not-found', message)
      }
    }
    this.#settle()
  }
}

function addRoot({ listener, roots }: Watcher, root: string): void {
  const underlying = underlyingOf(root)
  const name = root.slice(0, MAX_ECHO)
  if (underlying === undefined) return listener.onRefused(name, 'invalid-symbol', 'nothing that can have options')
  if (roots.size >= MAX_ROOTS_PER_CLIENT) {
    return listener.onRefused(name, 'too-many-symbols', `at most ${MAX_ROOTS_PER_CLIENT} roots on one socket`)
  }
  roots.set(root, underlying)
}

/** `SPXW` leads to `I:SPX`, `BRKB` to `BRK.B`; undefined for what cannot have options. */
function underlyingOf(root: string): Ticker | undefined {
  if (!isTicker(root) || /^[OCX]:/.test(root)) return undefined
  if (!/^(?:[A-Z]{1,6}|[A-Z]{1,5}\d)$/.test(root)) return root
  return guessUnderlying(formatOptionTicker({ root, expiration: '2026-12-18', type: 'call', strike: 1 })).ticker
}
