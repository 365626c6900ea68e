import type { Locator, Page } from 'playwright-core'

/** Everything a visitor does goes through this: the page, chance, and what was looked at before. */
interface Visit {
  readonly page: Page
  readonly random: () => number
  /** Instruments that were opened, by the locator's text that opens them again. */
  readonly symbols: string[]
  readonly contracts: string[]
}

/** One thing a visitor does at the desk, and how likely it is next. */
interface Habit {
  readonly weight: number
  readonly act: (visit: Visit) => Promise<void>
}

const TIMEFRAMES = ['1m', '5m', '15m', '30m', '1h', '4h', '1d']
const SEARCHES = ['tesla', 'amd', 'gold', 'meta', 'russell']
/** Page time that a glance and a long look take, ms. */
const LOOK_MS = { least: 2_000, most: 25_000 }
/**
 * How often people go where they have been before: 58 % of page visits are revisits (Tauscher and Greenberg, "How people
 * revisit web pages", 1997).
 */
const REVISITS = 0.58

const HABITS: readonly Habit[] = [
  { weight: 5, act: openSymbol },
  { weight: 5, act: openContract },
  { weight: 4, act: backToUnderlying },
  { weight: 5, act: chooseTimeframe },
  { weight: 3, act: chooseExpiry },
  { weight: 1, act: scrollChartBack },
  { weight: 1, act: addFromSearch },
]

/**
 * Uses the desk for so long, choosing by chance among what a visitor does, looking for a while in between.
 *
 * @param pause waits so many ms of the page's time
 */
export async function visitDesk(
  page: Page,
  random: () => number,
  lastsMs: number,
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  const visit: Visit = { page, random, symbols: [], contracts: [] }
  let left = lastsMs
  while (left > 0) {
    const lookMs = LOOK_MS.least + random() * random() * (LOOK_MS.most - LOOK_MS.least)
    await pause(lookMs)
    left -= lookMs
    await chosen(HABITS, random).act(visit)
  }
}

function chosen(habits: readonly Habit[], random: () => number): Habit {
  let at = random() * habits.reduce((sum, { weight }) => sum + weight, 0)
  for (const habit of habits) {
    at -= habit.weight
    if (at < 0) return habit
  }
  throw new Error('No habit was chosen')
}

/** One that was open before, or any. */
async function openSymbol({ page, random, symbols }: Visit): Promise<void> {
  const known = random() < REVISITS ? pick(symbols, random) : undefined
  const row = known === undefined ? anyOf(page.locator('.watch-row'), random()) : page.locator(known)
  const opened = await row
  const symbol = await opened?.getAttribute('data-symbol')
  if (symbol === null || symbol === undefined) return
  await opened?.locator('.watch-open').click()
  symbols.push(`.watch-row[data-symbol="${symbol}"]`)
}

/** One that was open before, where the chain in sight still shows it, or any, those near the money more than others. */
async function openContract({ page, random, contracts }: Visit): Promise<void> {
  const known = random() < REVISITS ? pick(contracts, random) : undefined
  const again = known === undefined ? undefined : page.locator(known)
  const isThere = again !== undefined && (await again.count()) > 0
  const nearMoney = (random() + random() + random()) / 3
  const side = isThere ? again : await anyOf(page.locator('.chain-row[data-index] [data-side]'), nearMoney)
  if (side === undefined) return
  const [row, name] = await side.evaluate((cell) => [
    cell.closest('.chain-row')?.getAttribute('data-index'),
    cell.getAttribute('data-side'),
  ])
  await side.click()
  contracts.push(`.chain-row[data-index="${row}"] [data-side="${name}"]`)
}

async function backToUnderlying({ page }: Visit): Promise<void> {
  const back = page.getByRole('button', { name: /^Back to (?!the)/ })
  if ((await back.count()) > 0) await back.click()
}

async function chooseTimeframe({ page, random }: Visit): Promise<void> {
  const name = pick(TIMEFRAMES, random) ?? '5m'
  await page.getByRole('radio', { name, exact: true }).click()
}

/** The near ones more than the far ones. */
async function chooseExpiry({ page, random }: Visit): Promise<void> {
  const tab = await anyOf(page.locator('.expiry'), random() * random())
  await tab?.click()
}

async function scrollChartBack({ page }: Visit): Promise<void> {
  const box = await page.locator('.chart-canvas').boundingBox()
  if (box === null) return
  await page.mouse.move(box.x + 60, box.y + 80)
  await page.mouse.down()
  await page.mouse.move(box.x + 540, box.y + 80, { steps: 4 })
  await page.mouse.up()
}

async function addFromSearch({ page, random }: Visit): Promise<void> {
  await page.getByRole('combobox').pressSequentially(pick(SEARCHES, random) ?? 'tesla', { delay: 30 })
  const option = page.getByRole('option').first()
  await option.waitFor({ timeout: 3_000 }).catch(() => {})
  await page.keyboard.press((await option.count()) > 0 ? 'Enter' : 'Escape')
}

const pick = <T>(items: readonly T[], random: () => number): T | undefined => items[Math.floor(random() * items.length)]

/** The one that stands so far down the list, 0 to 1. */
async function anyOf(all: Locator, place: number): Promise<Locator | undefined> {
  const count = await all.count()
  return count === 0 ? undefined : all.nth(Math.floor(place * count))
}
