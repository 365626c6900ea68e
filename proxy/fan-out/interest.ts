import type { Clock, Stop } from '../../domain/clock.ts'

export interface InterestOptions {
  readonly clock: Clock
  /** How long something stays wanted after its last holder left. */
  readonly lingerMs: number
  /** How many may linger; beyond it the longest left end at once. @default 10000 */
  readonly maxLingering?: number | undefined
  readonly onWanted: (key: string) => void
  readonly onUnwanted: (key: string) => void
}

/** Counts who wants what. The first holder starts it; it ends some time after the last one left. */
export interface Interest {
  acquire(key: string): void
  release(key: string): void
  /** Ends what nobody holds at once, without lingering. */
  end(key: string): void
  has(key: string): boolean
  readonly size: number
  /** Forgets everything at once, without telling. */
  stop(): void
}

export function createInterest(options: InterestOptions): Interest {
  const { clock, lingerMs, maxLingering = 10_000, onWanted, onUnwanted } = options
  const counts = new Map<string, number>()
  // insertion order is the order of expiry, so one timer serves them all
  const lingering = new Map<string, number>()
  let stopTimer: Stop | undefined

  function schedule(): void {
    if (stopTimer !== undefined || lingering.size === 0) return
    const [first = clock.now()] = lingering.values()
    stopTimer = clock.after(Math.max(0, first - clock.now()), expire)
  }

  function expire(): void {
    stopTimer = undefined
    const now = clock.now()
    for (const [key, expiresAt] of lingering) {
      if (expiresAt > now) break
      end(key)
    }
    schedule()
  }

  function end(key: string): void {
    lingering.delete(key)
    counts.delete(key)
    onUnwanted(key)
  }

  return {
    get size() {
      return counts.size
    },
    has: (key) => counts.has(key),
    acquire(key) {
      const count = counts.get(key)
      counts.set(key, (count ?? 0) + 1)
      lingering.delete(key)
      if (count === undefined) onWanted(key)
    },
    release(key) {
      const count = counts.get(key)
      if (count === undefined || count === 0) return
      counts.set(key, count - 1)
      if (count > 1) return
      lingering.set(key, clock.now() + lingerMs)
      // a client that asks for all there is, page by page, must not make everything linger
      const [longest] = lingering.keys()
      if (lingering.size > maxLingering && longest !== undefined) end(longest)
      schedule()
    },
    end(key) {
      if (counts.get(key) === 0) end(key)
    },
    stop() {
      stopTimer?.()
      stopTimer = undefined
      lingering.clear()
      counts.clear()
    },
  }
}
