import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What connected devtools cost: our store with and without them, each in a process of its own. */

interface Row {
  readonly contender: string
  readonly symbols: number
  readonly shareOfParseLimit: number
  readonly flushP50Ms: number
  readonly flushP99Ms: number
}

const isJson = process.argv.includes('--json')
const seconds = process.env['BENCH_SECONDS'] ?? '4'
const worker = fileURLToPath(new URL('throughput-worker.ts', import.meta.url))

const rows = [100, 1000, 10_000].flatMap((symbols) => [measure(symbols, false), measure(symbols, true)])
if (isJson) process.stdout.write(`${JSON.stringify(rows)}\n`)
else for (const row of rows) printRow(row)

function measure(symbols: number, isConnected: boolean): Row {
  const output = execFileSync(process.execPath, [worker, 'massive-market-data', String(symbols), seconds], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', BENCH_DEVTOOLS: isConnected ? '1' : '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker prints one row
  const row = JSON.parse(output) as Row
  return { ...row, contender: `massive-market-data, devtools ${isConnected ? 'on' : 'off'}` }
}

function printRow({ contender, symbols, shareOfParseLimit, flushP50Ms, flushP99Ms }: Row): void {
  const share = `${(shareOfParseLimit * 100).toPrecision(3)} %`
  process.stdout.write(
    `${contender.padEnd(34)} ${String(symbols).padStart(7)} ${share.padStart(8)}  ${flushP50Ms} / ${flushP99Ms} ms\n`,
  )
}
