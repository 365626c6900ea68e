import type { EpochMs } from '../../domain/freshness.ts'
import { newYorkDate } from '../../domain/new-york-time.ts'
import { isMore } from './bar-totals.ts'
import type { BarTotals } from './bar-totals.ts'
import { overlaps } from './replay-ring.ts'
import type { Interval } from './replay-ring.ts'
import { Trust } from './trust.ts'

const MINUTE_MS = 60_000

/**
 * Proves that bars of one symbol are missing: each tells the day's volume so far, so that what was traded between two of
 * them is known. An index has no volume; its minutes follow one another while it is open.
 */
export class BarAudit {
  readonly #trust = new Trust()
  #last: BarTotals | undefined

  /** The last bar: up to there all came, or are told as missing. It may be sent again. */
  get provenTo(): EpochMs | undefined {
    return this.#last?.start
  }

  /**
   * Takes a bar. Returns the interval of which bars are missing, if any can be shown to be.
   *
   * @param outage the last that was told: what is missing over it says nothing against the vendor's figures
   */
  check(bar: BarTotals, outage?: Interval): Interval | undefined {
    const last = this.#last
    if (last !== undefined && bar.start <= last.start) {
      if (bar.start === last.start) this.#last = corrected(last, bar)
      return undefined
    }
    this.#last = bar
    if (last === undefined) return undefined
    const isBroken = isHole(last, bar)
    if (isBroken === undefined) return undefined
    if (!isBroken) {
      this.#trust.held()
      return undefined
    }
    // the last one before the hole may have been sent again within it
    const gap = { from: last.start, to: bar.start }
    return overlaps(gap, outage) || this.#trust.broken() ? gap : undefined
  }
}

/** Undefined where the two bars tell nothing of what was between them. */
function isHole(last: BarTotals, { start, end, volume, accumulated }: BarTotals): boolean | undefined {
  if (volume === undefined && end - start === MINUTE_MS) {
    return newYorkDate(last.start) === newYorkDate(start) ? start > last.end : undefined
  }
  const before = last.accumulated
  // less than before is another day
  if (volume === undefined || accumulated === undefined || before === undefined || accumulated < before)
    return undefined
  return isMore(accumulated - volume, before)
}

/** A late trade changed the bar, and with it the day's volume. */
function corrected(last: BarTotals, { volume }: BarTotals): BarTotals {
  if (volume === undefined || last.volume === undefined || last.accumulated === undefined) return last
  return { ...last, volume, accumulated: last.accumulated + volume - last.volume }
}
