import { parseFrame } from './limits.ts'
import { CONTENDERS } from './contenders.ts'
import type { Contender } from './contender.ts'
import { createWorkload, LISTENERS, TICKS_PER_FLUSH, VIEWS } from './workload.ts'
import type { Workload } from './workload.ts'

/** One contender with one number of symbols: `node throughput-worker.ts <name> <symbols> <seconds>`; a row on stdout. */

/** Flushes of a slice; between two slices of a contender the same frames are only parsed. */
const SLICE = 20
const FLUSHES = 200
/**
 * So often all flushes are measured at most, later each time. All frames are there before, so that the garbage that is
 * collected meanwhile is the contender's and not the benchmark's.
 */
const PASSES = 6

/** On a machine with other work the main thread's own time says more: `BENCH_CLOCK=cpu`. It leaves out waiting for GC. */
const now = process.env['BENCH_CLOCK'] === 'cpu' ? threadCpuMs : () => performance.now()

let sink = 0
let notices = 0

const [, , name = '', symbolsText = '', secondsText = '3'] = process.argv
const symbolCount = Number(symbolsText)
const create = CONTENDERS[name]
if (create === undefined) throw new RangeError(`No contender ${JSON.stringify(name)}`)
const workload = createWorkload(symbolCount, FLUSHES)
const contender = await create()
// a function a listener: some stores call one that is there twice only once
for (const symbol of workload.single) contender.watch(symbol, () => void notices++)
for (const view of workload.views) contender.watchAll(view, () => void notices++)

fill(contender, workload)
const problem = audit(contender, workload)
const measured = measure(contender, slicesOf(workload), Number(secondsText) * 1000)
process.stdout.write(
  `${JSON.stringify({ contender: name, symbols: symbolCount, listeners: LISTENERS + VIEWS, ...measured, ...(problem !== undefined && { problem }) })}\n`,
)
process.exit(sink === Number.MIN_VALUE ? 1 : 0)

/** Every symbol is known before anything is measured: what is new costs more, once. */
function fill({ onFrame, flush }: Contender, { symbols }: Workload): void {
  const [frame = '[]'] = workload.flushes[0] ?? []
  const [message] = parseFrame(frame)
  for (const symbol of symbols) {
    onFrame(JSON.stringify([{ type: 'Q', data: { ...message?.data, symbol, timestamp: 1 } }]))
  }
  flush()
}

/** One untimed pass: listeners must be told as often as quotes changed, and the last quote must be the one held. */
function audit({ isBatched, bidOf }: Contender, { flushes, expectedNotices }: Workload): string | undefined {
  notices = 0
  for (const frames of flushes) run(contender, frames)
  const last = parseFrame(flushes.at(-1)?.at(-1) ?? '[]').at(-1)
  if (bidOf(last?.data.symbol ?? '') !== last?.data.bid) return 'does not hold the last quote'
  const isLimit = notices === 0 && !name.includes(',') && name !== 'massive-market-data'
  if (isLimit || !isBatched || notices === expectedNotices) return undefined
  return `told ${notices} times instead of ${expectedNotices}`
}

function run({ onFrame, flush }: Contender, frames: readonly string[]): void {
  for (const frame of frames) onFrame(frame)
  flush()
}

interface Measured {
  readonly shareOfParseLimit: number
  readonly quotesPerSecond: number
  readonly flushP50Ms: number
  readonly flushP99Ms: number
}

type Slice = readonly (readonly string[])[]

function measure({ onFrame, flush }: Contender, slices: readonly Slice[], budgetMs: number): Measured {
  const shares: number[] = []
  const rates: number[] = []
  const flushTimes: number[] = []
  globalThis.gc?.()
  const end = performance.now() + budgetMs
  for (const slice of slices) {
    if (performance.now() > end && shares.length >= 3) break
    const parseMs = parseOnly(slice)
    const started = now()
    for (const frames of slice) {
      for (const frame of frames) onFrame(frame)
      const flushStarted = now()
      flush()
      flushTimes.push(now() - flushStarted)
    }
    const ms = now() - started
    shares.push(parseMs / ms)
    rates.push((slice.length * TICKS_PER_FLUSH * 1000) / ms)
  }
  // the first ones warm the engine up
  const warm = <T>(all: T[]): T[] => all.slice(Math.floor(all.length / 5))
  return {
    shareOfParseLimit: rounded(quantile(warm(shares), 0.5), 4),
    quotesPerSecond: Math.round(quantile(warm(rates), 0.5)),
    flushP50Ms: rounded(quantile(warm(flushTimes), 0.5), 3),
    flushP99Ms: rounded(quantile(warm(flushTimes), 0.99), 3),
  }
}

function parseOnly(slice: Slice): number {
  const started = now()
  for (const frames of slice) {
    for (const frame of frames) sink += parseFrame(frame).length
  }
  return now() - started
}

/** Time moves on from slice to slice, so that no tick is one of the past. */
function slicesOf({ flushes }: Workload): readonly Slice[] {
  return Array.from({ length: (PASSES * FLUSHES) / SLICE }, (_, at) => {
    const from = (at * SLICE) % FLUSHES
    const pass = 1 + Math.floor((at * SLICE) / FLUSHES)
    return flushes.slice(from, from + SLICE).map((frames) => frames.map((frame) => later(frame, pass)))
  })
}

/** Every timestamp moved on, and flat: as the socket hands it over. */
function later(frame: string, pass: number): string {
  const shift = pass * FLUSHES * TICKS_PER_FLUSH
  const text = frame.replaceAll(/"timestamp":(\d+)/g, (_, at: string) => `"timestamp":${Number(at) + shift}`)
  return Buffer.from(text, 'latin1').toString('latin1')
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
