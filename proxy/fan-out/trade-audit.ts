import type { EpochMs } from '../../domain/freshness.ts'
import { isMore } from './bar-totals.ts'
import type { BarTotals } from './bar-totals.ts'
import { overlaps } from './replay-ring.ts'
import type { Interval } from './replay-ring.ts'
import { Trust } from './trust.ts'

const MINUTE_MS = 60_000
const MAX_MINUTES = 30
/** Frames that the vendor sends twice must not make up for trades it did not send. */
const REMEMBERED = 64

export interface AuditedTrade {
  readonly timestamp: EpochMs
  readonly size: number
  readonly sequence?: number | undefined
}

/**
 * Proves that trades of one symbol are missing: a minute bar tells what was traded, and what was seen must be as much.
 * Sequence numbers cannot prove it, as the vendor's have holes of their own.
 */
export class TradeAudit {
  readonly #volumes = new Map<EpochMs, number>()
  readonly #recent = new Set<number>()
  readonly #trust = new Trust()
  #last: BarTotals | undefined
  /** Where the first minute begins that was seen from its start. */
  #since: EpochMs | undefined
  #provenTo: EpochMs | undefined

  /** Up to here all trades came, or are told as missing. */
  get provenTo(): EpochMs | undefined {
    return this.#provenTo
  }

  add({ timestamp, size, sequence }: AuditedTrade): void {
    if (sequence !== undefined && this.#isKnown(sequence)) return
    const minute = timestamp - (timestamp % MINUTE_MS)
    this.#since ??= minute + MINUTE_MS
    this.#volumes.set(minute, (this.#volumes.get(minute) ?? 0) + size)
    const [oldest] = this.#volumes.keys()
    if (this.#volumes.size > MAX_MINUTES && oldest !== undefined) this.#volumes.delete(oldest)
  }

  /**
   * Takes a minute bar of the symbol. Returns the interval of which trades are missing, if any can be shown to be.
   *
   * @param outage the last that was told: what is missing over it says nothing against the vendor's figures
   */
  check(bar: BarTotals, outage?: Interval): Interval | undefined {
    const last = this.#last
    // sent again after a late trade, which is one of a later minute on the stream
    if (last !== undefined && bar.start < last.end) return undefined
    this.#last = bar
    this.#since ??= bar.end
    const { from, traded } = tradedBy(bar, last)
    const seen = this.#takeVolume(from, bar.end)
    if (traded === undefined || from < this.#since) return undefined
    const isShort = isMore(traded, seen)
    const gap = { from, to: bar.end }
    if (!isShort) this.#trust.held()
    else if (!overlaps(gap, outage) && !this.#trust.broken()) return undefined
    this.#provenTo = bar.end
    return isShort ? gap : undefined
  }

  #isKnown(sequence: number): boolean {
    if (this.#recent.has(sequence)) return true
    this.#recent.add(sequence)
    const [oldest] = this.#recent
    if (this.#recent.size > REMEMBERED && oldest !== undefined) this.#recent.delete(oldest)
    return false
  }

  #takeVolume(from: EpochMs, to: EpochMs): number {
    let sum = 0
    for (const [minute, volume] of this.#volumes) {
      if (minute >= to) continue
      if (minute >= from) sum += volume
      this.#volumes.delete(minute)
    }
    return sum
  }
}

/** The day's volume counts from bar to bar, over those that did not come, too; it starts anew with the day. */
function tradedBy(
  { start, volume, accumulated }: BarTotals,
  last: BarTotals | undefined,
): { readonly from: EpochMs; readonly traded: number | undefined } {
  const before = last?.accumulated
  if (last === undefined || before === undefined || accumulated === undefined || accumulated < before) {
    return { from: start, traded: volume }
  }
  return { from: last.end, traded: accumulated - before }
}
