import { orAborted } from './abort.ts'

/** One piece of work that several callers wait for. */
export interface SharedFlight<T> {
  /** Waits for the outcome; a caller's abort ends only that caller's wait. */
  join(signal?: AbortSignal): Promise<T>
  /** True once everyone who waited has left: the work was aborted and must not be joined any more. */
  readonly isAbandoned: boolean
}

/** Starts `work` at once. It is aborted when the last of those who wait for it has left. */
export function createSharedFlight<T>(work: (signal: AbortSignal) => Promise<T>): SharedFlight<T> {
  const controller = new AbortController()
  const outcome = work(controller.signal)
  // whoever waits hears of it; when nobody does any more, a failure concerns nobody
  outcome.catch(() => {})
  let waiting = 0

  const leave = (reason: unknown): void => {
    waiting--
    if (waiting === 0) controller.abort(reason)
  }

  return {
    async join(signal) {
      signal?.throwIfAborted()
      waiting++
      try {
        return await orAborted(outcome, signal)
      } finally {
        if (signal?.aborted) leave(signal.reason)
        else waiting--
      }
    },
    get isAbandoned() {
      return controller.signal.aborted
    },
  }
}
