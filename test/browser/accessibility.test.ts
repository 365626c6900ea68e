import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDesk } from './support/desk.ts'
import type { Desk } from './support/desk.ts'
import { announcementsDuring } from './support/live-regions.ts'
import { changeOf, figureIn } from './support/page-events.ts'

const PRICE = '[data-symbol="SPY"] .watch-last'
const CHAIN_REQUESTS = '**/api/massive/v3/snapshot/options/**'
const NOT_ENTITLED = { error: { code: 'not-entitled', message: 'not in the plan' } }

interface AxeWindow {
  readonly axe: {
    run(): Promise<{
      readonly violations: readonly {
        readonly id: string
        readonly impact: string | null
        readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
      }[]
    }>
  }
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe calls serious or critical. */
async function seriousProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(await axeSource)
  return page.evaluate(async () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the script just put it there
    const { violations } = await (globalThis as unknown as AxeWindow).axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
      )
  })
}

describe('accessibility', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.close())

  it.each(['dark', 'light'] as const)('has nothing serious for axe on the wide desk, %s', async (colorScheme) => {
    const { page, context } = await desk.visit({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(desk.url)
    await page.locator('.at-the-money').waitFor()
    await page.locator('.smile-line').first().waitFor()
    expect(await seriousProblems(page)).toEqual([])
    await context.close()
  })

  it.each(['Watch', 'Chain', 'Chart', 'Trades', 'Health'])(
    'has nothing serious for axe on a phone: %s',
    async (tab) => {
      const { page, context } = await desk.visit({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
      await page.goto(desk.url)
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('tabpanel', { name: tab }).locator('.panel').first().waitFor()
      expect(await seriousProblems(page)).toEqual([])
      await context.close()
    },
  )

  it.each(['dark', 'light'] as const)(
    'has nothing serious for axe while something is open or wrong, %s',
    async (colorScheme) => {
      const { page, context } = await desk.visit({ colorScheme, reducedMotion: 'reduce' })
      await page.route(CHAIN_REQUESTS, (route) => route.fulfill({ status: 403, json: NOT_ENTITLED }))
      await page.goto(desk.url)
      await page.getByText('Not in your plan').waitFor()
      await page.getByRole('combobox').fill('micro')
      await page.getByRole('option').first().waitFor()
      expect(await seriousProblems(page), 'not entitled, searching').toEqual([])

      await page.getByRole('combobox').press('Escape')
      await page.locator('.chain summary').click()
      await page.getByRole('button', { name: 'Developer panel' }).click()
      await page.locator('[data-massive-devtools]').getByRole('heading').first().waitFor()
      expect(await seriousProblems(page), 'columns and developer panel').toEqual([])

      await page.getByRole('button', { name: 'Developer panel' }).click()
      await context.setOffline(true)
      await page.locator('[data-condition="offline"] .banner').waitFor()
      await page.locator('[data-symbol="SPY"] [data-freshness="stale"]').waitFor()
      expect(await seriousProblems(page), 'offline').toEqual([])
      await context.close()
    },
  )

  it('has nothing serious for axe before anything has arrived', async () => {
    const { page, context } = await desk.visit({ reducedMotion: 'reduce' })
    await page.route('**/api/**', () => undefined)
    await page.goto(desk.url)
    await page.locator('.chain-skeleton').waitFor()
    expect(await seriousProblems(page)).toEqual([])
    await context.close()
  })

  it('says nothing by itself while prices move', async () => {
    const { page, context } = await desk.visit()
    await page.goto(desk.url)
    await page.locator('.at-the-money').waitFor()
    await page.locator('.chain-loading').waitFor({ state: 'detached' })
    await page.locator('.sales').waitFor()
    await page.locator('.banner').waitFor({ state: 'detached' })
    desk.simulator.faults.burst(5_000)
    // a price may come back to where it was: that it moves is told by its first change
    const moved = changeOf(page, PRICE, await figureIn(page, PRICE))
    expect(await announcementsDuring(page, 15)).toEqual([])
    expect(await moved).toMatch(/\d/)
    desk.simulator.faults.clear()
    await context.close()
  })

  it('reaches every panel with the Tab key', async () => {
    const { page, context } = await desk.visit()
    await page.goto(desk.url)
    await page.locator('.at-the-money').waitFor()
    const reached = new Set<string>()
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab')
      const name = await page.evaluate(
        () => document.activeElement?.closest('section, header')?.querySelector('h1, h2')?.textContent ?? '',
      )
      reached.add(name)
    }
    expect([...reached]).toEqual(
      expect.arrayContaining([
        'Options desk',
        'Watchlist',
        'SPY',
        'SPY options',
        'Volatility smile',
        'Time and sales',
        'Health',
      ]),
    )
    await context.close()
  })

  it('stands still for those who asked for less motion', async () => {
    const { page, context } = await desk.visit({ reducedMotion: 'reduce' })
    await page.goto(desk.url)
    const cell = page.locator('.at-the-money [data-side="call"] [data-column="bid"]')
    const before = await cell.textContent()
    await page.waitForFunction(
      (old) => document.querySelector('.at-the-money [data-side="call"] [data-column="bid"]')?.textContent !== old,
      before,
    )
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    expect(await page.locator('[data-flash]').count()).toBe(0)
    await context.close()
  })

  it('fits from 390 to 2560 pixels without sideways scrolling', async () => {
    const { page, context } = await desk.visit()
    await page.goto(desk.url)
    for (const width of [390, 768, 899, 900, 1024, 1199, 1200, 1280, 1920, 2560]) {
      await page.setViewportSize({ width, height: 900 })
      await page.locator('.panel').first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} px`).toBeLessThanOrEqual(
        width,
      )
    }
    await context.close()
  })
})
