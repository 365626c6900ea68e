import { MassiveREST } from '../../adapters/rest/rest.ts'
import type { MassiveRestOptions } from '../../adapters/rest/rest-types.ts'
import type { TokenSource } from '../../adapters/token-source.ts'
import type { HealthEvent, RestHealth } from '../../domain/health.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../src/testing/fake-clock.ts'
import { createFakeFetch } from './fake-fetch.ts'
import type { FakeFetch, FakeRequest } from './fake-fetch.ts'

export const BASE_URL = 'http://proxy.test/api/massive'

export type RestHandler = (request: FakeRequest, index: number) => Response | Promise<Response>

export interface FakeTokens extends TokenSource {
  /** The rejected tokens that were brought back. */
  readonly refreshed: readonly string[]
}

/** Hands out `token-1`, and after each refusal the next. */
export function createFakeTokens(): FakeTokens {
  const refreshed: string[] = []
  let issued = 1
  return {
    refreshed,
    getToken: async () => `token-${issued}`,
    async refresh(rejected) {
      refreshed.push(rejected)
      if (rejected === `token-${issued}`) issued++
      return `token-${issued}`
    },
    subscribe: () => () => {},
  }
}

export interface RestDesk {
  readonly rest: MassiveREST
  readonly clock: FakeClock
  readonly tokens: FakeTokens
  readonly server: FakeFetch
  readonly events: HealthEvent[]
  readonly changes: RestHealth[]
  /** Paths below the vendor's root with their queries, oldest first. */
  readonly asked: () => readonly string[]
}

/** A `MassiveREST` in front of a proxy that is played by a function. Chance always says 0 unless told otherwise. */
export function createRestDesk(handler: RestHandler, options: Partial<MassiveRestOptions> = {}): RestDesk {
  const clock = createFakeClock()
  const tokens = createFakeTokens()
  const server = createFakeFetch(handler)
  const events: HealthEvent[] = []
  const changes: RestHealth[] = []
  const rest = new MassiveREST({
    baseUrl: BASE_URL,
    tokens,
    fetch: server.fetch,
    clock,
    random: () => 0,
    onEvent: (event) => events.push(event),
    onChange: (health) => changes.push(health),
    ...options,
  })
  const asked = (): readonly string[] =>
    server.requests.map(({ url }) => decodeURIComponent(url.pathname.replace('/api/massive/', '') + url.search))
  return { rest, clock, tokens, server, events, changes, asked }
}
