import type { CDPSession } from 'playwright-core'
import type { PageHost } from './page-host.ts'
import { linearFit } from './linear-fit.ts'
import { loaded } from './running.ts'

export interface HeapCourse {
  readonly startMb: number
  readonly endMb: number
  readonly growthMbPerMinute: number
  /** The growth is at most that, at a confidence of 95 %. */
  readonly growthAtMost: number
}

const SETTLE_MS = 30_000
const EVERY_MS = 15_000

/** What survives a collection of garbage, every quarter of a minute. */
export async function measureHeap(host: PageHost, minutes: number): Promise<HeapCourse> {
  const { page, session, context } = await host.visit(host.watched)
  await page.goto(host.url)
  await loaded(page)
  await page.waitForTimeout(SETTLE_MS)
  const course: { readonly minute: number; readonly mb: number }[] = []
  const startedAt = Date.now()
  for (let at = 0; at <= minutes * 60_000; at += EVERY_MS) {
    await page.waitForTimeout(Math.max(0, startedAt + at - Date.now()))
    course.push({ minute: (Date.now() - startedAt) / 60_000, mb: await survivingMb(session) })
  }
  await context.close()
  const { slope, slopeWithin } = linearFit(course.map(({ minute, mb }) => [minute, mb]))
  return {
    startMb: course[0]?.mb ?? NaN,
    endMb: course.at(-1)?.mb ?? NaN,
    growthMbPerMinute: slope,
    growthAtMost: slope + slopeWithin,
  }
}

async function survivingMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 2 ** 20
}
