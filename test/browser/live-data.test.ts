import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDesk } from './support/desk.ts'
import type { Desk } from './support/desk.ts'
import { changeOf, figureIn } from './support/page-events.ts'

const SPY_PRICE = '[data-symbol="SPY"] .watch-last'
const AT_THE_MONEY_BID = '.at-the-money [data-side="call"] [data-column="bid"]'

describe('the page on simulator and proxy', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.close())

  it('shows moving prices, a ticking chain, and recovers when the vendor drops the sockets', async () => {
    const { page, context, complaints } = await desk.visit()
    await page.goto(desk.url)

    const firstPrice = await figureIn(page, SPY_PRICE)
    expect(await changeOf(page, SPY_PRICE, firstPrice)).toMatch(/\d/)

    await page.locator('.at-the-money').waitFor()
    const firstBid = await figureIn(page, AT_THE_MONEY_BID)
    expect(await changeOf(page, AT_THE_MONEY_BID, firstBid)).toMatch(/\d/)

    desk.simulator.faults.refuse(undefined, true)
    desk.simulator.faults.dropAll()
    await page.locator('[data-symbol="SPY"] [data-freshness="polled"]').waitFor()
    desk.simulator.faults.refuse(undefined, false)

    await page.locator('[data-symbol="SPY"] [data-freshness="live"]').waitFor()
    const afterwards = await figureIn(page, SPY_PRICE)
    expect(await changeOf(page, SPY_PRICE, afterwards)).toMatch(/\d/)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('loads under a content security policy without inline code or styles', async () => {
    const { page, context, complaints } = await desk.visit()
    const response = await page.goto(desk.url)
    await figureIn(page, SPY_PRICE)
    await page.locator('.chart-canvas canvas').first().waitFor()

    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(complaints).toEqual([])
    await context.close()
  })
})
