import type { MarketDataStore, Quote } from '../../src/index.ts'
import { createLatencyWindow } from './latency-window.ts'
import type { LatencyHistogram } from './latency-window.ts'

const TURN_MS = 5_000

export interface LatencyMeter {
  /** Over the last half minute. */
  read(): LatencyHistogram
  stop(): void
}

/**
 * Measures from the exchange's time stamp to the moment after the frame that showed it was painted. Clocks differ:
 * the token's answer tells by how much, and that is taken off.
 */
export function createLatencyMeter(store: MarketDataStore): LatencyMeter {
  const window = createLatencyWindow()
  const turning = setInterval(() => window.turn(), TURN_MS)
  let waiting: number[] = []
  const afterPaint = new MessageChannel()
  afterPaint.port1.addEventListener('message', () => {
    const now = Date.now() + store.getState().connection.token.clockSkewMs
    for (const timestamp of waiting) window.add(now - timestamp)
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
    read: () => window.read(),
    stop() {
      clearInterval(turning)
      unsubscribe()
      afterPaint.port1.close()
    },
  }
}

function collect(after: readonly Quote[], before: readonly Quote[], into: number[]): void {
  for (let index = 0; index < after.length; index += 1) {
    const quote = after[index]
    if (quote !== undefined && quote !== before[index] && quote.source === 'stream') into.push(quote.timestamp)
  }
}
