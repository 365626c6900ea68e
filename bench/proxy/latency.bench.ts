// Added latency at a moderate rate, with and without 100 clients that never read: in turns, so that what else the
// machine does falls on both.
import { createReport, median } from './report.ts'
import { run } from './run.ts'
import type { Measured } from './run.ts'
import type { Shape } from './shape.ts'

const ROUNDS = process.argv.includes('--quick') ? 1 : 4
const times = { warmUpMs: 1_500, measureMs: 4_000 }
const moderate: Shape = { clients: 1_000, symbolsPerClient: 100, symbols: 1_000, eventsPerSecond: 1_000, stalled: 0 }
const report = createReport('proxy/latency')
const calm: Measured[] = []
const stalled: Measured[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  calm.push(await run({ server: 'proxy', shape: moderate, ...times }))
  stalled.push(await run({ server: 'proxy', shape: { ...moderate, stalled: 100 }, ...times }))
}

const p99s = (runs: readonly Measured[]): readonly number[] => runs.flatMap(({ p99Ms }) => p99Ms ?? [])
const heap = (runs: readonly Measured[]): number | null => median(runs.map(({ heapBytes }) => heapBytes / 2 ** 20))
const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values)

report.add('added latency at 100,000 quotes/s, p50', median(calm.map(({ p50Ms }) => p50Ms)), 'ms', 1)
report.add('added latency at 100,000 quotes/s, p99', median(p99s(calm)), 'ms', 1)
report.add('the same with 100 stalled clients, p50', median(stalled.map(({ p50Ms }) => p50Ms)), 'ms', 1)
report.add('the same with 100 stalled clients, p99', median(p99s(stalled)), 'ms', 1)
report.add('p99 from round to round, without stalled clients', spread(p99s(calm)), 'ms', 1)
report.add('p99 from round to round, with stalled clients', spread(p99s(stalled)), 'ms', 1)
report.add('heap after GC, without stalled clients', heap(calm), 'MB', 1)
report.add('heap after GC, with 100 stalled clients', heap(stalled), 'MB', 1)
const perQuote = median(calm.map(({ cpuSeconds, quotes }) => cpuSeconds / quotes)) ?? NaN
report.add('CPU per 10,000 quotes/s at that rate', perQuote * 10_000 * 100, '% of a core', 2)
report.print()
