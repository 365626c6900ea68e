import type { EpochMs } from '../domain/freshness.ts'

/** Allows `perSecond` on average and `burst` at once. */
export interface TokenBucket {
  /** Takes `cost`; false, and nothing taken, where that is too much now. */
  take(now: EpochMs, cost?: number): boolean
  /** How long until `cost` could be taken, ms. */
  waitMs(now: EpochMs, cost?: number): number
}

export function createTokenBucket(perSecond: number, burst: number): TokenBucket {
  let level = burst
  let at: EpochMs | undefined

  function refill(now: EpochMs): void {
    if (at !== undefined) level = Math.min(burst, level + (Math.max(0, now - at) / 1000) * perSecond)
    at = now
  }

  return {
    take(now, cost = 1) {
      refill(now)
      if (level < cost) return false
      level -= cost
      return true
    },
    waitMs(now, cost = 1) {
      refill(now)
      return level >= cost ? 0 : Math.ceil(((cost - level) / perSecond) * 1000)
    },
  }
}
