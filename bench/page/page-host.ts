import { fork } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { buildPage } from '../../test/browser/support/desk.ts'
import { launchBrowser } from '../../test/support/browser.ts'
import { installProbe } from './probe.ts'

/** What the desk holds while it is measured. */
export const WATCHED = 100
export const EVENTS_PER_SECOND = 20_000
/** Served beside the desk, with nothing on it. */
export const EMPTY_PAGE = 'empty.html'

export interface PageHost {
  readonly url: string
  /** Where the built page lies. */
  readonly directory: string
  readonly browser: Browser
  /** All instruments of the simulator, and contracts of several underlyings. */
  readonly watched: readonly string[]
  /** CPU seconds that simulator and proxy have used since their start. */
  cpuSeconds(): Promise<number>
  setPace(ticksPerSecond: number): Promise<void>
  /** A visitor with a watchlist of their own, before the page is loaded. */
  visit(watched: readonly string[]): Promise<Visit>
  close(): Promise<void>
}

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  readonly session: CDPSession
}

export async function startHost(): Promise<PageHost> {
  const directory = await buildPage()
  await writeFile(join(directory, EMPTY_PAGE), '<!doctype html><title>empty</title><p>nothing')
  const servers = fork(fileURLToPath(new URL('page-servers.ts', import.meta.url)), [directory])
  const reply = (): Promise<unknown> => new Promise((resolve) => servers.once('message', resolve))
  const url = String(fieldOf(await reply(), 'url'))
  const browser = await launchBrowser()
  const ask = async (message: object): Promise<number> => {
    servers.send(message)
    return Number(fieldOf(await reply(), 'cpuSeconds'))
  }
  return {
    url,
    directory,
    browser,
    watched: await watchedSymbols(url),
    cpuSeconds: () => ask({}),
    setPace: async (ticksPerSecond) => void (await ask({ ticksPerSecond })),
    async visit(watched) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      await context.addInitScript(installProbe)
      await context.addInitScript(seedWatchlist, JSON.stringify({ version: 1, state: { symbols: watched, roots: [] } }))
      const page = await context.newPage()
      return { page, context, session: await context.newCDPSession(page) }
    },
    async close() {
      await browser.close()
      servers.disconnect()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function seedWatchlist(saved: string): void {
  localStorage.setItem('massive-market-data', saved)
}

const UNDERLYINGS = ['SPY', 'QQQ', 'AAPL', 'NVDA', 'TSLA', 'MSFT', 'AMZN', 'META']
const INSTRUMENTS = ['SPY', 'QQQ', 'I:SPX', 'I:NDX', 'I:DJI', 'I:RUT', 'I:VIX', 'IWM', 'DIA', 'AAPL', 'MSFT', 'NVDA', 'TSLA', 'AMZN', 'META', 'GOOGL', 'BRK.B', 'JPM', 'XOM', 'UNH'] // prettier-ignore

/** All the simulator's instruments, and contracts until there are a hundred. */
async function watchedSymbols(url: string): Promise<readonly string[]> {
  const token = String(fieldOf(await (await fetch(`${url}/api/ws-token`, { method: 'POST' })).json(), 'token'))
  const each = Math.ceil((WATCHED - INSTRUMENTS.length) / UNDERLYINGS.length)
  const contracts = await Promise.all(UNDERLYINGS.map((underlying) => contractsOf(url, token, underlying, each)))
  return [...INSTRUMENTS, ...contracts.flat()].slice(0, WATCHED)
}

async function contractsOf(url: string, token: string, underlying: string, count: number): Promise<readonly string[]> {
  const query = 'expiration_date.gte=2026-12-18&limit=250&contract_type=call'
  const answer: unknown = await (
    await fetch(`${url}/api/massive/v3/snapshot/options/${underlying}?${query}`, {
      headers: { 'x-massive-proxy-token': token },
    })
  ).json()
  const rows = fieldOf(answer, 'results')
  if (!Array.isArray(rows)) throw new Error(`No chain of ${underlying}: ${JSON.stringify(answer).slice(0, 200)}`)
  return rows
    .map((row) => ({
      ticker: String(fieldOf(fieldOf(row, 'details'), 'ticker')),
      delta: Number(fieldOf(fieldOf(row, 'greeks'), 'delta')),
    }))
    .toSorted((one, other) => Math.abs(one.delta - 0.5) - Math.abs(other.delta - 0.5))
    .slice(0, count)
    .map(({ ticker }) => ticker)
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
