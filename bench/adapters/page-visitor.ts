import type { Locator, Page } from 'playwright-core'

/** Everything a visitor does goes through this: the page, chance, and what was looked at before. */
interface Visit {
  readonly page: Page
  readonly random: () => number
  /** How many times faster than ours the page's time goes. */
  readonly speed: number
  /** What was opened, once for each time. */
  readonly symbols: string[]
  readonly contracts: string[]
  readonly timeframes: string[]
  readonly expiries: string[]
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
 * How often people go where they have been before, whatever they choose: 58 % of page visits are revisits (Tauscher and
 * Greenberg, "How people revisit web pages", 1997).
 */
const REVISITS = 0.58
/** Between two keys, by the page's time: the average of 168,000 people (Dhakal et al., "Observations on typing", 2018). */
const BETWEEN_KEYS_MS = 239

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
 * @param speed how many times faster than ours the page's time goes
 */
export async function visitDesk(page: Page, random: () => number, lastsMs: number, speed: number): Promise<void> {
  const visit: Visit = { page, random, speed, symbols: [], contracts: [], timeframes: [], expiries: [] }
  let left = lastsMs
  while (left > 0) {
    const lookMs = LOOK_MS.least + random() * random() * (LOOK_MS.most - LOOK_MS.least)
    await page.waitForTimeout(lookMs / speed)
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
  const rows = page.locator('.watch-row')
  const row = known === undefined ? anyOf(rows, random()) : page.locator(`.watch-row[data-symbol="${known}"]`)
  const opened = await row
  const symbol = await opened?.getAttribute('data-symbol')
  if (symbol === null || symbol === undefined) return
  await opened?.locator('.watch-open').click()
  symbols.push(symbol)
}

/** Those near the money more than others. */
async function openContract(visit: Visit): Promise<void> {
  const { random } = visit
  const nearMoney = (): number => (random() + random() + random()) / 3
  await openOneOf(visit, '.chain-row[data-index] [data-ticker]', 'data-ticker', visit.contracts, nearMoney)
}

async function backToUnderlying({ page }: Visit): Promise<void> {
  const back = page.getByRole('button', { name: /^Back to (?!the)/ })
  if ((await back.count()) > 0) await back.click()
}

async function chooseTimeframe({ page, random, timeframes }: Visit): Promise<void> {
  const known = random() < REVISITS ? pick(timeframes, random) : undefined
  const name = known ?? pick(TIMEFRAMES, random) ?? '5m'
  await page.getByRole('radio', { name, exact: true }).click()
  timeframes.push(name)
}

/** The near ones more than the far ones. */
async function chooseExpiry(visit: Visit): Promise<void> {
  const near = (): number => visit.random() * visit.random()
  await openOneOf(visit, '.expiry', 'data-expiration', visit.expiries, near)
}

/** Opens one that was open before, of those that are listed, or else the one at some place. */
async function openOneOf(
  { page, random }: Visit,
  selector: string,
  attribute: string,
  before: string[],
  placeOf: () => number,
): Promise<void> {
  const all = page.locator(selector)
  const listed = new Set(await all.evaluateAll((each, name) => each.map((one) => one.getAttribute(name)), attribute))
  const seen = before.filter((name) => listed.has(name))
  const known = random() < REVISITS ? pick(seen, random) : undefined
  const place = placeOf()
  const chosenOne = known === undefined ? await anyOf(all, place) : page.locator(`${selector}[${attribute}="${known}"]`)
  const name = await chosenOne?.getAttribute(attribute)
  if (name === null || name === undefined) return
  await chosenOne?.click()
  before.push(name)
}

async function scrollChartBack({ page }: Visit): Promise<void> {
  const box = await page.locator('.chart-canvas').boundingBox()
  if (box === null) return
  await page.mouse.move(box.x + 60, box.y + 80)
  await page.mouse.down()
  await page.mouse.move(box.x + 540, box.y + 80, { steps: 4 })
  await page.mouse.up()
}

async function addFromSearch({ page, random, speed }: Visit): Promise<void> {
  const delay = BETWEEN_KEYS_MS / speed
  await page.getByRole('combobox').pressSequentially(pick(SEARCHES, random) ?? 'tesla', { delay })
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
