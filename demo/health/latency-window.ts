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

const SLOTS = 6
/** What is slower counts as this. */
const SLOWEST_MS = 5_000

export interface LatencyWindow {
  add(latencyMs: number): void
  /** Lets the oldest part go and begins a new one. */
  turn(): void
  read(): LatencyHistogram
}

/** Counts latencies by the millisecond, over the last six turns: exact quantiles, and nothing to sort or to collect. */
export function createLatencyWindow(): LatencyWindow {
  const slots = Array.from({ length: SLOTS }, () => new Uint32Array(SLOWEST_MS + 1))
  const sums = new Uint32Array(SLOWEST_MS + 1)
  let total = 0
  let turns = 0
  const current = (): Uint32Array | undefined => slots[turns % SLOTS]
  return {
    add(latencyMs) {
      const at = Math.max(0, Math.min(SLOWEST_MS, Math.round(latencyMs)))
      increment(current(), at, 1)
      increment(sums, at, 1)
      total += 1
    },
    turn() {
      turns += 1
      current()?.forEach((count, at) => {
        increment(sums, at, -count)
        total -= count
      })
      current()?.fill(0)
    },
    read: () => (total === 0 ? EMPTY_HISTOGRAM : histogramOf(sums, total)),
  }
}

function increment(counts: Uint32Array | undefined, at: number, by: number): void {
  if (counts !== undefined) counts[at] = (counts[at] ?? 0) + by
}

function histogramOf(sums: Uint32Array, total: number): LatencyHistogram {
  const counts = EMPTY_HISTOGRAM.counts.map(() => 0)
  let column = 0
  let passed = 0
  let p50Ms: number | undefined
  let p99Ms: number | undefined
  for (let ms = 0; ms < sums.length; ms += 1) {
    const count = sums[ms] ?? 0
    while (ms > (LATENCY_BOUNDS[column] ?? Infinity)) column += 1
    counts[column] = (counts[column] ?? 0) + count
    passed += count
    if (passed >= total * 0.5) p50Ms ??= ms
    if (passed >= total * 0.99) p99Ms ??= ms
  }
  return { counts, total, p50Ms, p99Ms }
}
