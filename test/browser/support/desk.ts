import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { WebSocket } from 'ws'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { systemClock } from '../../../domain/clock.ts'
import type { Clock } from '../../../domain/clock.ts'
import { createProxy } from '../../../proxy/index.ts'
import type { Proxy } from '../../../proxy/index.ts'
import { createSimulator } from '../../../simulator/index.ts'
import type { Simulator, SimulatorOptions } from '../../../simulator/index.ts'
import { launchBrowser } from '../../support/browser.ts'
import { outsideEnvironment } from '../../support/outside-environment.ts'

const ROOT = join(import.meta.dirname, '../../..')
const DELAYED_HOST = 'delayed.localhost'
const API_KEY = 'key-of-the-browser-tests'

export interface DeskOptions {
  readonly simulator?: SimulatorOptions
  /** Where all clocks start: simulator, proxy and visitors, epoch ms. @default now */
  readonly startAt?: number
}

interface Upstream {
  readonly simulator: Simulator
  readonly isDelayed: boolean
  readonly clock: Clock
  readonly staticDir: string
}

/** Simulator, proxy, built page and a browser, all in this process but the last. */
export interface Desk {
  readonly url: string
  readonly simulator: Simulator
  readonly browser: Browser
  /** A visitor of their own: no storage shared with others. Closed with the desk. */
  visit(options?: BrowserContextOptions): Promise<Visit>
  close(): Promise<void>
}

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page complained about: uncaught errors and console errors. */
  readonly complaints: readonly string[]
}

export async function openDesk({ simulator: options = {}, startAt = Date.now() }: DeskOptions = {}): Promise<Desk> {
  const pageDirectory = await buildPage()
  const offset = startAt - Date.now()
  const clock: Clock = { ...systemClock, now: () => Date.now() + offset }
  const simulator = await createSimulator({ ticksPerSecond: 300, clock, ...options, apiKey: API_KEY })
  const proxy = await startProxy({ simulator, isDelayed: options.delayed === true, clock, staticDir: pageDirectory })
  const browser = await launchBrowser()
  return {
    url: proxy.url,
    simulator,
    browser,
    async visit(contextOptions = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions })
      await context.addInitScript(shiftClock, offset)
      const page = await context.newPage()
      return { page, context, complaints: listen(page) }
    },
    async close() {
      await browser.close()
      await proxy.close()
      await simulator.close()
      await rm(pageDirectory, { recursive: true, force: true })
    },
  }
}

export async function buildPage(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'options-desk-'))
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', directory, '--logLevel', 'error'], {
    cwd: ROOT,
    env: outsideEnvironment(),
  })
  return directory
}

function startProxy({ simulator, isDelayed, clock, staticDir }: Upstream): Promise<Proxy> {
  return createProxy({
    port: 0,
    clock,
    logLevel: 'silent',
    tokensPerMinute: 1_000,
    requestsPerMinute: 100_000,
    restPerMinute: 100_000,
    // the shortest wait before each attempt
    random: () => 0,
    // a key that was refused in one test is good again in the next
    refusedRetryMs: 500,
    // a silence is noticed in a time that a test can wait for
    muteAfterMs: 4_000,
    staticDir,
    apiKey: API_KEY,
    tokenSecret: 'a secret that only these tests know, long enough',
    restUrl: simulator.restUrl,
    // the vendor's delayed plan is told by its host; the simulator has but one
    wsUrl: isDelayed ? simulator.wsUrl.replace('127.0.0.1', DELAYED_HOST) : simulator.wsUrl,
    createSocket: (url, settings) => new WebSocket(url.replace(DELAYED_HOST, '127.0.0.1'), settings),
    faults: `${simulator.restUrl}/__faults`,
  })
}

function shiftClock(offset: number): void {
  const now = Date.now.bind(Date)
  Date.now = () => now() + offset
}

function listen(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // a refused request is logged by the browser itself; the page says so in its own words
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text())
    }
  })
  return complaints
}
