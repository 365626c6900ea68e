import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createProxy } from '../../proxy/index.ts'
import type { Proxy, ProxyOptions } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import { massive } from '../../src/massive.ts'
import { ROOT, writeSnippets } from './snippets.ts'

const run = promisify(execFile)
const SLOW_MS = 120_000

const snippets = await writeSnippets('compiled')

describe('the snippets of the documentation', () => {
  let simulator: Simulator
  let proxy: Proxy
  let settings: ProxyOptions

  beforeAll(async () => {
    simulator = await createSimulator({ ticksPerSecond: 100 })
    const { restUrl, wsUrl } = simulator
    settings = { apiKey: 'simulator', restUrl, wsUrl, port: 0, logLevel: 'silent' }
    proxy = await createProxy(settings)
    // snippets use the page's own origin
    vi.stubGlobal('location', new URL(`${proxy.url}/`))
    for (const method of ['log', 'info', 'warn'] as const) vi.spyOn(console, method).mockImplementation(() => {})
  }, SLOW_MS)

  afterAll(async () => {
    massive.disconnect()
    vi.unstubAllGlobals()
    await proxy.close()
    await simulator.close()
    await snippets.remove()
  }, SLOW_MS)

  it(
    'compile under the strictest flags',
    async () => {
      const { stdout } = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', snippets.folder]).catch(
        (error: { readonly stdout: string }) => error,
      )

      expect(stdout.split('\n').filter((line) => line.includes('.snippets'))).toEqual([])
      expect(snippets.all.length).toBeGreaterThan(20)
    },
    SLOW_MS,
  )

  it.each(snippets.all.filter(({ isRun }) => isRun))(
    '$name runs',
    async ({ path }) => {
      await expect(import(/* @vite-ignore */ path)).resolves.toBeDefined()
    },
    SLOW_MS,
  )

  it(
    'start the quick start’s proxy',
    async () => {
      const path = join(snippets.folder, 'market-on-a-free-port.ts')
      const text = snippets.all.find(({ file }) => file === 'market.ts')?.code ?? ''
      await writeFile(path, text.replace('port: 8090', 'port: 0'))
      const preserve = ['--preserve-symlinks-main', path]
      const child = spawn(process.execPath, preserve, { cwd: snippets.folder, stdio: ['ignore', 'pipe', 'inherit'] })
      try {
        const lines: unknown[] = await once(createInterface(child.stdout), 'line')

        expect(String(lines[0])).toMatch(/^Market data on http:\/\/127\.0\.0\.1:\d+$/)
      } finally {
        child.kill()
      }
    },
    SLOW_MS,
  )

  it(
    'let in who has a session, and nobody else',
    async () => {
      const { authorize } = await snippets.load<Pick<ProxyOptions, 'authorize'>>('authorize.ts')
      const guarded = await createProxy({ ...settings, authorize })
      const statusWith = async (headers: Readonly<Record<string, string>>): Promise<number> =>
        (await fetch(`${guarded.url}/api/ws-token`, { method: 'POST', headers })).status

      expect(await statusWith({})).not.toBe(200)
      expect(await statusWith({ cookie: 'session=1' })).toBe(200)
      await guarded.close()
    },
    SLOW_MS,
  )

  it('pass the old names on', async () => {
    const passed = await snippets.load<object>('lib/massiveClient.ts')

    expect(new Set(Object.keys(passed))).toEqual(
      new Set(['massiveClient', 'massiveWS', 'massiveSubscriptionManager', 'MassiveApiClient']),
    )
  })
})
