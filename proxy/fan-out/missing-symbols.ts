import type { Clock } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'

const LIMIT = 10_000

/** Symbols the vendor does not know, remembered for a while: asking again would only cost its budget. */
export interface MissingSymbols {
  /** Why the symbol is refused; undefined where it is not known to be missing. */
  reasonOf(symbol: Ticker): string | undefined
  add(symbol: Ticker, reason: string): void
  readonly size: number
}

export function createMissingSymbols(clock: Pick<Clock, 'now'>, ttlMs: number): MissingSymbols {
  const known = new Map<Ticker, { readonly reason: string; readonly until: EpochMs }>()

  return {
    get size() {
      return known.size
    },
    reasonOf(symbol) {
      const entry = known.get(symbol)
      if (entry === undefined || entry.until > clock.now()) return entry?.reason
      known.delete(symbol)
      return undefined
    },
    add(symbol, reason) {
      known.delete(symbol)
      known.set(symbol, { reason, until: clock.now() + ttlMs })
      const [oldest] = known.keys()
      if (known.size > LIMIT && oldest !== undefined) known.delete(oldest)
    },
  }
}
