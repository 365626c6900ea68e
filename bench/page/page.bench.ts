import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { print, quantileOf } from '../adapters/rest-bench.ts'
import type { Figure } from '../adapters/rest-bench.ts'
import { measureFloor } from './floor.ts'
import { measureHeap } from './heap.ts'
import { measureLoad } from './load.ts'
import { EVENTS_PER_SECOND, startHost } from './page-host.ts'
import type { PageHost } from './page-host.ts'
import { measureRunning } from './running.ts'

/*
 * The page in Chromium at 20,000 events a second, a chain of some thousand contracts open and 100 rows watched:
 * frames, long tasks, exchange to paint, time until it can be used, and its JavaScript. `--heap` measures the heap over
 * five minutes instead. An empty page that takes the same stream shows what the machine itself makes of frames.
 */

const SECONDS = 30
const FLOOR_SECONDS = 8
const HEAP_MINUTES = 5

async function frameFigures(host: PageHost): Promise<readonly Figure[]> {
  await host.setPace(EVENTS_PER_SECOND)
  const floor = await measureFloor(host, host.watched, FLOOR_SECONDS * 1_000)
  const { frames, longTasks, p50Ms, p99Ms, contracts, rows, serverCores } = await measureRunning(host, SECONDS * 1_000)
  return [
    { name: 'contracts of the open chain', value: contracts, unit: 'contracts', limit: { atLeast: 3_000 } },
    { name: 'rows watched', value: rows, unit: 'rows', limit: { atLeast: 100 } },
    { name: 'between frames, p50', value: quantileOf(frames, 0.5), unit: 'ms' },
    { name: 'between frames, p99', value: quantileOf(frames, 0.99), unit: 'ms', limit: { atMost: 20 } },
    { name: 'between frames, longest', value: quantileOf(frames, 1), unit: 'ms' },
    { name: 'the same on an empty page, p99', value: quantileOf(floor.frames, 0.99), unit: 'ms' },
    { name: `tasks over 50 ms in ${SECONDS} s`, value: longTasks.length, unit: 'tasks', limit: { atMost: 0 } },
    { name: 'exchange to paint, p50', value: p50Ms, unit: 'ms' },
    { name: 'exchange to paint, p99', value: p99Ms, unit: 'ms', limit: { atMost: 100 } },
    { name: 'simulator and proxy', value: serverCores * 100, unit: '%' },
  ]
}

async function loadFigures(host: PageHost): Promise<readonly Figure[]> {
  await host.setPace(400)
  const { interactiveMs, blockedMs, paintedMs, pricedMs, chainMs } = await measureLoad(host)
  return [
    { name: 'load: first paint with contents', value: paintedMs, unit: 'ms' },
    { name: 'load: interactive', value: interactiveMs, unit: 'ms', limit: { atMost: 1_000 } },
    { name: 'load: beyond 50 ms, all tasks', value: blockedMs, unit: 'ms' },
    { name: 'load: first price', value: pricedMs, unit: 'ms' },
    { name: 'load: the whole chain', value: chainMs, unit: 'ms' },
    { name: "the page's JavaScript, gzip", value: await scriptKilobytes(host), unit: 'kB', limit: { atMost: 250 } },
  ]
}

async function heapFigures(host: PageHost): Promise<readonly Figure[]> {
  await host.setPace(EVENTS_PER_SECOND)
  const { startMb, endMb, growthMbPerMinute, growthAtMost } = await measureHeap(host, HEAP_MINUTES)
  return [
    { name: 'heap after the first half minute', value: startMb, unit: 'MB' },
    { name: `heap ${HEAP_MINUTES} minutes later`, value: endMb, unit: 'MB' },
    { name: 'growth, least squares', value: growthMbPerMinute, unit: 'MB a minute' },
    { name: 'growth, at most (95 %)', value: growthAtMost, unit: 'MB a minute', limit: { atMost: 0.5 } },
  ]
}

async function scriptKilobytes({ directory }: PageHost): Promise<number> {
  const folder = join(directory, 'assets')
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  const sizes = await Promise.all(scripts.map(async (name) => gzipSync(await readFile(join(folder, name))).length))
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000
}

const host = await startHost()
try {
  if (process.argv.includes('--heap')) print('page/heap', await heapFigures(host))
  else print('page', [...(await loadFigures(host)), ...(await frameFigures(host))])
} finally {
  await host.close()
}
