// Quotes delivered to 1,000 clients that hold 100 symbols each, beside the same through socket.io, in turns.
import { createReport, median } from './report.ts'
import { run } from './run.ts'
import type { Measured } from './run.ts'
import type { Shape } from './shape.ts'

const ROUNDS = process.argv.includes('--quick') ? 1 : 3
const times = { warmUpMs: 1_500, measureMs: 4_000 }
// both are offered the same 4 million quotes a second, more than either can deliver
const shape: Shape = { clients: 1_000, symbolsPerClient: 100, symbols: 1_000, eventsPerSecond: 40_000 }
const report = createReport('proxy/fan-out')
const ours: Measured[] = []
const theirs: Measured[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  ours.push(await run({ server: 'proxy', shape, ...times }))
  theirs.push(await run({ server: 'socket-io', shape, ...times }))
}

const of = (runs: readonly Measured[], read: (one: Measured) => number | null): number => median(runs.map(read)) ?? NaN
const [mine, other] = [of(ours, (one) => one.quotesPerSecond), of(theirs, (one) => one.quotesPerSecond)]
const [mineCpu, otherCpu] = [of(ours, (one) => one.quotesPerCpuSecond), of(theirs, (one) => one.quotesPerCpuSecond)]
const cores = (runs: readonly Measured[], read: (one: Measured) => number): number =>
  of(runs, (one) => read(one) / one.seconds)

report.add('quotes delivered, 1,000 clients x 100 symbols', mine, 'quotes/s')
report.add('the same through socket.io', other, 'quotes/s')
report.add('times socket.io', mine / other, 'times', 1)
report.add('quotes delivered per second of the proxy CPU', mineCpu, 'quotes/CPU s')
report.add('the same through socket.io', otherCpu, 'quotes/CPU s')
report.add('times socket.io, per CPU second', mineCpu / otherCpu, 'times', 1)
report.add(
  'CPU of the proxy',
  cores(ours, (one) => one.cpuSeconds),
  'cores',
  2,
)
report.add(
  'CPU of its clients',
  cores(ours, (one) => one.clientCpuSeconds),
  'cores',
  2,
)
report.add(
  'CPU of socket.io',
  cores(theirs, (one) => one.cpuSeconds),
  'cores',
  2,
)
report.add(
  'CPU of its clients',
  cores(theirs, (one) => one.clientCpuSeconds),
  'cores',
  2,
)
report.add(
  'CPU of the vendor',
  cores(ours, (one) => one.vendorCpuSeconds),
  'cores',
  2,
)
report.add(
  'age of a quote on arrival, p50',
  of(ours, (one) => one.p50Ms),
  'ms',
)
report.add(
  'age of a quote on arrival, p99',
  of(ours, (one) => one.p99Ms),
  'ms',
)
report.add(
  'the same through socket.io, p50',
  of(theirs, (one) => one.p50Ms),
  'ms',
)
report.print()
