import type { Quote } from '../../src/index.ts'
import type { MarketDataStore } from '../../src/index.ts'

/** Upper bounds of the histogram's columns, ms; the last column takes the rest. */
export const LATENCY_BOUNDS = [10, 20, 50, 100, 200, 500, 1000] as const

export interface LatencyHistogram {
  /** One count a bound, and one for what is slower. */
  readonly counts: readonly number[]
  readonly total: number
  readonly p50Ms: number | undefined
  readonly p99Ms: number | undefined
}

export const EMPTY_HISTOGRAM: LatencyHistogram = {
  counts: LATENCY_BOUNDS.map(() => 0).concat(0),
  total: 0,
  p50Ms: undefined,
  p99Ms: undefined,
}

const SAMPLES = 2000
const SAMPLES_A_FRAME = 40

export interface LatencyMeter {
  read(): LatencyHistogram
  stop(): void
}

/**
 * Measures from the exchange's time stamp to the moment after the frame that showed it was painted. Clocks differ:
 * the token's answer tells by how much, and that is taken off.
 */
export function createLatencyMeter(store: MarketDataStore): LatencyMeter {
  const samples: number[] = []
  let next = 0
  let waiting: number[] = []
  const afterPaint = new MessageChannel()
  afterPaint.port1.addEventListener('message', () => {
    const now = Date.now() + store.getState().connection.token.clockSkewMs
    for (const timestamp of waiting) {
      samples[next] = Math.max(0, now - timestamp)
      next = (next + 1) % SAMPLES
    }
    waiting = []
  })
  afterPaint.port1.start()
  const unsubscribe = store.subscribe((state, before) => {
    if (state.quotes.values === before.quotes.values || document.hidden) return
    const isFirst = waiting.length === 0
    collect(state.quotes.values, before.quotes.values, waiting)
    // a frame's callbacks run before it is painted, a message sent from there after it
    if (isFirst && waiting.length > 0) requestAnimationFrame(() => afterPaint.port2.postMessage(null))
  })
  return {
    read: () => histogramOf(samples),
    stop() {
      unsubscribe()
      afterPaint.port1.close()
    },
  }
}

function collect(after: readonly Quote[], before: readonly Quote[], into: number[]): void {
  for (let index = 0; index < after.length && into.length < SAMPLES_A_FRAME; index += 1) {
    const quote = after[index]
    if (quote !== undefined && quote !== before[index] && quote.source === 'stream') into.push(quote.timestamp)
  }
}

function histogramOf(samples: readonly number[]): LatencyHistogram {
  if (samples.length === 0) return EMPTY_HISTOGRAM
  const sorted = samples.toSorted((one, other) => one - other)
  const counts = EMPTY_HISTOGRAM.counts.map(() => 0)
  for (const sample of sorted) {
    const column = LATENCY_BOUNDS.findIndex((bound) => sample <= bound)
    const at = column === -1 ? LATENCY_BOUNDS.length : column
    counts[at] = (counts[at] ?? 0) + 1
  }
  const at = (share: number): number | undefined =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { counts, total: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) }
}
