import type { Clock } from '../domain/clock.ts'
import type { EndpointHealth } from '../domain/health.ts'
import type { Endpoint } from '../domain/ticker.ts'

/** Counters are shown so often; a change of status or transport at once. */
const COUNTERS_EVERY_MS = 1000

/** Passes an endpoint's health on without making every counted message a change of the store. */
export function createEndpointHealth(
  clock: Clock,
  pass: (endpoint: Endpoint, health: EndpointHealth) => void,
): { readonly push: (endpoint: Endpoint, health: EndpointHealth) => void; readonly stop: () => void } {
  const passed = new Map<Endpoint, { readonly health: EndpointHealth; readonly at: number }>()
  const waiting = new Map<Endpoint, EndpointHealth>()
  let cancel: (() => void) | undefined

  const passOn = (endpoint: Endpoint, health: EndpointHealth): void => {
    waiting.delete(endpoint)
    passed.set(endpoint, { health, at: clock.now() })
    pass(endpoint, health)
  }
  const passWaiting = (): void => {
    cancel = undefined
    for (const [endpoint, health] of Array.from(waiting)) passOn(endpoint, health)
  }
  return {
    push(endpoint, health) {
      const last = passed.get(endpoint)
      const isDue = last === undefined || clock.now() - last.at >= COUNTERS_EVERY_MS
      if (isDue || isTurn(last.health, health)) return passOn(endpoint, health)
      waiting.set(endpoint, health)
      cancel ??= clock.after(COUNTERS_EVERY_MS, passWaiting)
    },
    stop() {
      cancel?.()
      if (cancel !== undefined) passWaiting()
    },
  }
}

function isTurn(left: EndpointHealth, right: EndpointHealth): boolean {
  return (
    left.status !== right.status ||
    left.transport !== right.transport ||
    left.reason !== right.reason ||
    left.retryAt !== right.retryAt ||
    left.requested !== right.requested ||
    left.acknowledged !== right.acknowledged
  )
}
