// Quotes delivered to 1,000 clients that hold 100 symbols each, beside the same through socket.io; added latency at a
// moderate rate, and what 100 clients that never read change; memory of idle clients.
import { run } from './run.ts'
import type { Measured } from './run.ts'
import type { Shape } from './shape.ts'

const quick = process.argv.includes('--quick')
const json = process.argv.includes('--json')
const times = quick ? { warmUpMs: 1_500, measureMs: 3_000 } : { warmUpMs: 3_000, measureMs: 10_000 }
const base: Shape = { clients: 1_000, symbolsPerClient: 100, symbols: 1_000, eventsPerSecond: 20_000, stalled: 0 }
const moderate: Shape = { ...base, eventsPerSecond: 1_000 }

const saturated = await run({ server: 'proxy', shape: base, ...times })
const socketIo = await run({ server: 'socket-io', shape: base, ...times })
const calm = await run({ server: 'proxy', shape: moderate, ...times })
const stalled = await run({ server: 'proxy', shape: { ...moderate, stalled: 100 }, ...times })
const idleShape = { ...base, clients: 5_000, symbolsPerClient: 0, eventsPerSecond: 0 }
const idle = await run({ server: 'proxy', shape: idleShape, ...times })

const report = {
  'quotes/s to 1,000 clients × 100 symbols': rates(saturated),
  'the same through socket.io': rates(socketIo),
  'times socket.io, per CPU second': round(saturated.quotesPerCpuSecond / socketIo.quotesPerCpuSecond),
  'moderate rate (100,000 quotes/s)': latencies(calm),
  'moderate rate, 100 more clients stalled': latencies(stalled),
  'CPU seconds per 10,000 quotes': round((calm.cpuSeconds / calm.quotes) * 10_000, 4),
  'memory per idle client, 5,000 connected, KB': round((idle.rssBytes - idle.idleRssBytes) / 5_000 / 1024),
}
if (json) console.log(JSON.stringify(report))
else console.dir(report, { depth: 3 })

function rates({ quotesPerSecond, quotesPerCpuSecond, p50Ms, p99Ms }: Measured): object {
  return { perSecond: round(quotesPerSecond, 0), perCpuSecond: round(quotesPerCpuSecond, 0), p50Ms, p99Ms }
}

function latencies({ quotesPerSecond, p50Ms, p99Ms, rssBytes, heapBytes }: Measured): object {
  return {
    perSecond: round(quotesPerSecond, 0),
    p50Ms,
    p99Ms,
    rssMB: round(rssBytes / 2 ** 20),
    heapMB: round(heapBytes / 2 ** 20),
  }
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}
