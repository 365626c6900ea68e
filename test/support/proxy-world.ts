import { afterEach } from 'vitest'
import * as z from 'zod'
import type { Proxy, ProxyOptions } from '../../proxy/options.ts'
import { createProxy } from '../../proxy/server.ts'
import { createFakeVendor } from './fake-vendor.ts'
import type { FakeVendor } from './fake-vendor.ts'
import { openWireClient } from './wire-client.ts'
import type { WireClient } from './wire-client.ts'

export interface ProxyWorld {
  readonly vendor: FakeVendor
  readonly proxy: Proxy
  /** Every line the proxy logged. */
  readonly log: string[]
  readonly token: () => Promise<string>
  /** A client with a token, already greeted. */
  readonly client: (endpoint?: 'options' | 'indices') => Promise<WireClient>
  /** `GET` with a token. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>
}

const tokenAnswer = z.object({ token: z.string() })
const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

/** Runs after the test, last registered first. */
export function onTestEnd(close: () => Promise<void> | void): void {
  closers.push(close)
}

/** A proxy in front of a scripted vendor, with waiting times a test can afford. */
export async function createProxyWorld(options: Partial<ProxyOptions> = {}): Promise<ProxyWorld> {
  const vendor = await createFakeVendor()
  onTestEnd(() => vendor.close())
  const log: string[] = []
  const proxy = await createProxy({
    apiKey: vendor.key,
    restUrl: vendor.restUrl,
    wsUrl: vendor.wsUrl,
    port: 0,
    metricsPort: 0,
    tokenSecret: 'a secret of the tests, long enough for all',
    logDestination: { write: (line: string) => void log.push(line) },
    closeSpreadMs: 0,
    closeGraceMs: 500,
    beatMs: 1,
    maxRateHz: 1_000,
    random: () => 0,
    ...options,
  })
  onTestEnd(() => proxy.close())

  async function token(): Promise<string> {
    const response = await fetch(`${proxy.url}/api/ws-token`, { method: 'POST' })
    return tokenAnswer.parse(await response.json()).token
  }

  return {
    vendor,
    proxy,
    log,
    token,
    async client(endpoint = 'indices') {
      const client = openWireClient(`${proxy.wsUrl}/${endpoint}?token=${await token()}`)
      onTestEnd(() => client.socket.terminate())
      await client.next('status', (data) => data.status === 'authenticated')
      return client
    },
    async get(path, headers = {}) {
      return fetch(proxy.url + path, { headers: { 'x-massive-proxy-token': await token(), ...headers } })
    },
  }
}
