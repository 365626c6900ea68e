import { RequestTimeoutError } from '../domain/errors.ts'
import type { Clock } from '../domain/clock.ts'

/** Settles like `promise`, or rejects with the signal's reason as soon as it aborts, whichever is first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason)
    const settled = (): void => signal.removeEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(settled)
  })
}

export interface Deadline {
  readonly clock: Clock
  readonly timeoutMs: number
  /** What is being waited for, for the error's text. */
  readonly what: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs `task` with a signal that aborts when the caller's does or when time is up. The timer is the injected clock's,
 * and the wait ends even where `task` pays no heed to its signal.
 *
 * @throws RequestTimeoutError
 */
export async function withDeadline<T>(deadline: Deadline, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, timeoutMs, what, signal } = deadline
  signal?.throwIfAborted()
  const timeout = new AbortController()
  const stop = clock.after(timeoutMs, () => timeout.abort(new RequestTimeoutError(what, timeoutMs)))
  const either = signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal])
  try {
    return await orAborted(task(either), either)
  } finally {
    stop()
  }
}
