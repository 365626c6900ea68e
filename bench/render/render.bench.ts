import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Page } from 'playwright-core'
import { build, preview } from 'vite'
import { launchBrowser } from '../../test/support/browser.ts'
import { print, quantileOf } from '../adapters/rest-bench.ts'
import type { Figure } from '../adapters/rest-bench.ts'
import { installProbe, readProbe, restartProbe } from '../page/probe.ts'
import type { Probed } from '../page/probe.ts'
import type { Counts } from './counts.ts'

/*
 * A table of 1,000 rows in Chromium, each with a quote of its own, at 20,000 ticks a second: frames, long tasks, and
 * whether a flush renders the rows whose quotes changed and no others. Beside it the same table by React's own state,
 * and by writing to the DOM: what those take is not the store's.
 */

const ROWS = 1_000
const TICKS_PER_SECOND = 20_000
const SETTLE_MS = 5_000
const SECONDS = 15
const WAYS = [
  ['ours', 'our store'],
  ['react', "React's state"],
  ['dom', 'the DOM alone'],
] as const

process.env['NODE_ENV'] = 'production'
const directory = await mkdtemp(join(tmpdir(), 'render-bench-'))
const page = { root: import.meta.dirname, configFile: false, logLevel: 'error' } as const
await build({ ...page, plugins: [react()], worker: { format: 'es' }, build: { outDir: directory, target: 'es2023' } })
const server = await preview({ ...page, build: { outDir: directory }, preview: { port: 0 } })
const browser = await launchBrowser()
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addInitScript(installProbe)
  const figures: Figure[] = [{ name: 'rows', value: ROWS, unit: 'rows' }]
  for (const [way, label] of WAYS) {
    const table = await context.newPage()
    await table.goto(
      `${server.resolvedUrls?.local[0] ?? ''}?way=${way}&rows=${ROWS}&ticksPerSecond=${TICKS_PER_SECOND}`,
    )
    const { probed, counts } = await measure(table)
    figures.push(...figuresOf(label, probed, counts))
    await table.close()
  }
  print('render: a table in Chromium', figures)
} finally {
  await browser.close()
  await server.close()
  await rm(directory, { recursive: true, force: true })
}

async function measure(table: Page): Promise<{ readonly probed: Probed; readonly counts: Counts }> {
  await table.waitForFunction(() => (globalThis.renderCounts?.flushes ?? 0) > 0)
  await table.waitForTimeout(SETTLE_MS)
  await table.evaluate(restartProbe)
  const before = await table.evaluate(readCounts)
  await table.waitForTimeout(SECONDS * 1_000)
  const after = await table.evaluate(readCounts)
  const probed = await table.evaluate(readProbe)
  const since = (name: keyof Counts): number => after[name] - before[name]
  const counts = {
    ticks: since('ticks'),
    flushes: since('flushes'),
    changes: since('changes'),
    rowRenders: since('rowRenders'),
    tableRenders: since('tableRenders'),
  }
  return { probed, counts }
}

/** Runs in the page. */
function readCounts(): Counts {
  return { ticks: 0, flushes: 0, changes: 0, rowRenders: 0, tableRenders: 0, ...globalThis.renderCounts }
}

function figuresOf(way: string, { frames, longTasks }: Probed, counts: Counts): readonly Figure[] {
  const { ticks, flushes, changes, rowRenders, tableRenders } = counts
  return [
    {
      name: `${way}: ticks a second`,
      value: ticks / SECONDS,
      unit: 'ticks',
      limit: { atLeast: TICKS_PER_SECOND * 0.95 },
    },
    { name: `${way}: frames a second`, value: frames.length / SECONDS, unit: 'frames' },
    { name: `${way}: between frames, p50`, value: quantileOf(frames, 0.5), unit: 'ms' },
    { name: `${way}: between frames, p99`, value: quantileOf(frames, 0.99), unit: 'ms' },
    { name: `${way}: tasks over 50 ms in ${SECONDS} s`, value: longTasks.length, unit: 'tasks' },
    { name: `${way}: flushes a second`, value: flushes / SECONDS, unit: 'flushes' },
    { name: `${way}: quotes that changed, a flush`, value: changes / flushes, unit: 'quotes' },
    { name: `${way}: rows rendered, a flush`, value: rowRenders / flushes, unit: 'renders' },
    // a render more than a change would be one for nothing
    {
      name: `${way}: rows rendered, a changed quote`,
      value: rowRenders / changes,
      unit: 'renders',
      limit: { atMost: 1.01 },
    },
    { name: `${way}: renders of the table around them`, value: tableRenders, unit: 'renders', limit: { atMost: 0 } },
  ]
}
