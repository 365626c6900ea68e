import { orAborted } from '../abort.ts'
import type { ConnectionState } from '../stream/connection-state.ts'

export interface EndpointView {
  readonly state: ConnectionState
  readonly isNeeded: boolean
  /** What is held comes, by stream or by polling. */
  readonly isReady: boolean
}

/** Whoever waits for `connect()`. */
export interface Readiness {
  wait(signal?: AbortSignal): Promise<void>
  /** Settles who waits, if these views settle it. */
  review(views: readonly EndpointView[]): void
  /** Nobody waits any longer: it was disconnected on purpose. */
  settle(): void
}

export function createReadiness(): Readiness {
  const waiting = new Set<PromiseWithResolvers<void>>()

  const finish = (error?: Error): void => {
    for (const one of waiting) {
      if (error === undefined) one.resolve()
      else one.reject(error)
    }
    waiting.clear()
  }

  return {
    async wait(signal) {
      const one = Promise.withResolvers<void>()
      waiting.add(one)
      try {
        await orAborted(one.promise, signal)
      } finally {
        waiting.delete(one)
      }
    },
    review(views) {
      if (waiting.size === 0) return
      const refusal = views.map(refusalOf).find((error) => error !== undefined)
      if (refusal !== undefined) return finish(refusal)
      if (views.every(({ isNeeded, isReady }) => !isNeeded || isReady)) finish()
    },
    settle: () => finish(),
  }
}

// attempts go on where only the token is refused, but it is not for the caller to wait for a better one
const refusalOf = ({ isNeeded, state }: EndpointView): Error | undefined =>
  isNeeded && (state.status === 'closed' || state.status === 'waiting') ? state.error : undefined
