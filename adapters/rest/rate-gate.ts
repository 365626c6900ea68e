import { wait } from '../../domain/clock.ts'
import type { Clock } from '../../domain/clock.ts'
import { RateLimitError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'

export interface RateGateOptions {
  readonly clock: Clock
  /** A number in [0, 1). */
  readonly random: () => number
  /** The longest that one request waits at the gate, ms. */
  readonly maxWaitMs: number
}

/** Holds back every request while the source says that we ask too often. */
export interface RateGate {
  /**
   * Resolves when a request may be sent.
   * @throws RateLimitError when that would take longer than `maxWaitMs`. Rejects with the signal's reason.
   */
  pass(signal?: AbortSignal): Promise<void>
  /** Closes the gate for so long; it never shortens what was said before. */
  hold(forMs: number): void
  /** When the gate opens; undefined while it is open. */
  readonly heldUntil: EpochMs | undefined
}

// those who waited together do not all ask in the same millisecond
const SPREAD_MS = 250

export function createRateGate({ clock, random, maxWaitMs }: RateGateOptions): RateGate {
  let openAt: EpochMs = Number.NEGATIVE_INFINITY

  return {
    async pass(signal) {
      signal?.throwIfAborted()
      const patientUntil = clock.now() + maxWaitMs
      // it may have been closed again by the time the wait is over
      while (clock.now() < openAt) {
        const leftMs = openAt - clock.now()
        if (openAt > patientUntil) throw new RateLimitError(leftMs)
        await wait(clock, leftMs + random() * SPREAD_MS, signal)
      }
    },
    hold(forMs) {
      openAt = Math.max(openAt, clock.now() + forMs)
    },
    get heldUntil() {
      return clock.now() < openAt ? openAt : undefined
    },
  }
}
