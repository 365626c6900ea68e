import type { Page } from 'playwright-core'
import type { PageHost } from './page-host.ts'
import { readProbe, restartProbe } from './probe.ts'
import type { Probed } from './probe.ts'

export interface Running extends Probed {
  /** From the exchange's time stamp until the quote was painted; the page's own figures, over the last half minute. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly contracts: number
  readonly rows: number
  /** What simulator and proxy used meanwhile. */
  readonly serverCores: number
}

const SETTLE_MS = 5_000

/** The desk with everything loaded, left alone for so long. */
export async function measureRunning(host: PageHost, durationMs: number): Promise<Running> {
  const { page, context } = await host.visit(host.watched)
  await page.goto(host.url)
  await loaded(page)
  await page.waitForTimeout(SETTLE_MS)
  await page.evaluate(restartProbe)
  const before = await host.cpuSeconds()
  await page.waitForTimeout(durationMs)
  const probed = await page.evaluate(readProbe)
  const serverCores = ((await host.cpuSeconds()) - before) / (durationMs / 1_000)
  const figures = await readFigures(page)
  await context.close()
  return { ...probed, ...figures, serverCores }
}

/** The chain is complete and prices move. */
export async function loaded(page: Page): Promise<void> {
  await page.locator('.at-the-money').waitFor()
  await page.locator('.chain-loading').waitFor({ state: 'detached' })
  await page.waitForFunction(() => /p99/.test(document.querySelector('.latency')?.textContent ?? ''))
}

async function readFigures(page: Page): Promise<Pick<Running, 'p50Ms' | 'p99Ms' | 'contracts' | 'rows'>> {
  const summary = (await page.locator('[data-testid="latency-summary"]').textContent()) ?? ''
  const note = (await page.locator('.chain .panel-note').textContent()) ?? ''
  const [p50Ms = NaN, p99Ms = NaN] = [...summary.matchAll(/p\d\d ([\d,]+)/g)].map(([, figure]) =>
    Number(figure?.replaceAll(',', '')),
  )
  const rows = await page.locator('.watch-row').count()
  return { p50Ms, p99Ms, rows, contracts: Number(note.replaceAll(/\D/g, '')) }
}
