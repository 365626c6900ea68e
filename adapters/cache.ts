import type { Clock } from '../domain/clock.ts'
import { ConfigurationError } from '../domain/errors.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { CacheHealth } from '../domain/health.ts'
import { cacheKey, matchesPattern } from './cache-key.ts'
import type { CacheParams } from './cache-key.ts'
import { createCacheStorage } from './cache-storage.ts'
import type { CacheEntry, CacheStorage } from './cache-storage.ts'
import { DEFAULT_TTL_MS, PERSISTED_KINDS } from './cache-ttl.ts'
import type { CacheKind } from './cache-ttl.ts'
import { createSharedFlight } from './shared-flight.ts'
import type { SharedFlight } from './shared-flight.ts'
import type { StorageLike } from './storage-like.ts'

export type { StorageLike } from './storage-like.ts'
export type { CacheKind } from './cache-ttl.ts'

export interface MassiveCacheOptions {
  readonly clock: Clock
  /** Keeps holidays and contracts between visits. @default they are forgotten with the page */
  readonly storage?: StorageLike | undefined
  /** When there are more, the one that was not used for longest is dropped. @default 500 */
  readonly maxEntries?: number
  /** How long answers are kept, ms, by kind; 0 only shares requests that are under way. */
  readonly ttlMs?: Partial<Record<CacheKind, number>> | undefined
  readonly onChange?: (health: CacheHealth) => void
}

export interface CacheCallOptions<T> {
  /** Ends this caller's wait; the request goes on for as long as anyone else waits for it. */
  readonly signal?: AbortSignal | undefined
  /**
   * How long this answer may be kept, ms, where that depends on what it says; never for longer than whoever made the cache
   * wants its kind to be kept. @default as long as its kind
   */
  readonly ttlMs?: number | ((value: T) => number | undefined) | undefined
  /** Whether what is kept answers this very question, where one key stands for several. @default it does */
  readonly suffices?: ((kept: T) => boolean) | undefined
  /** What else makes two questions under way equal, where one key stands for several. */
  readonly question?: CacheParams | undefined
  /** What may be kept of an answer, given what is kept already. @default all of it */
  readonly keep?: ((value: T, before: T | undefined) => T) | undefined
}

/** One kept answer, for display. */
export interface CacheEntryInfo {
  readonly key: string
  readonly kind: CacheKind
  readonly storedAt: EpochMs
  /** `Infinity` for good. */
  readonly expiresAt: EpochMs
  readonly isPersisted: boolean
  /** How often it was the answer, since it was stored. */
  readonly hits: number
}

/** A request under way, and the key its answer will be kept under. */
interface Flight {
  readonly key: string
  readonly work: SharedFlight<unknown>
}

/** Answers that are still good, and requests that are still under way, each under one key. */
export class MassiveCache {
  readonly #clock: Clock
  readonly #maxEntries: number
  readonly #ttlMs: Readonly<Partial<Record<CacheKind, number>>>
  readonly #onChange: ((health: CacheHealth) => void) | undefined
  readonly #storage: CacheStorage
  /** Least recently used first. */
  readonly #entries = new Map<string, CacheEntry>()
  readonly #flights = new Map<string, Flight>()
  /** By entry. */
  readonly #hitsOf = new WeakMap<CacheEntry, number>()
  #hits = 0
  #misses = 0
  #stale = 0

  constructor({ clock, storage, maxEntries = 500, ttlMs = {}, onChange }: MassiveCacheOptions) {
    if (!(Number.isInteger(maxEntries) && maxEntries >= 1)) {
      throw new ConfigurationError('maxEntries', `${maxEntries} is not a number of entries; give 1 or more`)
    }
    this.#clock = clock
    this.#maxEntries = maxEntries
    this.#ttlMs = ttlMs
    this.#onChange = onChange
    this.#storage = createCacheStorage(storage)
    for (const entry of this.#storage.load(clock.now())) {
      // an earlier visit may have been told to keep it for longer
      const expiresAt = Math.min(entry.expiresAt, entry.storedAt + (ttlMs[entry.kind] ?? Infinity))
      this.#entries.set(entry.key, { ...entry, expiresAt })
    }
    this.#bound()
  }

  /** How long answers of a kind are kept, ms, where nothing else is said of one. */
  ttlMs(kind: CacheKind): number {
    return this.#ttlMs[kind] ?? DEFAULT_TTL_MS[kind]
  }

