import { parseFrame } from './limits.ts'
import { CONTENDERS } from './contenders.ts'
import type { Contender } from './contender.ts'
import { createWorkload, LISTENERS, TICKS_PER_FLUSH, VIEWS } from './workload.ts'
import type { Workload } from './workload.ts'

/** One contender with one number of symbols: `node throughput-worker.ts <name> <symbols> <seconds>`; a row on stdout. */

interface Work {
  readonly flushes: number
  /** Flushes of a slice; between two slices of a contender the same frames are only parsed. */
  readonly slice: number
  /**
   * So often all flushes are measured at most, later each time. All frames are there before, so that the garbage that is
   * collected meanwhile is the contender's and not the benchmark's.
   */
  readonly passes: number
}

const FULL: Work = { flushes: 200, slice: 20, passes: 6 }
/** A `set` a tick takes a thousand times as long: as much would take minutes. */
const A_SET_A_TICK: Work = { flushes: 5, slice: 1, passes: 1 }

/** On a machine with other work the main thread's own time says more: `BENCH_CLOCK=cpu`. It leaves out waiting for GC. */
const now = process.env['BENCH_CLOCK'] === 'cpu' ? threadCpuMs : () => performance.now()

let sink = 0
let notices = 0

const [, , name = '', symbolsText = '', secondsText = '3'] = process.argv
const symbolCount = Number(symbolsText)
const create = CONTENDERS[name]
if (create === undefined) throw new RangeError(`No contender ${JSON.stringify(name)}`)
const contender = await create()
const work = contender.isBatched ? FULL : A_SET_A_TICK
const workload = createWorkload(symbolCount, work.flushes)
// a function a listener: some stores call one that is there twice only once
for (const symbol of workload.single) contender.watch(symbol, () => void notices++)
for (const view of workload.views) contender.watchAll(view, () => void notices++)

fill(contender, workload)
const problem = audit(contender, workload)
const measured = measure(contender, slicesOf(workload), Number(secondsText) * 1000)
const row = {
  contender: name,
  symbols: symbolCount,
  listeners: LISTENERS + VIEWS,
  ...measured,
  ...(work !== FULL && { work: `${work.flushes * TICKS_PER_FLUSH} ticks` }),
  ...(problem !== undefined && { problem }),
}
process.stdout.write(`${JSON.stringify(row)}\n`)
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
  /** `null` where there are no flushes: every tick is one. */
  readonly flushP50Ms: number | null
  readonly flushP99Ms: number | null
}

type Slice = readonly (readonly string[])[]

function measure({ isBatched, onFrame, flush }: Contender, slices: readonly Slice[], budgetMs: number): Measured {
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
    flushP50Ms: isBatched ? rounded(quantile(warm(flushTimes), 0.5), 3) : null,
    flushP99Ms: isBatched ? rounded(quantile(warm(flushTimes), 0.99), 3) : null,
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
  const { slice, passes } = work
  return Array.from({ length: (passes * flushes.length) / slice }, (_, at) => {
    const from = (at * slice) % flushes.length
    const pass = 1 + Math.floor((at * slice) / flushes.length)
    return flushes.slice(from, from + slice).map((frames) => frames.map((frame) => later(frame, pass)))
  })
}

/** Every timestamp moved on, and flat: as the socket hands it over. */
function later(frame: string, pass: number): string {
  const shift = pass * work.flushes * TICKS_PER_FLUSH
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
