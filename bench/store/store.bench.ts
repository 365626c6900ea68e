import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CONTENDERS } from './contenders.ts'

/**
 * The table of contenders: every one with every number of symbols in processes of its own, medians over the runs.
 * `--only query-core,RTK` runs those whose names contain one of the words, `--symbols 10000` the sizes given, `--runs 5`
 * so many processes each.
 */

interface Row {
  readonly contender: string
  readonly symbols: number
  readonly listeners: number
  readonly shareOfParseLimit: number
  readonly quotesPerSecond: number
  /** `null` where there are no flushes: every tick is one. */
  readonly flushP50Ms: number | null
  readonly flushP99Ms: number | null
  /** How much was measured, where that is less than of the others. */
  readonly work?: string
  readonly problem?: string
}

const OURS = 'massive-market-data'
/** Whom ours is to beat by a factor. */
const PEERS: ReadonlySet<string> = new Set([
  'query-core, batched',
  'Redux Toolkit slice, batched',
  'RTK Query, batched',
])

const { values: options } = parseArgs({
  strict: false,
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    symbols: { type: 'string', default: '100,1000,10000' },
    runs: { type: 'string', default: '3' },
  },
})
const seconds = process.env['BENCH_SECONDS'] ?? '4'
const worker = fileURLToPath(new URL('throughput-worker.ts', import.meta.url))

const words = String(options.only).split(',')
const names = Object.keys(CONTENDERS).filter((name) => words.some((word) => name.includes(word)))
if (names.length === 0) throw new RangeError(`No contender is called ${String(options.only)}`)
const rows: Row[] = []
if (options.json !== true) printHead()
for (const symbols of String(options.symbols).split(',').map(Number)) {
  for (const contender of names) {
    const row = medianOf(Array.from({ length: Number(options.runs) }, () => measure(contender, symbols)))
    rows.push(row)
    if (options.json !== true) printRow(row)
  }
  if (options.json !== true) printRatios(rows.filter((row) => row.symbols === symbols))
}
if (options.json === true) process.stdout.write(`${JSON.stringify(rows)}\n`)

function measure(contender: string, symbols: number): Row {
  const environment = { ...process.env, NODE_ENV: 'production' }
  const output = execFileSync(process.execPath, ['--expose-gc', worker, contender, String(symbols), seconds], {
    encoding: 'utf8',
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker prints one row
  return JSON.parse(output) as Row
}

/** Number by number; a problem that any run had is kept. */
function medianOf(runs: readonly Row[]): Row {
  const [first] = runs
  if (first === undefined) throw new RangeError('--runs must be at least 1')
  const median = (name: 'shareOfParseLimit' | 'quotesPerSecond'): number => middle(runs.map((run) => run[name]))
  const medianTime = (name: 'flushP50Ms' | 'flushP99Ms'): number | null => {
    const times = runs.map((run) => run[name]).filter((time) => time !== null)
    return times.length === 0 ? null : middle(times)
  }
  const problem = runs.find((run) => run.problem !== undefined)?.problem
  return {
    contender: first.contender,
    symbols: first.symbols,
    listeners: first.listeners,
    shareOfParseLimit: median('shareOfParseLimit'),
    quotesPerSecond: median('quotesPerSecond'),
    flushP50Ms: medianTime('flushP50Ms'),
    flushP99Ms: medianTime('flushP99Ms'),
    ...(first.work !== undefined && { work: first.work }),
    ...(problem !== undefined && { problem }),
  }
}

function middle(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
}

function printHead(): void {
  process.stdout.write(
    `${'contender'.padEnd(30)} symbols  of parse limit     quotes/s  flush p50 / p99 ms\n${'-'.repeat(88)}\n`,
  )
}

function printRow({
  contender,
  symbols,
  shareOfParseLimit,
  quotesPerSecond,
  flushP50Ms,
  flushP99Ms,
  work,
  problem,
}: Row): void {
  const share = `${(shareOfParseLimit * 100).toPrecision(3)} %`
  process.stdout.write(
    [
      contender.padEnd(30),
      String(symbols).padStart(7),
      share.padStart(15),
      quotesPerSecond.toLocaleString('en-US').padStart(12),
      (flushP50Ms === null ? '–' : `${flushP50Ms} / ${flushP99Ms}`).padStart(19),
      work === undefined ? '' : `  of ${work} only`,
      problem === undefined ? '' : `  ! ${problem}`,
    ].join(' ') + '\n',
  )
}

/** How many times as fast as each of those peers ours is. */
function printRatios(all: readonly Row[]): void {
  const ours = all.find(({ contender }) => contender === OURS)
  if (ours === undefined) return
  const ratios = all
    .filter(({ contender }) => PEERS.has(contender))
    .map(
      ({ contender, shareOfParseLimit }) => `${(ours.shareOfParseLimit / shareOfParseLimit).toFixed(1)} × ${contender}`,
    )
  if (ratios.length > 0) process.stdout.write(`${OURS}: ${ratios.join(' · ')}\n\n`)
}