  /**
   * The kept answer, or that of `load`. Equal questions at the same time make one call of `load`; a failure reaches
   * everyone who waited and is not kept. A question that joins one under way counts as a hit.
   */
  async get<T>(
    kind: CacheKind,
    params: CacheParams,
    load: (signal: AbortSignal, kept?: T) => Promise<T>,
    options: CacheCallOptions<T> = {},
  ): Promise<T> {
    const { signal, question = {}, suffices } = options
    signal?.throwIfAborted()
    const key = cacheKey(kind, params)
    const kept = this.#fresh(key)
    if (kept !== undefined && suffices?.(asAnswer<T>(kept.value)) !== false) {
      this.#hits++
      this.#hitsOf.set(kept, this.#hitsTo(kept) + 1)
      this.#changed()
      return asAnswer<T>(kept.value)
    }

    const flightKey = cacheKey(kind, { ...params, ...question })
    const joined = this.#flights.get(flightKey)
    if (joined !== undefined && !joined.work.isAbandoned) {
      this.#hits++
      this.#changed()
      return joined.work.join(signal).then(asAnswer<T>)
    }
    this.#misses++
    this.#changed()
    const before = kept === undefined ? undefined : asAnswer<T>(kept.value)
    return this.#load({ key, flightKey, kind }, (shared) => load(shared, before), options).join(signal)
  }

  /**
   * Forgets all answers, those whose key starts with `pattern`, or those that a `*` pattern fits: `chain:`,
   * `*underlying=SPY*`. Answers still under way reach those who wait for them, but are not kept.
   */
  clear(pattern = ''): void {
    const isMeant = (key: string): boolean => matchesPattern(key, pattern)
    const meant = [...this.#entries.keys()].filter(isMeant)
    for (const key of meant) this.#entries.delete(key)
    for (const [flightKey, { key }] of this.#flights) if (isMeant(key)) this.#flights.delete(flightKey)
    if (meant.length > 0) this.#storage.save([...this.#entries.values()])
    this.#changed()
  }

  /** What is kept, most recently used last. */
  entries(): readonly CacheEntryInfo[] {
    return [...this.#entries.values()].map((entry) => {
      const { key, kind, storedAt, expiresAt } = entry
      return { key, kind, storedAt, expiresAt, isPersisted: PERSISTED_KINDS.has(kind), hits: this.#hitsTo(entry) }
    })
  }

  health(): CacheHealth {
    const lookups = this.#hits + this.#misses
    return {
      entries: this.#entries.size,
      hits: this.#hits,
      misses: this.#misses,
      stale: this.#stale,
      hitRate: lookups === 0 ? 0 : this.#hits / lookups,
    }
  }

  #hitsTo(entry: CacheEntry): number {
    return this.#hitsOf.get(entry) ?? 0
  }

  #fresh(key: string): CacheEntry | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    if (this.#clock.now() >= entry.expiresAt) {
      this.#stale++
      return undefined
    }
    this.#entries.set(key, entry)
    return entry
  }

  #load<T>(
    { key, flightKey, kind }: { readonly key: string; readonly flightKey: string; readonly kind: CacheKind },
    load: (signal: AbortSignal) => Promise<T>,
    options: CacheCallOptions<T>,
  ): SharedFlight<T> {
    const work: SharedFlight<T> = createSharedFlight(async (signal) => {
      await Promise.resolve() // lets the flight be known before it can end
      try {
        const value = await load(signal)
        // cleared or taken over meanwhile: the answer may be older than what was cleared
        if (this.#flights.get(flightKey)?.work === work) this.#keep(key, kind, value, options)
        return value
      } finally {
        if (this.#flights.get(flightKey)?.work === work) this.#flights.delete(flightKey)
      }
    })
    this.#flights.set(flightKey, { key, work })
    return work
  }

  #keep<T>(key: string, kind: CacheKind, value: T, options: CacheCallOptions<T>): void {
    const { ttlMs, keep = (whole) => whole } = options
    const former = this.#entries.get(key)
    const before = former === undefined || this.#clock.now() >= former.expiresAt ? undefined : asAnswer<T>(former.value)
    const own = (typeof ttlMs === 'function' ? ttlMs(value) : ttlMs) ?? this.ttlMs(kind)
    const keepMs = Math.min(own, this.#ttlMs[kind] ?? Infinity)
    if (!(keepMs > 0)) return
    const storedAt = this.#clock.now()
    this.#entries.set(key, { key, kind, value: keep(value, before), storedAt, expiresAt: storedAt + keepMs })
    this.#bound()
    if (PERSISTED_KINDS.has(kind)) this.#storage.save([...this.#entries.values()])
    this.#changed()
  }

  #bound(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) return
      this.#entries.delete(key)
    }
  }

  #changed(): void {
    this.#onChange?.(this.health())
  }
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the one place where kept answers get their type back
function asAnswer<T>(value: unknown): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kind and params stand for one question, whose answers are of one type
  return value as T
}
