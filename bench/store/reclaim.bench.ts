import { systemClock } from '../../domain/clock.ts'
import { encodeQuoteMessage } from '../../domain/wire-messages.ts'
import { openFeed } from '../../src/testing/open-feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { heapMB } from './heap.ts'
import { createIntake } from './intake.ts'

/*
 * Symbols that are let go give their memory back: a hundred thousand of them go by, ten thousand at a time, and in the
 * end all are let go. Quotes of symbols that nobody holds stay up to the store's bound, so that what was seen a moment
 * ago is there at once; beyond it they go.
 */

const HELD = 10_000
const ALL = 100_000
const STEP = 1_000
const ROUNDS = 2
/** At the first checkpoint everything is as large as it gets: from there the heap stays as it is. */
const CHECKPOINT_EVERY = 20_000
/** From the lowest to the highest. */
const FLAT = 0.05

interface Row {
  readonly contender: string
  readonly what: string
  /** Symbols that were held at some time so far. */
  readonly seen: number
  readonly held: number
  readonly heapMB: number
  /** Quotes there are, those that nobody holds included. */
  readonly quotes: number
  /** Of the dense array; free ones go to the next symbols. */
  readonly slots: number
}

const isJson = process.argv.includes('--json')
const store = createMarketDataStore()
const feed = openFeed({ store, clock: systemClock, scheduler: { request: () => () => {} } })
const intake = createIntake(feed.sink)
const symbolsFrom = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, at) => `O:SPY261218C${String(100_000 + from + at).padStart(8, '0')}`)
let tick = 0

const rows: Row[] = []
for (let seen = STEP; seen <= ALL; seen += STEP) {
  const oldest = Math.max(0, seen - HELD)
  if (seen > HELD) intake.release(symbolsFrom(oldest - STEP, oldest))
  quote(symbolsFrom(oldest, seen))
  if (seen % CHECKPOINT_EVERY === 0) rows.push(row('rolling', seen, seen - oldest))
}
intake.release(symbolsFrom(ALL - HELD, ALL))
feed.flush()
rows.push(row('all let go', ALL, 0))
print()

/** Flushes, each with a tick of every symbol. */
function quote(symbols: readonly string[]): void {
  for (let round = 0; round < ROUNDS; round++) {
    intake.take(`[${symbols.map(message).join(',')}]`)
    feed.flush()
  }
}

function message(symbol: string): string {
  tick++
  const bid = tick % 10_000
  return encodeQuoteMessage({
    symbol,
    bid,
    ask: bid + 0.05,
    last: bid,
    volume: tick,
    timestamp: tick,
    source: 'stream',
  })
}

function row(what: string, seen: number, held: number): Row {
  const { index, values } = store.getState().quotes
  const counts = { seen, held, quotes: Object.keys(index).length, slots: values.length }
  return { contender: 'massive-market-data', what, ...counts, heapMB: heapMB() }
}

function print(): void {
  if (isJson) {
    process.stdout.write(`${JSON.stringify(rows)}\n`)
    return
  }
  const columns = (...cells: readonly string[]): string => `${cells.map((cell) => cell.padStart(10)).join('')}\n`
  process.stdout.write(columns('symbols', 'seen', 'held', 'quotes', 'slots', 'heap MB'))
  for (const { what, seen, held, quotes, slots, heapMB: heap } of rows) {
    const counts = [seen, held, quotes, slots].map((count) => count.toLocaleString('en-US'))
    process.stdout.write(columns(what, ...counts, heap.toFixed(2)))
  }
  const heaps = rows.filter(({ what }) => what === 'rolling').map((one) => one.heapMB)
  const spread = Math.max(...heaps) / Math.min(...heaps) - 1
  const verdict = spread <= FLAT ? 'flat' : 'NOT FLAT'
  process.stdout.write(
    `heap while rolling: ${verdict}, ${(spread * 100).toFixed(1)} % from the lowest to the highest\n`,
  )
}
