import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import * as z from 'zod'
import { createProxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import { launchBrowser } from '../../test/support/browser.ts'
import { createFastClock } from '../../test/support/fast-clock.ts'
import { createSeededRandom } from '../../test/support/seeded-random.ts'
import { visitDesk } from './page-visitor.ts'

/*
 * Records what the built page asks its provider for and holds on the stream, while a visitor looks at it for an hour in
 * all, for a desk is left open all day: `node bench/adapters/record-page-session.ts` writes `page-session.json`, which the cache's
 * bench plays again. Simulator, proxy and page live so many times faster than we do. What the visitor does is drawn by
 * chance, from a seed. What the machine takes for an act is added to the page's time, so many times longer than it took:
 * where it is busy, the session lasts longer, and what is asked again is asked later.
 */

const SEED = 20_261_122
const SPEED = 4
const LASTS_MS = 3_600_000
/** For a machine that is busy otherwise. */
const PATIENCE_MS = 180_000
const FRIDAY_MORNING = Date.parse('2026-11-20T15:02:40Z')
const TARGET = join(import.meta.dirname, 'page-session.json')

/** Put into the page's main module: writes down every call of the provider, its signal's abort, and a hold's end. */
const RECORDER = `
const calls = (globalThis.recordedCalls = [])
const startedAt = (globalThis.recordedSince = Date.now())
const record = (name, owner, method) => {
  const original = owner[method].bind(owner)
  owner[method] = (...given) => {
    const args = given.flatMap((each) => {
      if (typeof each === 'function') return []
      if (each?.signal === undefined) return [each]
      const { signal, ...rest } = each
      return Object.keys(rest).length === 0 ? [] : [rest]
    })
    const call = { atMs: Date.now() - startedAt, method: name, args }
    calls.push(call)
    const end = () => void (call.endedAtMs ??= Date.now() - startedAt)
    const signal = given.find((each) => each?.signal)?.signal
    signal?.addEventListener('abort', end, { once: true })
    const answer = original(...given)
    if (typeof answer === 'function') return () => { end(); answer() }
    answer.then(() => signal?.removeEventListener('abort', end), () => {})
    return answer
  }
}
for (const method of ['getMarketStatus', 'getMarketHolidays', 'getQuote', 'getQuotes', 'getOptionsChain',
  'getOptionContract', 'getIndex', 'getIndices', 'getAggregates', 'getRSI', 'getOptionTrades',
  'subscribeQuotes', 'subscribeAggregates', 'subscribeTrades']) record(method, provider, method)
record('search', provider.tickers, 'search')
`

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'recorded-desk-'))
  process.env.NODE_ENV = 'production'
  await build({
    configFile: 'vite.config.ts',
    logLevel: 'error',
    plugins: [{ name: 'recorder', enforce: 'pre', transform: withRecorder }],
    build: { outDir: directory },
  })
  const clock = createFastClock(SPEED, FRIDAY_MORNING)
  const simulator = await createSimulator({ seed: SEED, ticksPerSecond: 20, clock })
  const { apiKey, restUrl, wsUrl } = simulator
  const limits = { tokensPerMinute: 10_000, restPerMinute: 100_000, requestsPerMinute: 100_000 }
  const upstream = { apiKey, restUrl, wsUrl }
  const proxy = await createProxy({ ...upstream, ...limits, clock, port: 0, logLevel: 'silent', staticDir: directory })
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    await context.addInitScript(hasten, { speed: SPEED, startAt: clock.now() })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(proxy.url)
    await page.locator('.at-the-money').waitFor()
    await visitDesk(page, createSeededRandom(SEED), LASTS_MS, SPEED)
    await writeFile(TARGET, await recording(page))
  } finally {
    await browser.close()
    await proxy.close()
    await simulator.close()
    await rm(directory, { recursive: true, force: true })
  }
}

function withRecorder(code: string, id: string): string | undefined {
  if (!id.endsWith('demo/main.tsx')) return undefined
  const anchor = 'fillFirstWatchlist(store)'
  if (!code.includes(`\n${anchor}`)) throw new Error(`demo/main.tsx holds no ${anchor} to record after`)
  return code.replace(`\n${anchor}`, `\n${RECORDER}\n${anchor}`)
}

/** Runs in the page, before all else. */
function hasten({ speed, startAt }: { readonly speed: number; readonly startAt: number }): void {
  const { setTimeout: after, setInterval: every } = globalThis
  const realStart = performance.now()
  Date.now = () => Math.floor(startAt + (performance.now() - realStart) * speed)
  type Task = (...rest: unknown[]) => void
  Object.assign(globalThis, {
    setTimeout: (task: Task, ms = 0, ...rest: unknown[]) => after(task, ms / speed, ...rest),
    setInterval: (task: Task, ms = 0, ...rest: unknown[]) => every(task, ms / speed, ...rest),
  })
}

/** A call a line, so that two recordings can be compared. */
async function recording(page: Page): Promise<string> {
  const text = await page.evaluate(() =>
    JSON.stringify([Reflect.get(globalThis, 'recordedSince'), Reflect.get(globalThis, 'recordedCalls')]),
  )
  const [startedAt, calls] = z.tuple([z.number(), z.array(z.unknown())]).parse(JSON.parse(text))
  const lines = calls.map((call) => `    ${JSON.stringify(call)}`)
  return `{\n  "startedAt": ${startedAt},\n  "calls": [\n${lines.join(',\n')}\n  ]\n}\n`
}

await main()
