import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * What connected devtools cost: our store with and without them, each in a process of its own. They are told of the
 * feed at most four times a second; only what tells them pays for showing the state, all quotes included.
 */

interface Row {
  readonly contender: string
  readonly symbols: number
  /** Of flushes that sent the devtools nothing. */
  readonly flushP50Ms: number
  readonly flushP99Ms: number
  readonly actionsPerSecond: number
  /** Of the tasks that sent them one. */
  readonly actionP50Ms?: number
}

const isJson = process.argv.includes('--json')
const worker = fileURLToPath(new URL('devtools-worker.ts', import.meta.url))

const rows = [100, 1000, 10_000].flatMap((symbols) => [measure(symbols, 'off'), measure(symbols, 'on')])
if (isJson) process.stdout.write(`${JSON.stringify(rows)}\n`)
else for (const row of rows) printRow(row)

function measure(symbols: number, devtools: 'on' | 'off'): Row {
  const output = execFileSync(process.execPath, [worker, String(symbols), devtools], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker prints one row
  return JSON.parse(output) as Row
}

function printRow({ contender, symbols, flushP50Ms, flushP99Ms, actionsPerSecond, actionP50Ms }: Row): void {
  const flushes = `${flushP50Ms} / ${flushP99Ms} ms`
  const actions = actionP50Ms === undefined ? '' : `; ${actionsPerSecond} actions a second, each ${actionP50Ms} ms`
  process.stdout.write(
    `${contender.padEnd(34)} ${String(symbols).padStart(7)} symbols, flush p50 / p99 ${flushes}${actions}\n`,
  )
}
