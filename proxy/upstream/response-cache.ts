import type { Clock } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'

/** A vendor's answer, cleaned of what must not go on. */
export interface CleanAnswer {
  readonly text: string
  readonly fetchedAt: EpochMs
}

export interface ResponseCacheOptions {
  readonly clock: Clock
  readonly maxEntries: number
  /** All texts together, in characters. */
  readonly maxCharacters: number
}

export interface ResponseCache {
  get(key: string, ttlMs: number): CleanAnswer | undefined
  set(key: string, answer: CleanAnswer): void
  readonly size: number
  readonly hits: number
  readonly misses: number
}

/** Short-lived answers for everybody, least recently used out first. */
export function createResponseCache({ clock, maxEntries, maxCharacters }: ResponseCacheOptions): ResponseCache {
  const entries = new Map<string, CleanAnswer>()
  let characters = 0
  let hits = 0
  let misses = 0

  function remove(key: string): void {
    const entry = entries.get(key)
    if (entry === undefined) return
    entries.delete(key)
    characters -= entry.text.length
  }

  return {
    get size() {
      return entries.size
    },
    get hits() {
      return hits
    },
    get misses() {
      return misses
    },
    get(key, ttlMs) {
      const entry = entries.get(key)
      if (entry === undefined || clock.now() - entry.fetchedAt >= ttlMs) {
        remove(key)
        misses += 1
        return undefined
      }
      hits += 1
      entries.delete(key)
      entries.set(key, entry)
      return entry
    },
    set(key, answer) {
      remove(key)
      if (answer.text.length > maxCharacters / 4) return
      entries.set(key, answer)
      characters += answer.text.length
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && characters <= maxCharacters) break
        remove(oldest)
      }
    },
  }
}
