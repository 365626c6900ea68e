// Added latency at a moderate rate: with the pace of 20 frames a second and client, without it, and beside plain `ws`.
import { createReport, median } from './report.ts'
import { run } from './run.ts'
import type { Measured, RunOptions } from './run.ts'
import type { Shape } from './shape.ts'

const ROUNDS = process.argv.includes('--quick') ? 1 : 4
const times = { warmUpMs: 1_500, measureMs: 4_000 }
const shape: Shape = { clients: 1_000, symbolsPerClient: 100, symbols: 1_000, eventsPerSecond: 1_000 }
const report = createReport('proxy/latency')
const paced: Measured[] = []
const unpaced: Measured[] = []
const floor: Measured[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  const measure = (options: Omit<RunOptions, 'shape'>): Promise<Measured> => run({ ...options, shape, ...times })
  paced.push(await measure({ server: 'proxy' }))
  unpaced.push(await measure({ server: 'proxy', maxRateHz: 1_000 }))
  floor.push(await measure({ server: 'plain-ws' }))
}

function addRows(name: string, runs: readonly Measured[]): void {
  report.add(`${name}, p50`, median(runs.map(({ p50Ms }) => p50Ms)), 'ms', 1)
  report.add(`${name}, p99`, median(runs.map(({ p99Ms }) => p99Ms)), 'ms', 1)
  report.add(`${name}, frames`, median(runs.map(({ frames, seconds }) => frames / seconds)), 'frames/s')
  report.add(`${name}, CPU`, median(runs.map(({ cpuSeconds, seconds }) => cpuSeconds / seconds)), 'cores', 2)
}

addRows('added latency at 100,000 quotes/s, 20 frames/s a client', paced)
addRows('the same, frames as they come', unpaced)
addRows('plain ws, 20 frames/s a client', floor)
const perQuote = median(paced.map(({ cpuSeconds, quotes }) => cpuSeconds / quotes)) ?? NaN
report.add('CPU per 10,000 quotes/s at that rate', perQuote * 10_000 * 100, '% of a core', 2)
report.print()
