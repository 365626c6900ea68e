import type { MarketDataState } from '../../../slices/market-data-state.ts'
import type { MassiveApi } from '../massive-api.ts'

/** The store's changes over the last second. */
export interface FlushFigures {
  readonly flushesPerSecond: number
  readonly quotesPerFlush: number
  /** From the start of a change's notification to the end of the rendering it caused, ms. */
  readonly medianMs: number | undefined
  readonly slowestMs: number | undefined
}

export interface FlushMeter {
  /** Figures since the last reading. */
  read(elapsedMs: number): FlushFigures
  stop(): void
}

/**
 * Measures what changes of the store cost the page: React renders what a change asks for in a microtask after the
 * store's notification, and that is when the clock stops.
 */
export function createFlushMeter(store: MassiveApi['store'], now: () => number = () => performance.now()): FlushMeter {
  let costs: number[] = []
  let quotes = 0
  let startedAt: number | undefined
  const stop = store.subscribe((state, before) => {
    quotes += changedQuotes(state, before)
    if (startedAt !== undefined) return
    startedAt = now()
    setTimeout(() => {
      if (startedAt !== undefined) costs.push(now() - startedAt)
      startedAt = undefined
    })
  })
  return {
    read(elapsedMs) {
      const sorted = costs.toSorted((one, other) => one - other)
      const figures = {
        flushesPerSecond: Math.round((costs.length * 1000) / Math.max(1, elapsedMs)),
        quotesPerFlush: costs.length === 0 ? 0 : Math.round(quotes / costs.length),
        medianMs: sorted[Math.floor(sorted.length / 2)],
        slowestMs: sorted.at(-1),
      }
      costs = []
      quotes = 0
      return figures
    },
    stop,
  }
}

function changedQuotes({ quotes }: MarketDataState, before: MarketDataState): number {
  if (quotes.values === before.quotes.values) return 0
  let count = 0
  quotes.values.forEach((quote, index) => (count += quote === before.quotes.values[index] ? 0 : 1))
  return count
}
