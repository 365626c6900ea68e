// Pictures of the page's main states in both themes, for the README and to be looked at after a change of design.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openDesk } from '../test/browser/support/desk.ts'
import type { Desk } from '../test/browser/support/desk.ts'

const DIRECTORY = join(import.meta.dirname, '../docs/images')
const WEDNESDAY = Date.parse('2026-11-18T16:12:00Z')

interface Shot {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly prepare?: (page: Page, desk: Desk) => Promise<void>
}

const openTab =
  (name: string) =>
  (page: Page): Promise<void> =>
    page.getByRole('tab', { name }).first().click()

const SHOTS: readonly Shot[] = [
  { name: 'desk', width: 1280, height: 800, prepare: async (page) => settled(page) },
  { name: 'desk-large', width: 1920, height: 1080, prepare: async (page) => settled(page) },
  {
    name: 'contract',
    width: 1280,
    height: 800,
    async prepare(page) {
      await settled(page)
      await page.locator('.at-the-money [data-side="call"]').click()
      await page.getByRole('button', { name: 'Back to SPY' }).waitFor()
      await page.locator('.sales').waitFor()
    },
  },
  {
    name: 'polling',
    width: 1280,
    height: 800,
    async prepare(page, { simulator }) {
      await settled(page)
      simulator.faults.refuse(undefined, true)
      simulator.faults.dropAll()
      await page.locator('[data-condition="polling"] .banner').waitFor()
    },
  },
  {
    name: 'developer-panel',
    width: 1280,
    height: 800,
    async prepare(page) {
      await settled(page)
      await page.getByRole('button', { name: 'Developer panel' }).click()
      await page.locator('[data-massive-devtools]').getByRole('cell', { name: 'SPY', exact: true }).first().waitFor()
      await page.getByText('None yet.').waitFor({ state: 'detached' })
    },
  },
  { name: 'phone-watch', width: 390, height: 844 },
  {
    name: 'phone-chain',
    width: 390,
    height: 844,
    async prepare(page) {
      await openTab('Chain')(page)
      await page.locator('.at-the-money').waitFor()
      await page.locator('.chain-loading').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'phone-chart',
    width: 390,
    height: 844,
    async prepare(page) {
      await openTab('Chart')(page)
      await page.locator('.smile-line').first().waitFor()
    },
  },
]

async function settled(page: Page): Promise<void> {
  await page.locator('.at-the-money').waitFor()
  await page.locator('.chain-loading').waitFor({ state: 'detached' })
  await page.locator('.smile-line').first().waitFor()
  await page.waitForFunction(() => document.querySelectorAll('.sales tr').length > 10)
  await page.waitForFunction(() => !document.querySelector('.chart-body[aria-busy="true"]'))
  // what the page says while it settles belongs to the pictures of those states alone
  await page.locator('.banner').waitFor({ state: 'detached' })
  await page.waitForFunction(() => /p99/.test(document.querySelector('.latency')?.textContent ?? ''))
  await page.waitForFunction(() => !/\b0 \/ \d/.test(document.querySelector('.endpoints')?.textContent ?? ''))
}

async function take(desk: Desk, { name, width, height, prepare }: Shot, colorScheme: 'dark' | 'light'): Promise<void> {
  const { page, context } = await desk.visit({ viewport: { width, height }, colorScheme })
  await page.goto(desk.url)
  await page.locator('[data-symbol="SPY"] [data-freshness="live"]').waitFor()
  await prepare?.(page, desk)
  await page.screenshot({ path: join(DIRECTORY, `${name}-${colorScheme}.png`) })
  await context.close()
  desk.simulator.faults.clear()
  console.log(`docs/images/${name}-${colorScheme}.png`)
}

async function main(): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true })
  const desk = await openDesk({ startAt: WEDNESDAY, simulator: { ticksPerSecond: 600 } })
  const wanted = new Set(process.argv.slice(2))
  try {
    for (const shot of SHOTS.filter(({ name }) => wanted.size === 0 || wanted.has(name))) {
      for (const theme of ['dark', 'light'] as const) await take(desk, shot, theme)
    }
  } finally {
    await desk.close()
  }
}

await main()
