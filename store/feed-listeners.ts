import type { Aggregate } from '../domain/aggregate.ts'
import type { Stop } from '../domain/clock.ts'
import type { Quote } from '../domain/quote.ts'
import type { Trade } from '../domain/trade.ts'

/** Callbacks by key; one callback may be there any number of times. */
export interface Listeners<T> {
  readonly add: (keys: readonly string[], callback: (value: T) => void) => Stop
  readonly notify: (key: string, value: T) => void
  readonly has: (key: string) => boolean
  readonly isEmpty: () => boolean
  readonly keys: () => readonly string[]
}

/** Who is told of what a flush brought. */
export interface FeedListeners {
  /** By symbol. */
  readonly quotes: Listeners<Quote>
  /** By symbol. */
  readonly trades: Listeners<Trade>
  /** By series key. */
  readonly bars: Listeners<Aggregate>
  /** By channel and symbol. */
  readonly rejections: Listeners<Error>
}

export function createFeedListeners(onFailure: (error: unknown) => void): FeedListeners {
  return {
    quotes: createListeners(onFailure),
    trades: createListeners(onFailure),
    bars: createListeners(onFailure),
    rejections: createListeners(onFailure),
  }
}

/** @param onFailure told of what a callback threw; the others are called all the same */
export function createListeners<T>(onFailure: (error: unknown) => void): Listeners<T> {
  const byKey = new Map<string, Set<{ readonly callback: (value: T) => void }>>()
  return {
    add(keys, callback) {
      const entry = { callback }
      for (const key of keys) {
        const entries = byKey.get(key) ?? new Set()
        byKey.set(key, entries.add(entry))
      }
      return () => {
        for (const key of keys) {
          const entries = byKey.get(key)
          entries?.delete(entry)
          if (entries?.size === 0) byKey.delete(key)
        }
      }
    },
    notify(key, value) {
      // a copy: a callback may stop itself or another
      for (const { callback } of Array.from(byKey.get(key) ?? [])) {
        try {
          callback(value)
        } catch (error) {
          onFailure(error)
        }
      }
    },
    has: (key) => byKey.has(key),
    isEmpty: () => byKey.size === 0,
    keys: () => [...byKey.keys()],
  }
}
