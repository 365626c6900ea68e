import { heapMB } from './heap.ts'
import { createContender } from './ours.ts'
import { createWorkload, TICKS_PER_FLUSH } from './workload.ts'

/** The heap after a million and after ten million ticks over 10,000 symbols: `node --expose-gc memory.bench.ts`. */

const isJson = process.argv.includes('--json')
const SYMBOLS = 10_000
const FLUSHES = 100
const CHECKPOINTS = [1_000_000, 2_500_000, 5_000_000, 10_000_000]

const { flushes } = createWorkload(SYMBOLS, FLUSHES)
const { onFrame, flush } = createContender()
const rows: {
  readonly contender: string
  readonly symbols: number
  readonly ticks: number
  readonly heapMB: number
}[] = []
let ticks = 0
for (let at = 0; ticks < (CHECKPOINTS.at(-1) ?? 0); at++) {
  const shift = Math.floor(at / FLUSHES) * FLUSHES * TICKS_PER_FLUSH
  for (const frame of flushes[at % FLUSHES] ?? []) onFrame(later(frame, shift))
  flush()
  ticks += TICKS_PER_FLUSH
  if (CHECKPOINTS.includes(ticks))
    rows.push({ contender: 'massive-market-data', symbols: SYMBOLS, ticks, heapMB: heapMB() })
}
if (isJson) process.stdout.write(`${JSON.stringify(rows)}\n`)
else
  for (const { ticks, heapMB } of rows)
    process.stdout.write(`${ticks.toLocaleString('en-US').padStart(12)} ticks  ${heapMB} MB\n`)

/** Time moves on: a tick of the past would be ignored. */
function later(frame: string, shift: number): string {
  const text = frame.replaceAll(/"timestamp":(\d+)/g, (_, at: string) => `"timestamp":${Number(at) + shift}`)
  return Buffer.from(text, 'latin1').toString('latin1')
}
