import { beforeAll, onTestFinished } from 'vitest'
import type { MassiveConfig } from '../../src/config.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import type { FakeClock } from '../../src/testing/fake-clock.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { MarketDataStoreOptions } from '../../store/market-data-store.ts'
import { createFakeFetch, json } from './fake-fetch.ts'
import type { FakeRequest } from './fake-fetch.ts'
import type { FakeStreamServer } from './fake-stream-server.ts'

const TOKEN_LASTS_MS = 360_000_000

export interface StreamingProviderOptions {
  readonly clock: FakeClock
  readonly stream: FakeStreamServer
  /** How REST answers all but the token. */
  readonly answer: (request: FakeRequest) => Response | Promise<Response>
  /** What the token tells of the server's clock. */
  readonly serverNow: () => number
  readonly store?: MarketDataStoreOptions
  readonly config: MassiveConfig
}

export interface StreamingProvider {
  readonly provider: MassiveDataProvider
  /** Resolves when the stream is open; takes none of the world's time. */
  readonly connected: () => Promise<void>
  /** Holds something, and waits until the stream has delivered. */
  readonly followed: (hold: () => () => void) => Promise<() => void>
}

/** To be called by a file whose tests count on what time it is: loading code takes none of a world's. */
export function loadLazyParts(): void {
  beforeAll(() => Promise.all([import('../../src/rest-part.ts'), import('../../src/stream-part.ts')]))
}

/** A provider between a stream in memory and a function for REST, until the test is over. */
export function createStreamingProvider(options: StreamingProviderOptions): StreamingProvider {
  const { clock, stream, answer, serverNow, store, config } = options
  const server = createFakeFetch((request) =>
    request.url.pathname === '/api/ws-token'
      ? json({ token: 'token', expiresAt: serverNow() + TOKEN_LASTS_MS, serverTime: serverNow() })
      : answer(request),
  )
  const provider = new MassiveDataProvider({
    baseUrl: 'http://proxy.test/api/massive',
    wsUrl: 'ws://proxy.test/ws',
    tokenUrl: 'http://proxy.test/api/ws-token',
    store: createMarketDataStore({ clock, devtools: false, ...store }),
    clock,
    fetch: server.fetch,
    random: () => 0.5,
    storage: null,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a socket in memory has all that the provider uses
    WebSocket: stream.network.WebSocket as typeof WebSocket,
    ...config,
  })
  onTestFinished(() => provider.disconnect())
  const connected = async (): Promise<void> => {
    while (provider.store.getState().connection.indices.transport !== 'streaming') await clock.advanceAsync(0)
  }
  const followed = async (hold: () => () => void): Promise<() => void> => {
    const stops = [hold(), provider.subscribeQuotes(['SPY'], () => {})]
    await connected()
    await clock.advanceAsync(100)
    stream.quote('SPY', 1)
    await clock.advanceAsync(100)
    return () => stops.forEach((stop) => stop())
  }
  return { provider, connected, followed }
}
