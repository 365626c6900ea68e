import type { Clock } from '../../domain/clock.ts'
import { formatOptionTicker, guessUnderlying, isTicker } from '../../domain/ticker.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { ErrorCode } from '../../domain/wire-protocol.ts'
import type { Hub } from './hub.ts'
import { createInterest } from './interest.ts'
import { RootWatch } from './root-watch.ts'
import type { RootWatchOptions } from './root-watch.ts'

const MAX_ROOTS_PER_CLIENT = 50
const MAX_ECHO = 64
/** Reading an underlying's thousands of contracts takes milliseconds: who comes and goes must not cost them each time. */
const LINGER_MS = 30_000
const MAX_LINGERING = 50

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
  readonly #interest

  constructor(options: WatchlistRootsOptions) {
    this.#options = options
    this.#interest = createInterest({
      clock: options.clock,
      lingerMs: LINGER_MS,
      maxLingering: MAX_LINGERING,
      onWanted: (underlying) => this.#open(underlying),
      onUnwanted: (underlying) => this.#close(underlying),
    })
  }

  /** How many underlyings are followed. */
  get size(): number {
    return this.#watches.size
  }

  /** Replaces what `client` watched before. */
  watch(client: object, roots: readonly string[], listener: RootsListener): void {
    const watcher: Watcher = { listener, roots: new Map() }
    for (const root of new Set(roots)) addRoot(watcher, root)
    for (const underlying of watcher.roots.values()) this.#interest.acquire(underlying)
    this.#release(client)
    this.#watchers.set(client, watcher)
    this.#settle()
    this.#tell(watcher)
  }

  unwatch(client: object): void {
    if (this.#release(client)) this.#settle()
  }

  stop(): void {
    this.#watchers.clear()
    this.#interest.stop()
    for (const underlying of this.#watches.keys()) this.#close(underlying)
  }

  #release(client: object): boolean {
    const watcher = this.#watchers.get(client)
    if (watcher === undefined) return false
    for (const underlying of watcher.roots.values()) this.#interest.release(underlying)
    return this.#watchers.delete(client)
  }

  #close(underlying: Ticker): void {
    this.#watches.get(underlying)?.stop()
    this.#watches.delete(underlying)
  }

  #open(underlying: Ticker): void {
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

  /** Divides the budget anew; what lingers has no share in it. */
  #settle(): void {
    const turns = this.#turns()
    let left = this.#options.budget
    for (const [underlying, watch] of this.#byTurn(turns)) {
      const count = turns.has(underlying) ? Math.min(this.#options.contractsPerRoot, left) : 0
      left -= count
      watch.setCount(count)
    }
  }

  /**
   * Each visitor's first root comes before anybody's second. Within a turn who was there first keeps what it has, so
   * that nobody's choice changes with the coming and going of others while the budget suffices.
   */
  #byTurn(turns: ReadonlyMap<Ticker, number>): readonly (readonly [Ticker, RootWatch])[] {
    return [...this.#watches].sort(([a], [b]) => (turns.get(a) ?? 0) - (turns.get(b) ?? 0))
  }

  #turns(): ReadonlyMap<Ticker, number> {
    const turns = new Map<Ticker, number>()
    const taken = new Map<string, number>()
    for (const { listener, roots } of this.#watchers.values()) {
      for (const underlying of roots.values()) {
        const turn = taken.get(listener.subject) ?? 0
        taken.set(listener.subject, turn + 1)
        turns.set(underlying, Math.min(turn, turns.get(underlying) ?? Infinity))
      }
    }
    return turns
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
        this.#interest.release(underlying)
        listener.onRefused(root, 'not-found', message)
      }
    }
    // who asks next is to be refused as well
    this.#interest.end(underlying)
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
