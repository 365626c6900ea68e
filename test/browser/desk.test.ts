import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDesk } from './support/desk.ts'
import type { Desk, Visit } from './support/desk.ts'
import { changeOf, figureIn, gone, seen } from './support/page-events.ts'

const ROWS = '.watch-row'

const symbolsOf = (page: Page): Promise<(string | null)[]> =>
  page.locator(ROWS).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-symbol')))

/** Sooner than the price reaches another strike, which centres that. */
const BEFORE_IT_MOVES_MS = 2_000

const subscribedRows = (page: Page): Promise<number> => page.locator('.chain-row[data-index]').count()

/** Runs in the page: whether it stands less than two rows from the middle of what the head leaves free. */
function isMoneyCentred(): boolean {
  const [row, frame] = ['.at-the-money', '.chain-scroller'].map((each) =>
    document.querySelector(each)?.getBoundingClientRect(),
  )
  if (row === undefined || frame === undefined) return false
  return Math.abs(row.y - (frame.y + frame.height / 2)) < 2 * row.height
}

describe('the desk', () => {
  let desk: Desk
  let visit: Visit
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk.close())
  beforeEach(async () => {
    visit = await desk.visit()
    await visit.page.goto(desk.url)
    await visit.page.locator('.at-the-money').waitFor()
  })
  afterEach(async () => {
    const { complaints, context } = visit
    await context.close()
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`)
  })

  it('finds a company by name with the keyboard alone and keeps it over a reload', async () => {
    const { page } = visit
    await page.getByRole('combobox').fill('tesla')
    await page.getByRole('option', { name: /TSLA/ }).waitFor()
    await page.keyboard.press('Enter')

    await figureIn(page, '[data-symbol="TSLA"] .watch-last')
    await page.getByRole('heading', { name: 'TSLA options' }).waitFor()
    await page.reload()
    expect(await figureIn(page, '[data-symbol="TSLA"] .watch-last')).toMatch(/\d/)
  })

  it('says so when a search finds nothing', async () => {
    await visit.page.getByRole('combobox').fill('zzzzqqq')
    await visit.page.getByText('No ticker or company matches').waitFor()
    expect(await visit.page.getByRole('option').count()).toBe(0)
  })

  it('moves and removes symbols by keyboard', async () => {
    const { page } = visit
    const [first, second] = await symbolsOf(page)
    await page.locator(`[data-symbol="${first}"] .watch-open`).focus()
    await page.keyboard.press('Alt+ArrowDown')
    await page.getByText(`${first} moved to place 2`).waitFor()
    expect((await symbolsOf(page)).slice(0, 2)).toEqual([second, first])

    await page.keyboard.press('Delete')
    await page.locator(`[data-symbol="${first}"]`).waitFor({ state: 'detached' })
    expect(await symbolsOf(page)).not.toContain(first)
  })

  it('moves a symbol by dragging it', async () => {
    const { page } = visit
    const [first, , third] = await symbolsOf(page)
    await page.locator(`[data-symbol="${first}"]`).dragTo(page.locator(`[data-symbol="${third}"]`))
    await page.waitForFunction(
      (symbol) => document.querySelectorAll('.watch-row')[2]?.getAttribute('data-symbol') === symbol,
      first,
    )
    expect((await symbolsOf(page))[2]).toBe(first)
  })

  it('moves a symbol by touch', async () => {
    await visit.page.close()
    const { page, context } = await desk.visit({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    await page.goto(desk.url)
    const grips = page.locator('.watch-grip')
    await grips.nth(2).waitFor()
    const [first, , third] = await symbolsOf(page)
    const session = await context.newCDPSession(page)
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', row?: number): Promise<void> => {
      const box = row === undefined ? null : await grips.nth(row).boundingBox()
      const touchPoints = box === null ? [] : [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }]
      await session.send('Input.dispatchTouchEvent', { type, touchPoints })
    }
    await touch('touchStart', 0)
    await touch('touchMove', 1)
    await touch('touchMove', 2)
    await page.locator(`.watch-drop-below[data-symbol="${third}"]`).waitFor()
    await touch('touchEnd')
    await page.waitForFunction(
      (symbol) => document.querySelectorAll('.watch-row')[2]?.getAttribute('data-symbol') === symbol,
      first,
    )
    expect((await symbolsOf(page))[2]).toBe(first)
    await context.close()
  })

  it('switches the expiry and centres the strike at the money', async () => {
    const { page } = visit
    const tabs = page.locator('.expiry')
    await tabs.nth(3).click()
    expect(await tabs.nth(3).getAttribute('aria-selected')).toBe('true')

    await page.waitForFunction(isMoneyCentred)
    expect(await page.locator('.at-the-money').count()).toBe(1)
  })

  it('keeps the strike at the money centred when the window changes its size', async () => {
    const { page } = visit
    await page.locator('.at-the-money').waitFor()
    const chainHeight = (): Promise<number> =>
      page.locator('.chain-scroller').evaluate(({ clientHeight }) => clientHeight)
    const low = await chainHeight()
    await page.setViewportSize({ width: 1280, height: 1400 })
    await expect.poll(chainHeight).toBeGreaterThan(low * 1.5)
    await page.waitForFunction(isMoneyCentred, undefined, { timeout: BEFORE_IT_MOVES_MS })
    await page.setViewportSize({ width: 1280, height: 800 })
    await expect.poll(chainHeight).toBe(low)
    await page.waitForFunction(isMoneyCentred, undefined, { timeout: BEFORE_IT_MOVES_MS })
  })

  it('draws only the strikes in sight and streams those scrolled to', async () => {
    const { page } = visit
    expect(await subscribedRows(page)).toBeLessThan(40)
    await page.locator('.chain-scroller').hover()
    await page.mouse.wheel(0, -1600)
    await page.locator('.at-the-money').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Back to the money' }).waitFor()

    const cell = '.chain-row[data-index] [data-side="call"] [data-column="bid"]'
    await changeOf(page, cell, await figureIn(page, cell))
    expect(await subscribedRows(page)).toBeLessThan(40)
    await page.getByRole('button', { name: 'Back to the money' }).click()
    await page.locator('.at-the-money').waitFor()
  })

  it('walks the chain by keyboard and opens a contract in chart and trades', async () => {
    const { page } = visit
    await page.locator('.chain-scroller').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /SPY .* P$/ }).waitFor()
    await page.getByRole('button', { name: 'Back to SPY' }).click()
    expect(await seen(page.getByRole('heading', { name: 'SPY', exact: true }))).toBe(true)
  })

  it('shows the columns that are chosen', async () => {
    const { page } = visit
    await page.locator('.chain summary').click()
    await page.getByRole('checkbox', { name: 'Open interest' }).check()
    await page.getByRole('columnheader', { name: 'Call Open interest' }).waitFor()
    await figureIn(page, '.at-the-money [data-column="openInterest"]')
    await page.getByRole('checkbox', { name: 'Open interest' }).uncheck()
    expect(await gone(page.getByRole('columnheader', { name: 'Call Open interest' }))).toBe(true)
  })

  it.each(['1m', '15m'])('loads older bars when the chart of %s is scrolled back', async (timeframe) => {
    const { page } = visit
    await page.getByRole('radio', { name: timeframe, exact: true }).click()
    await page.getByRole('img', { name: `Candles of SPY, ${timeframe}`, exact: true }).waitFor()
    const canvas = page.locator('.chart-canvas')
    await page.waitForFunction(() => Number(document.querySelector('.chart-canvas')?.getAttribute('data-bars')) > 50)
    const before = Number(await canvas.getAttribute('data-bars'))
    const box = await canvas.boundingBox()
    const [x, y] = [(box?.x ?? 0) + 60, (box?.y ?? 0) + 80]
    await page.mouse.move(x, y)
    for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 400)
    const count = async (): Promise<number> => Number(await canvas.getAttribute('data-bars'))
    for (let drag = 0; drag < 40 && (await count()) <= before + 100; drag += 1) {
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + 540, y, { steps: 4 })
      await page.mouse.up()
    }
    await page.waitForFunction(
      (bars) => Number(document.querySelector('.chart-canvas')?.getAttribute('data-bars')) > bars + 100,
      before,
    )
    expect(await count()).toBeGreaterThan(before)
  })

  it('changes the timeframe and grows the newest bar', async () => {
    const { page } = visit
    await page.getByRole('radio', { name: '5m', exact: true }).click()
    await page.getByRole('img', { name: 'Candles of SPY, 5m', exact: true }).waitFor()
    await page.waitForFunction(() => Number(document.querySelector('.chart-canvas')?.getAttribute('data-bars')) > 50)
    await page.keyboard.press('ArrowRight')
    expect(await seen(page.getByRole('img', { name: 'Candles of SPY, 15m' }))).toBe(true)
  })

  it('remembers the theme that was chosen', async () => {
    const { page } = visit
    const theme = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset.theme)
    const before = await theme()
    await page.getByRole('button', { name: /Switch to the/ }).click()
    await page.waitForFunction((old) => document.documentElement.dataset.theme !== old, before)
    const chosen = await theme()
    await page.reload()
    await page.locator('.watch-row').first().waitFor()
    expect(await theme()).toBe(chosen)
  })

  it('serves a second tab beside the first', async () => {
    const second = await visit.context.newPage()
    await second.goto(desk.url)
    const cell = '[data-symbol="SPY"] .watch-last'
    await changeOf(second, cell, await figureIn(second, cell))
    expect(await changeOf(visit.page, cell, await figureIn(visit.page, cell))).toMatch(/\d/)
  })

  it('goes on where it was when a hidden tab comes back', async () => {
    const { page } = visit
    const setHidden = (isHidden: boolean): Promise<void> =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, value: hidden ? 'hidden' : 'visible' })
        Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
        document.dispatchEvent(new Event('visibilitychange'))
      }, isHidden)
    const cell = '[data-symbol="SPY"] .watch-last'
    const before = await figureIn(page, cell)
    await setHidden(true)
    await changeOf(page, cell, before)
    await setHidden(false)
    await changeOf(page, cell, await figureIn(page, cell))
    expect(await seen(page.locator('[data-symbol="SPY"] [data-freshness="live"]'))).toBe(true)
  })

  it('opens the developer panel', async () => {
    const { page } = visit
    await page.getByRole('button', { name: 'Developer panel' }).click()
    const panel = page.locator('[data-massive-devtools]')
    await panel.getByRole('cell', { name: 'SPY', exact: true }).first().waitFor()
    expect(await panel.getByRole('heading').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('Subscriptions'), expect.stringContaining('Flushes')]),
    )
  })
})
