import type { RateBudget } from './rate-budget.ts'
import type { CleanAnswer } from './response-cache.ts'

export interface SharedRequestsOptions {
  readonly budget: Pick<RateBudget, 'take'>
  /** Asks the vendor; called once for all who want the same. */
  readonly ask: (target: string) => Promise<CleanAnswer>
  /** Somebody joined a request that is under way. */
  readonly onShared: () => void
}

/** Equal requests at the same time, asked once. */
export type ShareRequest = (target: string, subject: string) => Promise<CleanAnswer>

/** One request and everybody who waits for its answer. */
interface Flight {
  isSent: boolean
  /** How many wait for their turn to send it. */
  waiting: number
  readonly answer: Promise<CleanAnswer>
  readonly settle: (answer: Promise<CleanAnswer>) => void
}

/** Whoever's turn comes first sends for all: nobody waits behind the queue of another who asked before. */
export function createSharedRequests({ budget, ask, onShared }: SharedRequestsOptions): ShareRequest {
  const flights = new Map<string, Flight>()

  function send(target: string, flight: Flight): void {
    if (flight.isSent) return
    flight.isSent = true
    flight.settle(ask(target).finally(() => flights.delete(target)))
  }

  return async (target, subject) => {
    const known = flights.get(target)
    const flight = known ?? openFlight()
    if (known === undefined) flights.set(target, flight)
    else onShared()
    if (flight.isSent) return flight.answer
    flight.waiting += 1
    try {
      await Promise.race([budget.take(subject, () => !flight.isSent), flight.answer])
      send(target, flight)
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0 && !flight.isSent) flights.delete(target)
    }
    return flight.answer
  }
}

function openFlight(): Flight {
  const { promise, resolve } = Promise.withResolvers<CleanAnswer>()
  // those who wait hear of a failure; where nobody does any more, it is not an error of the process
  promise.catch(() => undefined)
  return { isSent: false, waiting: 0, answer: promise, settle: resolve }
}
