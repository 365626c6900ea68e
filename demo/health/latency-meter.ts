import type { MarketDataStore, Quote } from '../../src/index.ts'
import { createLatencyWindow } from './latency-window.ts'
import type { LatencyHistogram } from './latency-window.ts'
import { createPaintWatch } from './paint-watch.ts'

const TURN_MS = 5_000

/** The histogram is of the last half minute. */
export interface MeasuredLatency extends LatencyHistogram {
  /**
   * Some quotes, since the page was opened, were delayed by the vendor's plan: their age is none of a desk's making, and is
   * not measured.
   */
  readonly hasDelayed: boolean
}

export interface LatencyMeter {
  read(): MeasuredLatency
  stop(): void
}

/**
 * Measures from the exchange's time stamp to the moment after the frame that showed it was painted. Clocks differ:
 * the token's answer tells by how much, and that is taken off.
 */
export function createLatencyMeter(store: MarketDataStore): LatencyMeter {
  const window = createLatencyWindow()
  const paint = createPaintWatch()
  const turning = setInterval(() => window.turn(), TURN_MS)
  let hasDelayed = false
  // a hidden page paints nothing: what waits is shown when the viewer comes back, which says nothing of the desk
  const onVisibility = (): void => {
    if (document.hidden) paint.forget()
  }
  document.addEventListener('visibilitychange', onVisibility)
  const unsubscribe = store.subscribe((state, before) => {
    if (state.quotes.values === before.quotes.values || document.hidden) return
    const timestamps: number[] = []
    for (const { timestamp, timeframe } of streamedAnew(state.quotes.values, before.quotes.values)) {
      if (timeframe === 'delayed') hasDelayed = true
      else timestamps.push(timestamp)
    }
    if (timestamps.length === 0) return
    paint.after(() => {
      const now = Date.now() + store.getState().connection.token.clockSkewMs
      for (const timestamp of timestamps) window.add(now - timestamp)
    })
  })
  return {
    read: () => ({ ...window.read(), hasDelayed }),
    stop() {
      clearInterval(turning)
      unsubscribe()
      document.removeEventListener('visibilitychange', onVisibility)
      paint.stop()
    },
  }
}

const streamedAnew = (after: readonly Quote[], before: readonly Quote[]): readonly Quote[] =>
  after.filter((quote, slot) => quote !== before[slot] && quote.source === 'stream')
