import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDesk } from './support/desk.ts'
import type { Desk } from './support/desk.ts'
import { figureIn, gone, seen } from './support/page-events.ts'

const CHAIN_REQUESTS = '**/api/massive/v3/snapshot/options/**'

const conditionOf = (page: Page, name: string): Promise<boolean> =>
  seen(page.locator(`[data-condition="${name}"]`), 'attached')

const refuseWith =
  (status: number, body: object) =>
  (route: Route): Promise<void> =>
    route.fulfill({ status, json: body })

describe('states of the page', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.close())

  it('invites to search when nothing is watched', async () => {
    const { page, context } = await desk.visit()
    await page.goto(desk.url)
    const rows = page.locator('.watch-row')
    await rows.first().waitFor()
    for (let left = await rows.count(); left > 0; left -= 1) {
      await rows.first().locator('.watch-open').press('Delete')
      await page.waitForFunction((count) => document.querySelectorAll('.watch-row').length < count, left)
    }
    expect(await seen(page.getByText('Nothing watched yet'))).toBe(true)
    await context.close()
  })

  it('tells how far a long chain is while its pages arrive', async () => {
    const { page, context } = await desk.visit()
    let answered = 0
    const held: Route[] = []
    await page.route(CHAIN_REQUESTS, async (route) => {
      answered += 1
      if (answered > 4) return void held.push(route)
      return route.continue()
    })
    await page.goto(desk.url)
    const progress = page.locator('.chain-loading')
    await progress.getByText(/[1-9]\d* contracts so far|[\d,]+/).waitFor()
    expect(await progress.textContent()).toMatch(/Loading the chain/)
    await page.unroute(CHAIN_REQUESTS)
    await Promise.all(held.map((route) => route.continue()))
    await progress.waitFor({ state: 'detached' })
    await figureIn(page, '.chain .panel-note')
    await context.close()
  })

  it('says that the plan does not include a chain', async () => {
    const { page, context } = await desk.visit()
    await page.route(CHAIN_REQUESTS, refuseWith(403, { error: { code: 'not-entitled', message: 'not in the plan' } }))
    await page.goto(desk.url)
    expect(await seen(page.getByText('Not in your plan'))).toBe(true)
    await context.close()
  })

  it('says that a chain failed and loads it when asked again', async () => {
    const { page, context } = await desk.visit()
    await page.route(CHAIN_REQUESTS, refuseWith(400, { error: { code: 'bad-request', message: 'no' } }))
    await page.goto(desk.url)
    await page.getByText('could not be loaded').waitFor()
    await page.unroute(CHAIN_REQUESTS)
    await page.getByRole('button', { name: 'Try again' }).click()
    expect(await seen(page.locator('.at-the-money'))).toBe(true)
    await context.close()
  })

  it('says that a part is missing when a chain failed half-way, and loads it when asked again', async () => {
    const { page, context } = await desk.visit()
    let answered = 0
    await page.route(CHAIN_REQUESTS, (route) => {
      answered += 1
      return answered > 3
        ? route.fulfill({ status: 400, json: { error: { code: 'bad-request', message: 'no' } } })
        : route.continue()
    })
    await page.goto(desk.url)
    await page.locator('.chain-incomplete').waitFor()
    expect(await seen(page.locator('.chain-row[data-index]').first())).toBe(true)
    await page.unroute(CHAIN_REQUESTS)
    await page.getByRole('button', { name: 'Load it again' }).click()
    expect(await gone(page.locator('.chain-incomplete'))).toBe(true)
    expect(await seen(page.locator('.at-the-money'))).toBe(true)
    await context.close()
  })

  it('says that the device is offline, marks what it shows as stale, and goes on afterwards', async () => {
    const { page, context } = await desk.visit()
    await page.goto(desk.url)
    await page.locator('[data-symbol="SPY"] [data-freshness="live"]').waitFor()
    await context.setOffline(true)
    await conditionOf(page, 'offline')
    await page.locator('[data-symbol="SPY"] [data-freshness="stale"]').waitFor()
    expect(await page.locator('[data-symbol="SPY"] .watch-meta').textContent()).toContain('stale')
    expect(await figureIn(page, '[data-symbol="SPY"] .watch-last')).toMatch(/\d/)
    await context.setOffline(false)
    expect(await conditionOf(page, 'none')).toBe(true)
    await page.locator('[data-symbol="SPY"] [data-freshness="live"]').waitFor()
    await context.close()
  })

  it('says that no token is given, and recovers once one is', async () => {
    const { page, context } = await desk.visit()
    await page.route('**/api/ws-token', refuseWith(403, { error: { code: 'forbidden', message: 'sign in' } }))
    await page.goto(desk.url)
    await conditionOf(page, 'token-refused')
    await page.getByText('Access refused').waitFor()
    await page.unroute('**/api/ws-token')
    await page.reload()
    await conditionOf(page, 'none')
    expect(await figureIn(page, '[data-symbol="SPY"] .watch-last')).toMatch(/\d/)
    await context.close()
  })

  it('says that an index is not traded', async () => {
    const { page, context } = await desk.visit()
    await page.goto(desk.url)
    await page.locator('[data-symbol="I:SPX"] .watch-open').click()
    expect(await seen(page.getByText('An index is not traded'))).toBe(true)
    await context.close()
  })

  it('offers no fault where no simulator stands behind the proxy', async () => {
    const { page, context } = await desk.visit()
    await page.route('**/api/info', (route) => route.fulfill({ json: { simulator: false } }))
    await page.goto(desk.url)
    await figureIn(page, '[data-symbol="SPY"] .watch-last')
    expect(await page.locator('.faults').count()).toBe(0)
    await context.close()
  })
})

describe('states of the market', () => {
  it('marks delayed data', async () => {
    const wednesday = Date.parse('2026-11-18T16:00:00Z')
    const desk = await openDesk({ startAt: wednesday, simulator: { delayed: true } })
    const { page } = await desk.visit()
    await page.goto(desk.url)
    expect(await seen(page.locator('[data-symbol="SPY"] [data-freshness="delayed"]'))).toBe(true)
    expect(await seen(page.getByText('not of delayed data'))).toBe(true)
    await desk.close()
  })

  it('says that the market is closed and keeps the last prices', async () => {
    const sunday = Date.parse('2026-11-22T17:00:00Z')
    const desk = await openDesk({ startAt: sunday, simulator: { session: 'calendar' } })
    const { page } = await desk.visit()
    await page.goto(desk.url)
    await page.getByText('Market closed').waitFor()
    await page.locator('[data-symbol="SPY"] [data-freshness="closed"]').waitFor()
    expect(await figureIn(page, '[data-symbol="SPY"] .watch-last')).toMatch(/\d/)
    await desk.close()
  })
})
