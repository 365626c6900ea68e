import type { MassiveConfig } from '../../src/config.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../src/testing/fake-clock.ts'
import { createFakeFetch, json } from './fake-fetch.ts'
import type { FakeFetch, FakeRequest } from './fake-fetch.ts'

/** Monday 2026-11-23, 10:00 in New York. */
export const NOW = Date.parse('2026-11-23T15:00:00Z')

export interface RestProvider {
  readonly provider: MassiveDataProvider
  readonly clock: FakeClock
  readonly server: FakeFetch
  /** What was asked but for tokens, oldest first. */
  readonly calls: () => readonly URL[]
}

/** A provider whose proxy is a function; no socket ever opens. */
export function createRestProvider(
  answer: (request: FakeRequest) => Response | Promise<Response>,
  config: MassiveConfig = {},
): RestProvider {
  const clock = createFakeClock({ now: NOW })
  const server = createFakeFetch((request) =>
    request.url.pathname === '/api/ws-token'
      ? json({ token: 'secret-token', expiresAt: clock.now() + 300_000, serverTime: clock.now() })
      : answer(request),
  )
  const provider = new MassiveDataProvider({
    baseUrl: 'http://proxy.test/api/massive',
    wsUrl: 'ws://proxy.test/ws',
    tokenUrl: 'http://proxy.test/api/ws-token',
    clock,
    fetch: server.fetch,
    random: () => 0.5,
    storage: null,
    autoConnect: false,
    ...config,
  })
  const calls = (): readonly URL[] =>
    server.requests.map(({ url }) => url).filter(({ pathname }) => pathname !== '/api/ws-token')
  return { provider, clock, server, calls }
}
