import { afterEach } from 'vitest'
import { createProxy } from '../../proxy/index.ts'
import type { ProxyOptions } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator, SimulatorOptions } from '../../simulator/index.ts'
import type { MassiveConfig } from '../../src/config.ts'
import { MassiveDataProvider } from '../../src/provider.ts'

/** The whole path over real sockets: simulator, proxy, provider. Closed after the test. */
export interface LiveDesk {
  readonly simulator: Simulator
  readonly proxyUrl: string
  readonly provider: MassiveDataProvider
  /** Another client of the same proxy. */
  readonly newProvider: (config?: MassiveConfig) => MassiveDataProvider
}

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

export interface LiveDeskOptions {
  readonly simulator?: SimulatorOptions
  readonly proxy?: Partial<ProxyOptions>
  readonly provider?: MassiveConfig
}

export async function createLiveDesk(options: LiveDeskOptions = {}): Promise<LiveDesk> {
  const simulator = await createSimulator({ ticksPerSecond: 300, ...options.simulator })
  closers.push(() => simulator.close())
  const { apiKey, restUrl, wsUrl } = simulator
  const proxy = await createProxy({ apiKey, restUrl, wsUrl, port: 0, logLevel: 'silent', ...options.proxy })
  closers.push(() => proxy.close())
  const newProvider = (config: MassiveConfig = {}): MassiveDataProvider => {
    const provider = new MassiveDataProvider({
      baseUrl: `${proxy.url}/api/massive`,
      wsUrl: proxy.wsUrl,
      tokenUrl: `${proxy.url}/api/ws-token`,
      ...config,
    })
    closers.push(() => provider.disconnect())
    return provider
  }
  return { simulator, proxyUrl: proxy.url, provider: newProvider(options.provider), newProvider }
}

/** Resolves as soon as the store's state satisfies the condition; rejects after ten seconds, saying for what it waited. */
export function untilState<TResult>(
  { store }: MassiveDataProvider,
  what: string,
  read: (state: ReturnType<MassiveDataProvider['store']['getState']>) => TResult | undefined | false,
): Promise<TResult> {
  return new Promise((resolve, reject) => {
    const done = (): boolean => {
      const result = read(store.getState())
      if (result === undefined || result === false) return false
      clearTimeout(timer)
      stop()
      resolve(result)
      return true
    }
    const timer = setTimeout(() => {
      stop()
      reject(new Error(`Waited ten seconds for ${what}`))
    }, 10_000)
    const stop = store.subscribe(() => void done())
    done()
  })
}
