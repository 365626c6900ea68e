import { createProxy } from '../../../proxy/index.ts'
import type { Proxy, ProxyOptions } from '../../../proxy/index.ts'
import { createSimulator } from '../../../simulator/index.ts'
import { MassiveDataProvider } from '../../../src/index.ts'
import type { Quote } from '../../../src/index.ts'

/** A simulated vendor for apps in processes of their own. */
export interface Market {
  /** What leads a proxy to it that reads its settings from the environment. */
  readonly environment: Readonly<Record<string, string>>
  /** A proxy in this process. */
  proxy(options?: Partial<ProxyOptions>): Promise<Proxy>
  close(): Promise<void>
}

export async function openMarket(): Promise<Market> {
  const simulator = await createSimulator({ ticksPerSecond: 300 })
  const { apiKey, restUrl, wsUrl } = simulator
  return {
    environment: {
      MASSIVE_API_KEY: apiKey,
      MASSIVE_REST_URL: restUrl,
      MASSIVE_WS_URL: wsUrl,
      PROXY_LOG_LEVEL: 'silent',
    },
    proxy: (options) => createProxy({ apiKey, restUrl, wsUrl, port: 0, logLevel: 'silent', ...options }),
    close: () => simulator.close(),
  }
}

/** Asks a server for a quote as a page on its origin would, and waits for one by stream. */
export async function seenThrough(url: string): Promise<{ readonly asked: Quote; readonly streamed: Quote }> {
  const provider = new MassiveDataProvider({
    baseUrl: `${url}/api/massive`,
    wsUrl: `${url}/ws`,
    tokenUrl: `${url}/api/ws-token`,
  })
  try {
    const asked = await provider.getQuote('SPY')
    const streamed = await new Promise<Quote>((resolve) => {
      provider.subscribeQuotes(['SPY'], (quote) => quote.source === 'stream' && resolve(quote))
    })
    return { asked, streamed }
  } finally {
    provider.disconnect()
  }
}
