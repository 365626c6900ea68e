import type { EpochMs } from '../../domain/freshness.ts'

const MAX_TRIES = 3

/** What was asked of the vendor and what it has confirmed. A pair is `CHANNEL.TICKER`. */
export interface AckTracker {
  /** Notes that these were sent. */
  sent(pairs: readonly string[], now: EpochMs): void
  /** Confirmed by an ack or by data. Returns true the first time. */
  confirm(pair: string): boolean
  isConfirmed(pair: string): boolean
  forget(pair: string): void
  /** Forgets everything: the vendor does too when a socket closes. */
  reset(): void
  /** Pairs whose ack is overdue: those worth another try, and those given up now. */
  overdue(now: EpochMs): { readonly retry: readonly string[]; readonly givenUp: readonly string[] }
  /** How many are not confirmed, those given up included: their data may come all the same. */
  readonly unconfirmed: number
  readonly confirmed: number
}

/** The vendor drops what it does not know without a word, so silence is the only sign of a refusal. */
export function createAckTracker(timeoutMs: number): AckTracker {
  const confirmed = new Set<string>()
  const waiting = new Map<string, { tries: number; sentAt: EpochMs }>()
  const silent = new Set<string>()

  return {
    get unconfirmed() {
      return waiting.size + silent.size
    },
    get confirmed() {
      return confirmed.size
    },
    sent(pairs, now) {
      for (const pair of pairs) {
        if (confirmed.has(pair)) continue
        waiting.set(pair, { tries: (waiting.get(pair)?.tries ?? 0) + 1, sentAt: now })
      }
    },
    confirm(pair) {
      if (confirmed.has(pair)) return false
      waiting.delete(pair)
      silent.delete(pair)
      confirmed.add(pair)
      return true
    },
    isConfirmed: (pair) => confirmed.has(pair),
    forget(pair) {
      waiting.delete(pair)
      silent.delete(pair)
      confirmed.delete(pair)
    },
    reset() {
      waiting.clear()
      silent.clear()
      confirmed.clear()
    },
    overdue(now) {
      const retry: string[] = []
      const givenUp: string[] = []
      for (const [pair, { tries, sentAt }] of waiting) {
        if (now - sentAt < timeoutMs) continue
        if (tries < MAX_TRIES) retry.push(pair)
        else givenUp.push(pair)
      }
      for (const pair of givenUp) {
        waiting.delete(pair)
        silent.add(pair)
      }
      return { retry, givenUp }
    },
  }
}
