import type { Page } from 'playwright-core'
import { quantileOf } from '../adapters/rest-bench.ts'
import type { PageHost } from './page-host.ts'
import { readProbe } from './probe.ts'

/** Since the navigation began, ms; medians. */
export interface Load {
  readonly paintedMs: number
  /** The end of the last task over 50 ms, or the first paint where there was none: from here on input is answered. */
  readonly interactiveMs: number
  /** What tasks took beyond 50 ms, all together. */
  readonly blockedMs: number
  readonly pricedMs: number
  readonly chainMs: number
}

const ROUNDS = 5
const LONG_MS = 50
const QUIET_MS = 2_000
const ASK_EVERY_MS = 250
const GIVE_UP_MS = 30_000

/** Some first visits, one after the other. */
export async function measureLoad(host: PageHost): Promise<Load> {
  const rounds: Load[] = []
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await firstVisit(host))
  const median = (name: keyof Load): number => quantileOf(rounds.map((each) => each[name]), 0.5) // prettier-ignore
  return {
    paintedMs: median('paintedMs'),
    interactiveMs: median('interactiveMs'),
    blockedMs: median('blockedMs'),
    pricedMs: median('pricedMs'),
    chainMs: median('chainMs'),
  }
}

async function firstVisit(host: PageHost): Promise<Load> {
  const { page, context } = await host.visit(host.watched)
  await page.goto(host.url)
  const { pricedAt: pricedMs, wholeAt: chainMs } = await loadedAndQuiet(page)
  const { longTasks } = await page.evaluate(readProbe)
  const paintedMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  )
  await context.close()
  const lastLong = Math.max(0, ...longTasks.map(({ start, duration }) => start + duration))
  const blockedMs = longTasks.reduce((sum, { duration }) => sum + duration - LONG_MS, 0)
  return { paintedMs, interactiveMs: Math.max(paintedMs, lastLong), blockedMs, pricedMs, chainMs }
}

/** Prices and the whole chain are there, and some time has passed since. */
async function loadedAndQuiet(page: Page): Promise<{ readonly pricedAt: number; readonly wholeAt: number }> {
  for (let waited = 0; waited < GIVE_UP_MS; waited += ASK_EVERY_MS) {
    const { pricedAt, wholeAt } = await page.evaluate(readProbe)
    if (pricedAt !== undefined && wholeAt !== undefined) {
      await page.waitForTimeout(QUIET_MS)
      return { pricedAt, wholeAt }
    }
    await page.waitForTimeout(ASK_EVERY_MS)
  }
  throw new Error(`Prices or chain are missing after ${GIVE_UP_MS} ms`)
}
