import type { EpochMs } from '../domain/freshness.ts'
import { anyOf, isAnything, isNumber, isString, listOf, objectOf, oneOf } from '../domain/guards.ts'
import { PERSISTED_KINDS } from './cache-ttl.ts'
import type { CacheKind } from './cache-ttl.ts'
import type { StorageLike } from './storage-like.ts'

/** One answer that is kept. */
export interface CacheEntry {
  readonly key: string
  readonly kind: CacheKind
  readonly value: unknown
  readonly storedAt: EpochMs
  /** `Infinity` for good. */
  readonly expiresAt: EpochMs
}

/** Keeps the entries of some kinds between visits. Whatever happens to the storage, nothing is thrown. */
export interface CacheStorage {
  /** What an earlier visit left and is still good. */
  load(now: EpochMs): readonly CacheEntry[]
  save(entries: readonly CacheEntry[]): void
}

const STORAGE_KEY = 'massive-market-data/cache'
/** To be raised when the domain types of a kept kind change; what older versions left is dropped. */
const STORAGE_VERSION = 1
const MAX_SAVED = 200

/** An entry as it is written down. */
interface SavedEntry extends Omit<CacheEntry, 'expiresAt'> {
  readonly kind: 'holidays' | 'contract'
  /** JSON has no infinity: null stands for an answer that is good for good. */
  readonly expiresAt: EpochMs | null
}

interface SavedDocument {
  readonly version: typeof STORAGE_VERSION
  readonly entries: readonly SavedEntry[]
}

const isDocument = objectOf<SavedDocument>({
  version: oneOf(STORAGE_VERSION),
  entries: listOf(
    objectOf<SavedEntry>({
      key: isString,
      kind: oneOf('holidays', 'contract'),
      value: isAnything,
      storedAt: isNumber,
      expiresAt: anyOf<EpochMs | null>(isNumber, oneOf(null)),
    }),
  ),
})

const areHolidays = listOf(objectOf({ date: isString, exchange: isString, name: isString, status: isString }))
const isContract = objectOf({ ticker: isString, underlying: isString, expiration: isString, strike: isNumber })

export function createCacheStorage(storage: StorageLike | undefined): CacheStorage {
  if (storage === undefined) return { load: () => [], save: () => {} }
  return {
    load: (now) => load(storage, now),
    save(entries) {
      const kept = entries.filter((entry) => PERSISTED_KINDS.has(entry.kind)).slice(-MAX_SAVED)
      save(storage, kept)
    },
  }
}

function load(storage: StorageLike, now: EpochMs): readonly CacheEntry[] {
  const saved = readJson(storage)
  if (!isDocument(saved)) {
    remove(storage) // damaged, or of another version
    return []
  }
  return saved.entries
    .map(({ key, kind, value, storedAt, expiresAt }) => ({
      key,
      kind,
      value,
      storedAt,
      expiresAt: expiresAt ?? Number.POSITIVE_INFINITY,
    }))
    .filter((entry) => isStillGood(entry, now))
}

function isStillGood({ kind, value, storedAt, expiresAt }: CacheEntry, now: EpochMs): boolean {
  // a time of storing that lies ahead says that the machine's clock was changed
  if (now >= expiresAt || storedAt > now) return false
  if (kind === 'contract') return isContract(value)
  // the vendor lists the days to come: a list of past days has outlived its use
  return areHolidays(value) && value.some(({ date }) => Date.parse(date) >= now)
}

function readJson(storage: StorageLike): unknown {
  try {
    return JSON.parse(storage.getItem(STORAGE_KEY) ?? 'null')
  } catch {
    return undefined
  }
}

/** Where there is no room for all, the older half is let go until there is, or nothing is left to save. */
function save(storage: StorageLike, entries: readonly CacheEntry[]): void {
  if (entries.length === 0) return remove(storage)
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify({ version: STORAGE_VERSION, entries }))
  } catch {
    save(storage, entries.slice(Math.ceil(entries.length / 2)))
  }
}

function remove(storage: StorageLike): void {
  try {
    storage.removeItem(STORAGE_KEY)
  } catch {
    // blocked storage keeps nothing anyway
  }
}
