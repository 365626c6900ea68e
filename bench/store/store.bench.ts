import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CONTENDERS } from './contenders.ts'

/** The table of contenders: every one with every number of symbols in a process of its own. */

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

const SIZES = [100, 1000, 10_000]
const isJson = process.argv.includes('--json')
const seconds = process.env['BENCH_SECONDS'] ?? '4'
const worker = fileURLToPath(new URL('throughput-worker.ts', import.meta.url))

const rows: Row[] = []
if (!isJson) printHead()
for (const symbols of SIZES) {
  for (const contender of Object.keys(CONTENDERS)) {
    const row = measure(contender, symbols)
    rows.push(row)
    if (!isJson) printRow(row)
  }
}
if (isJson) process.stdout.write(`${JSON.stringify(rows)}\n`)

function measure(contender: string, symbols: number): Row {
  const environment = { ...process.env, NODE_ENV: 'production' }
  const output = execFileSync(process.execPath, [worker, contender, String(symbols), seconds], {
    encoding: 'utf8',
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker prints one row
  return JSON.parse(output) as Row
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
