// Quotes delivered to 1,000 clients that hold 100 symbols each, beside the same through socket.io; added latency at a
// moderate rate, and what 100 clients that never read change; memory of idle clients. `--json` prints flat rows.
import { availableParallelism, loadavg } from 'node:os'
import { run } from './run.ts'
import type { Shape } from './shape.ts'

const json = process.argv.includes('--json')
const times = process.argv.includes('--quick')
  ? { warmUpMs: 1_000, measureMs: 2_000 }
  : { warmUpMs: 2_000, measureMs: 5_000 }
const base: Shape = { clients: 1_000, symbolsPerClient: 100, symbols: 1_000, eventsPerSecond: 20_000, stalled: 0 }
const moderate: Shape = { ...base, eventsPerSecond: 1_000 }
const [loadBefore = 0] = loadavg()

// both sides are offered the same 2 million quotes a second, more than either can deliver
const ours = await run({ server: 'proxy', shape: base, ...times })
const theirs = await run({ server: 'socket-io', shape: base, ...times })
const calm = await run({ server: 'proxy', shape: moderate, ...times })
const stalled = await run({ server: 'proxy', shape: { ...moderate, stalled: 100 }, ...times })
const idleShape = { ...base, clients: 5_000, symbolsPerClient: 0, eventsPerSecond: 0 }
const idle = await run({ server: 'proxy', shape: idleShape, ...times })

const [mine, other] = [ours.quotesPerSecond, theirs.quotesPerSecond]
const [mineCpu, otherCpu] = [ours.quotesPerCpuSecond, theirs.quotesPerCpuSecond]

const rows = [
  row('quotes delivered, 1,000 clients x 100 symbols', mine, 'quotes/s'),
  row('the same through socket.io', other, 'quotes/s'),
  row('times socket.io', mine / other, 'times', 1),
  row('quotes delivered per second of the proxy CPU', mineCpu, 'quotes/CPU s'),
  row('the same through socket.io', otherCpu, 'quotes/CPU s'),
  row('times socket.io, per CPU second', mineCpu / otherCpu, 'times', 1),
  row('CPU used by the proxy at saturation', ours.cpuSeconds / ours.seconds, 'cores', 2),
  row('CPU used by socket.io at saturation', theirs.cpuSeconds / theirs.seconds, 'cores', 2),
  row('age of a quote on arrival at saturation, p50', ours.p50Ms, 'ms'),
  row('the same through socket.io, p50', theirs.p50Ms, 'ms'),
  row('added latency at 100,000 quotes/s, p50', calm.p50Ms, 'ms'),
  row('added latency at 100,000 quotes/s, p99', calm.p99Ms, 'ms'),
  row('the same with 100 stalled clients, p50', stalled.p50Ms, 'ms'),
  row('the same with 100 stalled clients, p99', stalled.p99Ms, 'ms'),
  row('heap after GC, without stalled clients', calm.heapBytes / 2 ** 20, 'MB', 1),
  row('heap after GC, with 100 stalled clients', stalled.heapBytes / 2 ** 20, 'MB', 1),
  row('CPU per 10,000 quotes at 100,000 quotes/s', (calm.cpuSeconds / calm.quotes) * 1e7, 'ms', 1),
  row('memory per idle client, 5,000 connected', (idle.rssBytes - idle.idleRssBytes) / 5_000 / 1024, 'KB', 1),
  row('cores of the machine', availableParallelism(), 'cores'),
  row('load of the machine before the run', loadBefore, 'processes', 1),
]
if (json) process.stdout.write(`${JSON.stringify(rows)}\n`)
else for (const { name, value, unit } of rows) process.stdout.write(`${name.padEnd(52)} ${value} ${unit}\n`)

interface Row {
  readonly bench: string
  readonly name: string
  readonly value: number | null
  readonly unit: string
}

/** No sample, no figure: the value is null then. */
function row(name: string, value: number | null, unit: string, digits = 0): Row {
  return { bench: 'proxy/fan-out', name, value: value === null ? null : Number(value.toFixed(digits)), unit }
}
