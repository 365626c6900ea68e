import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDesk } from './support/desk.ts'
import type { Desk, Visit } from './support/desk.ts'
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
      .locator('.events')
      .getByText(/down|waiting|fetched|healed|up/)
      .first()
      .waitFor()
    expect(await recovered(page)).toMatch(/\d/)
  })

  it('Mute: the desk goes on after the silence', async () => {
    const { page } = visit
    await press(page, 'Mute')
    await page.getByText('Connected but silent').waitFor()
    expect(await recovered(page)).toMatch(/\d/)
  })

  it('Refuse: REST takes over, says so, and gives way again', async () => {
    const { page } = visit
    await press(page, 'Refuse')
    await page.locator('[data-condition="polling"] .banner').waitFor()
    await page.locator('[data-condition="none"]').waitFor({ state: 'attached' })
    expect(await recovered(page)).toMatch(/\d/)
  })

  it('Expire token: refused credentials are survived', async () => {
    const { page } = visit
    await press(page, 'Expire token')
    await page.getByText('The credentials are refused').waitFor()
    await page.locator(`${LIVE}, [data-freshness="polled"], [data-freshness="stale"]`).first().waitFor()
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
