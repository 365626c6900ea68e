import type { EpochMs } from '../../domain/freshness.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'

const FIRST_RECYCLE_MS = 30_000
const MAX_RECYCLE_MS = 300_000

/** What of an endpoint is mute: open, but silent while REST moves. */
export class MuteState {
  /** The time of REST's last word on each mute symbol. */
  readonly #symbols = new Map<Ticker, EpochMs>()
  #isAll = false
  #recycleMs = FIRST_RECYCLE_MS
  #recycleAfter: EpochMs = 0

  /** Nothing of the endpoint is heard. */
  get isAll(): boolean {
    return this.#isAll
  }

  get size(): number {
    return this.#symbols.size
  }

  has(symbol: Ticker): boolean {
    return this.#symbols.has(symbol)
  }

  /**
   * Marks what REST found moving; answers what to try: asking for the symbols again is the cheaper remedy, a new
   * socket the stronger one, and that not too often.
   */
  mark(quotes: readonly Quote[], isAll: boolean, now: EpochMs): 'resubscribe' | 'recycle' {
    const isRepeated = quotes.some(({ symbol }) => this.#symbols.has(symbol))
    for (const { symbol, timestamp } of quotes) this.#symbols.set(symbol, timestamp)
    this.#isAll ||= isAll
    if ((!isAll && !isRepeated) || now < this.#recycleAfter) return 'resubscribe'
    this.#recycleAfter = now + this.#recycleMs
    this.#recycleMs = Math.min(MAX_RECYCLE_MS, this.#recycleMs * 2)
    return 'recycle'
  }

  /** REST was asked again. */
  learn(quotes: readonly Quote[]): void {
    for (const { symbol, timestamp } of quotes) {
      if (this.#symbols.has(symbol)) this.#symbols.set(symbol, timestamp)
    }
  }

  /** Whether a stream quote of this time is newer than REST's last word: then the stream is alive again. */
  heard(symbol: Ticker, timestamp: EpochMs): boolean {
    const known = this.#symbols.get(symbol)
    if (known === undefined || timestamp <= known) return false
    if (this.#isAll) this.clear()
    else this.#symbols.delete(symbol)
    return true
  }

  /** Forgets what is of no interest any more. */
  keep(isOfInterest: (symbol: Ticker) => boolean): void {
    for (const symbol of this.#symbols.keys()) {
      if (!isOfInterest(symbol)) this.#symbols.delete(symbol)
    }
    if (this.#symbols.size === 0) this.clear()
  }

  clear(): void {
    this.#symbols.clear()
    this.#isAll = false
    this.#recycleMs = FIRST_RECYCLE_MS
    this.#recycleAfter = 0
  }
}
