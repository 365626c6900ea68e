// Memory of 5,000 connected clients: idle, and holding 20 symbols each.
import { createReport } from './report.ts'
import { run } from './run.ts'
import type { Shape } from './shape.ts'

const CLIENTS = 5_000
const times = { warmUpMs: 1_000, measureMs: 2_000 }
const idleShape: Shape = { clients: CLIENTS, symbolsPerClient: 0, symbols: 1_000, eventsPerSecond: 0 }
const report = createReport('proxy/idle')
const idle = await run({ server: 'proxy', shape: idleShape, ...times })
const busy = await run({
  server: 'proxy',
  shape: { ...idleShape, symbolsPerClient: 20, eventsPerSecond: 1_000 },
  ...times,
})

const kilobytesEach = (bytes: number): number => bytes / CLIENTS / 1024
report.add('memory per idle client, 5,000 connected', kilobytesEach(idle.rssBytes - idle.idleRssBytes), 'KB', 1)
report.add('resident memory with 5,000 idle clients', idle.rssBytes / 2 ** 20, 'MB')
report.add('CPU with 5,000 idle clients', (idle.cpuSeconds / idle.seconds) * 100, '% of a core', 1)
report.add('heap with 5,000 clients x 20 symbols, 100,000 quotes/s', busy.heapBytes / 2 ** 20, 'MB')
report.add('resident memory with them', busy.rssBytes / 2 ** 20, 'MB')
report.add('CPU with them', (busy.cpuSeconds / busy.seconds) * 100, '% of a core', 1)
report.print()
