import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDesk } from './support/desk.ts'
import type { Desk, Visit } from './support/desk.ts'
import { listenToRegions } from './support/live-regions.ts'
import { changeOf, figureIn } from './support/page-events.ts'

const PRICE = '[data-symbol="SPY"] .watch-last'
const LIVE = '[data-symbol="SPY"] [data-freshness="live"]'

const press = (page: Page, fault: string): Promise<void> => page.locator(`[data-fault="${fault}"]`).click()

/** The fault was taken, and the price moves again from the stream. */
async function recovered(page: Page): Promise<string> {
  await page.locator(LIVE).waitFor()
  return changeOf(page, PRICE, await figureIn(page, PRICE))
}

describe('the fault buttons', () => {
  let desk: Desk
  let visit: Visit
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.close())
  beforeEach(async () => {
    visit = await desk.visit()
    await visit.page.goto(desk.url)
    await visit.page.locator(LIVE).waitFor()
    await visit.page.locator('.faults').waitFor()
  })
  afterEach(async () => {
    await visit.context.close()
    desk.simulator.faults.clear()
  })

  it('Drop: the sockets come back and an event says so', async () => {
    const { page } = visit
    await press(page, 'Drop')
    await page.getByText('The vendor’s sockets were dropped').waitFor()
    await page
      .locator('.events [data-kind="upstream"]')
      .getByText(/down \(/)
      .first()
      .waitFor()
    expect(await recovered(page)).toMatch(/\d/)
  })

  it('Mute: the silence is noticed and told, REST takes over, and the desk goes on', async () => {
    const { page } = visit
    await press(page, 'Mute')
    await page.getByText('Connected but silent').waitFor()
    await page.locator('.events').getByText('mute: nothing for').first().waitFor()
    await page.locator('[data-condition="silent"]').getByText('Prices come from REST').waitFor()
    await page.locator('[data-symbol="SPY"] [data-freshness="polled"]').waitFor()
    await page.locator('[data-symbol="SPY"] .watch-meta', { hasText: 'REST' }).waitFor()

    desk.simulator.faults.clear()
    expect(await recovered(page)).toMatch(/\d/)
  })

  it('Refuse: REST takes over, says so, and gives way again', async () => {
    const { page } = visit
    const said = await listenToRegions(page)
    await press(page, 'Refuse')
    await page.locator('[data-condition="polling"] .banner').waitFor()
    await page.locator('[data-condition="none"]').waitFor({ state: 'attached' })
    const banners = (await said()).filter((text) => /^(Reconnecting|Polling)/.test(text))
    expect(
      banners.filter((text) => text.startsWith('Polling')),
      'read out',
    ).toHaveLength(1)
    expect(banners, 'nothing is read out twice').toEqual([...new Set(banners)])
    expect(await recovered(page)).toMatch(/\d/)
    // what the outage hid was fetched: a line says so, and the chart bears a mark
    await page.locator('.events [data-kind="healed"]').first().waitFor()
    await page.locator('.chart-canvas:not([data-healed="0"])').waitFor()
  })

  it('Expire token: the sockets close, and a fresh token opens them again', async () => {
    const { page } = visit
    const renewed = page.waitForResponse((response) => response.url().endsWith('/api/ws-token'))
    await press(page, 'Expire token')
    await page.getByText('token has ended').waitFor()
    expect((await renewed).status()).toBe(200)
    await page.locator('.events').getByText('the token has expired').first().waitFor()
    await page.locator('[data-endpoint="options"][data-status="open"]').waitFor()
    await page.locator('[data-endpoint="indices"][data-status="open"]').waitFor()
    expect(await recovered(page)).toMatch(/\d/)
  })

  it('Rate limit: the limit is shown while the stream goes on', async () => {
    const { page } = visit
    await press(page, 'Rate limit')
    await page.getByText('too many requests').waitFor()
    // any request meets the limit now
    await page.getByRole('combobox').fill('micro')
    await page.locator('.fact', { hasText: 'Rate limit' }).getByText('to go').waitFor()
    expect(await recovered(page)).toMatch(/\d/)
  })

  it('Burst: the desk goes on while everything ticks', async () => {
    const { page } = visit
    await press(page, 'Burst')
    await page.getByText('20,000 events a second').waitFor()
    await recovered(page)
    expect(visit.complaints).toEqual([])
  })
})
