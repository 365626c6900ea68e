// What 100 clients that never read cost the 1,000 others: of one proxy, as many more clients read and stall in turns,
// and each two neighbouring rounds are compared, so that what else the machine does falls on both.
import { createReport, median } from './report.ts'
import { openBench } from './run.ts'
import type { Bench, Measured } from './run.ts'
import type { Shape } from './shape.ts'

const PAIRS = process.argv.includes('--quick') ? 2 : 12
const EXTRAS = 100
const FILL_MS = 1_000
// who does not answer pings is ended after 50 s
const MAX_FILLS = 30
const times = [1_500, 3_000] as const
const shape: Shape = {
  clients: 1_000,
  symbolsPerClient: 100,
  symbols: 1_000,
  eventsPerSecond: 1_000,
}

interface Round extends Measured {
  readonly blocked: number
}

async function round(bench: Bench, isStalled: boolean): Promise<Round> {
  await bench.setExtras({ extras: EXTRAS, isStalled })
  // the network holds megabytes for each before it takes no more; those who read are sent something, too
  for (let fill = 0; fill < MAX_FILLS; fill += 1) {
    await bench.fill(FILL_MS)
    if (!isStalled || (await bench.countBlocked()) >= EXTRAS) break
  }
  const measured = await bench.measure(...times)
  const blocked = await bench.countBlocked()
  await bench.setExtras({ extras: 0, isStalled })
  return { ...measured, blocked }
}

const bench = await openBench({ server: 'proxy', shape })
const reading: Round[] = []
const stalled: Round[] = []
for (let pair = 0; pair < PAIRS; pair += 1) {
  // which of the two goes first changes, too
  const order = pair % 2 === 0 ? [false, true] : [true, false]
  for (const isStalled of order) (isStalled ? stalled : reading).push(await round(bench, isStalled))
}
bench.close()

type Read = (one: Measured) => number
const held: Read = ({ heapBytes, externalBytes }) => heapBytes + externalBytes
const cores: Read = ({ cpuSeconds, seconds }) => (cpuSeconds / seconds) * 100
const middle = (runs: readonly Measured[], read: Read): number => median(runs.map(read)) ?? Number.NaN
const differences = (read: Read): readonly number[] =>
  stalled.flatMap((one, index) => {
    const other = reading[index]
    return other === undefined ? [] : [read(one) - read(other)]
  })

const report = createReport('proxy/stalled')

/** Both medians, and of the paired differences the median and the middle half. */
function addRows(name: string, unit: string, read: Read): void {
  const sorted = [...differences(read)].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
  report.add(`${name}, all read`, middle(reading, read), unit, 1)
  report.add(`${name}, ${EXTRAS} stalled`, middle(stalled, read), unit, 1)
  report.add(`${name}, difference`, median(sorted), unit, 1)
  report.add(`${name}, difference, lower quartile`, at(0.25), unit, 1)
  report.add(`${name}, difference, upper quartile`, at(0.75), unit, 1)
}

addRows('latency of the others, p50', 'ms', ({ p50Ms }) => p50Ms ?? Number.NaN)
addRows('latency of the others, p99', 'ms', ({ p99Ms }) => p99Ms ?? Number.NaN)
addRows('CPU of the proxy', '% of a core', cores)
addRows('memory of the proxy', 'KB', (one) => held(one) / 1024)
const perClient = (median(differences(held)) ?? Number.NaN) / EXTRAS / 1024
report.add('memory of a stalled client beyond that of one who reads', perClient, 'KB', 1)
report.add(
  'sockets that are blocked, as the proxy counts them',
  median(stalled.map(({ blocked }) => blocked)),
  'sockets',
)
report.print()
