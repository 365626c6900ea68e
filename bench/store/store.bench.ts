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
  readonly flushP50Ms: number
  readonly flushP99Ms: number
  readonly problem?: string
}

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
  const median = (name: 'shareOfParseLimit' | 'quotesPerSecond' | 'flushP50Ms' | 'flushP99Ms'): number =>
    runs.map((run) => run[name]).sort((left, right) => left - right)[Math.floor(runs.length / 2)] ?? Number.NaN
  const problem = runs.find((run) => run.problem !== undefined)?.problem
  return {
    contender: first.contender,
    symbols: first.symbols,
    listeners: first.listeners,
    shareOfParseLimit: median('shareOfParseLimit'),
    quotesPerSecond: median('quotesPerSecond'),
    flushP50Ms: median('flushP50Ms'),
    flushP99Ms: median('flushP99Ms'),
    ...(problem !== undefined && { problem }),
  }
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
  problem,
}: Row): void {
  const share = `${(shareOfParseLimit * 100).toPrecision(3)} %`
  process.stdout.write(
    [
      contender.padEnd(30),
      String(symbols).padStart(7),
      share.padStart(15),
      quotesPerSecond.toLocaleString('en-US').padStart(12),
      `${flushP50Ms} / ${flushP99Ms}`.padStart(19),
      problem === undefined ? '' : `  ! ${problem}`,
    ].join(' ') + '\n',
  )
}
