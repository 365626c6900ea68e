import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import { ProxyError } from '../proxy-error.ts'
import { createTokenBucket } from '../token-bucket.ts'

/** No answer of the vendor silences the proxy for longer: its own windows are a minute long. */
const MAX_HOLD_MS = 300_000

export interface RateBudgetOptions {
  readonly clock: Clock
  readonly requestsPerMinute: number
  /** Requests that would have to wait longer are refused at once. */
  readonly maxWaitMs: number
  /** Of one subject. */
  readonly maxQueued: number
}

/** The vendor's rate, shared fairly: subjects take turns, so one that asks much waits behind itself alone. */
export interface RateBudget {
  /**
   * Resolves when the request may be sent. One that is not `isNeeded` any more when its turn comes costs nothing.
   * @default always needed
   */
  take(subject: string, isNeeded?: () => boolean): Promise<void>
  /** The vendor said too much: nothing is sent until then, or for five minutes where that is sooner. */
  holdUntil(at: EpochMs): void
  readonly queued: number
  stop(): void
}

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: ProxyError) => void
  readonly isNeeded: () => boolean
}

export function createRateBudget({ clock, requestsPerMinute, maxWaitMs, maxQueued }: RateBudgetOptions): RateBudget {
  const perSecond = requestsPerMinute / 60
  const bucket = createTokenBucket(perSecond, burstOf(requestsPerMinute))
  // in the order of their turns: a served subject goes to the end
  const queues = new Map<string, Waiter[]>()
  let queued = 0
  let heldUntil = 0
  let stopTimer: Stop | undefined

  const waitMs = (now: EpochMs): number => Math.max(heldUntil - now, bucket.waitMs(now))

  function serve(): void {
    stopTimer?.()
    stopTimer = undefined
    while (queued > 0) {
      const isNeeded = isNextNeeded(queues)
      if (isNeeded && (heldUntil > clock.now() || !bucket.take(clock.now()))) break
      queued -= 1
      takeNext(queues)?.resolve()
    }
    if (queued > 0) stopTimer = clock.after(waitMs(clock.now()), serve)
  }

  function refusal(waiting: number): ProxyError | undefined {
    // with fair turns everybody is served once more before each further request of this subject
    const ahead = Math.min(queued, (waiting + 1) * queues.size)
    const expectedMs = waitMs(clock.now()) + (ahead / perSecond) * 1000
    if (waiting < maxQueued && expectedMs <= maxWaitMs) return undefined
    const retryAfterMs = Math.max(1000, Math.round(expectedMs))
    return new ProxyError(429, 'rate-limited', "The proxy's request budget is used up; ask less often", {
      retryAfterMs,
    })
  }

  function rejectAll(error: ProxyError): void {
    stopTimer?.()
    stopTimer = undefined
    for (const { reject } of takeAll(queues)) reject(error)
    queued = 0
  }

  return {
    get queued() {
      return queued
    },
    take(subject, isNeeded = () => true) {
      const waiters = queues.get(subject) ?? []
      const refused = refusal(waiters.length)
      if (refused !== undefined) return Promise.reject(refused)
      return new Promise((resolve, reject) => {
        queues.set(subject, [...waiters, { resolve, reject, isNeeded }])
        queued += 1
        serve()
      })
    },
    holdUntil(at) {
      heldUntil = Math.max(heldUntil, Math.min(at, clock.now() + MAX_HOLD_MS))
      const retryAfterMs = heldUntil - clock.now()
      if (retryAfterMs <= maxWaitMs) return
      // nobody is kept waiting for longer than was promised
      rejectAll(new ProxyError(429, 'rate-limited', "The vendor's rate is used up; ask later", { retryAfterMs }))
    },
    stop() {
      rejectAll(new ProxyError(503, 'overloaded', 'The proxy is stopping'))
    },
  }
}

type Queues = Map<string, Waiter[]>

function isNextNeeded(queues: Queues): boolean {
  const [waiters] = queues.values()
  return waiters?.[0]?.isNeeded() ?? true
}

function takeNext(queues: Queues): Waiter | undefined {
  const [entry] = queues
  if (entry === undefined) return undefined
  const [subject, waiters] = entry
  const waiter = waiters.shift()
  queues.delete(subject)
  if (waiters.length > 0) queues.set(subject, waiters)
  return waiter
}

function takeAll(queues: Queues): readonly Waiter[] {
  const waiters = [...queues.values()].flat()
  queues.clear()
  return waiters
}

// a second's worth at once, but all of a small plan's
function burstOf(requestsPerMinute: number): number {
  return Math.max(Math.min(requestsPerMinute, 5), Math.ceil(requestsPerMinute / 60))
}
