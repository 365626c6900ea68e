import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createProxy } from '../../proxy/index.ts'
import type { Proxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import { massive } from '../../src/massive.ts'
import { removeSnippets, ROOT, SNIPPETS_FOLDER, writeSnippets } from './snippets.ts'

const run = promisify(execFile)
const SLOW_MS = 120_000

const snippets = await writeSnippets()

describe('every snippet of the documentation', () => {
  let simulator: Simulator
  let proxy: Proxy

  beforeAll(async () => {
    simulator = await createSimulator({ ticksPerSecond: 100 })
    const { restUrl, wsUrl } = simulator
    proxy = await createProxy({ apiKey: 'simulator', restUrl, wsUrl, port: 0, logLevel: 'silent' })
    // snippets use the page's own origin
    vi.stubGlobal('location', new URL(`${proxy.url}/`))
    for (const method of ['log', 'info', 'warn'] as const) vi.spyOn(console, method).mockImplementation(() => {})
  }, SLOW_MS)

  afterAll(async () => {
    massive.disconnect()
    vi.unstubAllGlobals()
    await proxy.close()
    await simulator.close()
    await removeSnippets()
  }, SLOW_MS)

  it(
    'compiles under the strictest flags',
    async () => {
      const { stdout } = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', SNIPPETS_FOLDER]).catch(
        (error: { readonly stdout: string }) => error,
      )

      expect(stdout.split('\n').filter((line) => line.includes('.snippets'))).toEqual([])
      expect(snippets.length).toBeGreaterThan(20)
    },
    SLOW_MS,
  )

  it.each(snippets.filter(({ isRun }) => isRun))(
    '$name runs',
    async ({ path }) => {
      await expect(import(/* @vite-ignore */ path)).resolves.toBeDefined()
    },
    SLOW_MS,
  )

  it(
    'the quick start’s proxy starts',
    async () => {
      const market = snippets.find(({ path }) => path.endsWith('market.ts'))
      const path = join(SNIPPETS_FOLDER, 'market-on-a-free-port.ts')
      const text = await readFile(market?.path ?? '', 'utf8')
      await writeFile(path, text.replace('port: 8090', "port: 0, logLevel: 'silent'"))
      const preserve = ['--preserve-symlinks-main', path]
      const child = spawn(process.execPath, preserve, { cwd: SNIPPETS_FOLDER, stdio: ['ignore', 'pipe', 'inherit'] })
      try {
        const lines: unknown[] = await once(createInterface(child.stdout), 'line')

        expect(String(lines[0])).toMatch(/^Market data on http:\/\/127\.0\.0\.1:\d+$/)
      } finally {
        child.kill()
      }
    },
    SLOW_MS,
  )
})
