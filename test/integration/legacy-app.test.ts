// @vitest-environment happy-dom
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanup, render, waitFor } from '@testing-library/react'
import { createElement } from 'react'
import type { ComponentType } from 'react'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../migrate/migrate.ts'
import { createProxy } from '../../proxy/index.ts'
import type { Proxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import type { configureLegacy, legacyUsage, resetLegacyUsage } from '../../src/legacy/index.ts'
import type { MassiveDataProvider } from '../../src/index.ts'

const ROOT = join(import.meta.dirname, '../..')
const FIXTURE = join(ROOT, 'test/fixtures/legacy-app')
const APPS = join(ROOT, 'test/fixtures/.apps')

let simulator: Simulator
let proxy: Proxy

beforeAll(async () => {
  const { happyDOM } = page(window)
  // servers run in this process too, and have no page whose rules they would follow
  happyDOM.settings.fetch.disableSameOriginPolicy = true
  simulator = await createSimulator({ ticksPerSecond: 2_000 })
  proxy = await createProxy({
    apiKey: 'simulator',
    restUrl: simulator.restUrl,
    wsUrl: simulator.wsUrl,
    port: 0,
    logLevel: 'silent',
  })
  // the app is served by its proxy, so the shared provider finds it without being told
  happyDOM.setURL(proxy.url)
})

afterAll(async () => {
  await proxy.close()
  await simulator.close()
  await rm(APPS, { recursive: true, force: true })
})

describe.each([
  { name: 'unchanged on ./legacy', folder: 'unchanged', isMigrated: false },
  { name: 'after the codemod', folder: 'migrated', isMigrated: true },
])('an app of the old clients, $name', ({ folder, isMigrated }) => {
  const directory = join(APPS, folder)
  let used: UsedPackage

  beforeAll(async () => {
    await copyApp(directory)
    if (isMigrated) await migrate({ directory })
    used = await load<UsedPackage>(directory, 'node_modules/used.ts', 'used')
    used.configureLegacy({ notify: null })
    used.resetLegacyUsage()
  })

  afterEach(() => {
    cleanup()
    used.massive.disconnect()
  })

  it('shows live prices, a chain, history and the market', async () => {
    const { container } = render(createElement(await load<ComponentType>(directory, 'App.tsx', 'App')))
    const text = (selector: string): string => container.querySelector(selector)?.textContent ?? ''

    await waitFor(() => expect(text('#opened')).toBe('3 prices'), WAIT)
    await waitFor(() => expect(text('[data-symbol="SPY"]')).toMatch(/^\d+(\.\d+)?$/), WAIT)
    await waitFor(() => expect(text('[data-symbol="I:SPX"]')).toMatch(/^\d+(\.\d+)?$/), WAIT)
    await waitFor(() => expect(container.querySelectorAll('tr')).toHaveLength(20), WAIT)
    await waitFor(() => expect(text('#closes').split(' ')).toHaveLength(5), WAIT)
    await waitFor(() => expect(text('footer')).toMatch(/^open · RSI \d+$/), WAIT)
    await waitFor(() => expect(container.querySelector('h1')?.dataset['status']).toBe('connected'), WAIT)
  })

  it('lets prices move and stops with the component', async () => {
    const { container, unmount } = render(createElement(await load<ComponentType>(directory, 'App.tsx', 'App')))
    const price = (): string => container.querySelector('[data-symbol="SPY"]')?.textContent ?? ''
    await waitFor(() => expect(price()).not.toBe('–'), WAIT)
    const first = price()

    await waitFor(() => expect(price()).not.toBe(first), WAIT)
    expect(used.massive.getHealth().indices.requested).toBeGreaterThan(0)
    unmount()

    await waitFor(() => expect(used.massive.getHealth().indices.requested).toBe(0), WAIT)
  })

  it('counts trades', async () => {
    const countTrades = await load<CountTrades>(directory, 'trades.ts', 'countTrades')
    await used.massive.connect()
    const trades = countTrades(['SPY', 'QQQ', 'AAPL'])

    await waitFor(() => expect(trades.count()).toBeGreaterThan(0), WAIT)
    trades.stop()
  })

  it('calls the old names until it is migrated, and imports none of them afterwards', async () => {
    const texts = await Promise.all((await sources(directory)).map((path) => readFile(path, 'utf8')))
    const old = texts.filter((text) => text.includes('massive-market-data/legacy'))

    expect(texts.length).toBeGreaterThanOrEqual(8)
    expect(old).toHaveLength(isMigrated ? 0 : 3)
    expect(texts.filter((text) => /import .*[/\\]lib['/]/.test(text))).toHaveLength(isMigrated ? 0 : 7)
    expect(Object.keys(used.legacyUsage())).toHaveLength(isMigrated ? 0 : 11)
  })
})

interface UsedPackage {
  readonly massive: MassiveDataProvider
  readonly legacyUsage: typeof legacyUsage
  readonly configureLegacy: typeof configureLegacy
  readonly resetLegacyUsage: typeof resetLegacyUsage
}

interface HappyPage {
  readonly happyDOM: {
    setURL(url: string): void
    readonly settings: { readonly fetch: { disableSameOriginPolicy: boolean } }
  }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the page of this file's environment
const page = (window: object): HappyPage => window as HappyPage

const WAIT = { timeout: 15_000 }

type CountTrades = (symbols: string[]) => { count(): number; stop(): void }

/** The app as it is, beside a package that leads to the sources. */
async function copyApp(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await cp(FIXTURE, directory, { recursive: true })
  const home = join(directory, 'node_modules/massive-market-data')
  await mkdir(home, { recursive: true })
  // the sources' folder alone: a link to the root would lead whoever searches this folder for tests to all of them
  await symlink(join(ROOT, 'src'), join(home, 'src'))
  const exports = { '.': './src/index.ts', './legacy': './src/legacy/index.ts' }
  await writeFile(join(home, 'package.json'), JSON.stringify({ name: 'massive-market-data', type: 'module', exports }))
  await writeFile(join(directory, 'node_modules/used.ts'), USED)
}

/** The package as the app sees it. */
const USED = `
import { massive } from 'massive-market-data'
import { configureLegacy, legacyUsage, resetLegacyUsage } from 'massive-market-data/legacy'
export const used = { massive, configureLegacy, legacyUsage, resetLegacyUsage }
`

async function load<T>(directory: string, file: string, name: string): Promise<T> {
  const module: unknown = await import(/* @vite-ignore */ join(directory, file))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fixture's exports are known here
  return (module as Readonly<Record<string, T>>)[name] as T
}

async function sources(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.[jt]sx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
}
