import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Channel } from '../../domain/wire-protocol.ts'
import type { Sighting } from './stream-probe.ts'

const FIRST_RECYCLE_MS = 30_000
const MAX_RECYCLE_MS = 300_000

type MuteKey = `${Channel}|${Ticker}`

const keyOf = ({ channel, symbol }: Pick<Sighting, 'channel' | 'symbol'>): MuteKey => `${channel}|${symbol}`

/** What of an endpoint is mute: open, but silent while REST moves. */
export class MuteState {
  /** REST's last word on each channel and symbol that is mute. */
  readonly #muted = new Map<MuteKey, Sighting>()
  #isAll = false
  #recycleMs = FIRST_RECYCLE_MS
  #recycleAfter: EpochMs = 0

  /** Nothing of the endpoint is heard. */
  get isAll(): boolean {
    return this.#isAll
  }

  get size(): number {
    return this.#muted.size
  }

  has(one: Pick<Sighting, 'channel' | 'symbol'>): boolean {
    return this.#muted.size > 0 && this.#muted.has(keyOf(one))
  }

  /**
   * Marks what REST found moving; answers what to try: asking for the symbols again is the cheaper remedy, a new
   * socket the stronger one, and that not too often.
   */
  mark(moved: readonly Sighting[], isAll: boolean, now: EpochMs): 'resubscribe' | 'recycle' {
    const isRepeated = moved.some((one) => this.has(one))
    for (const one of moved) this.#muted.set(keyOf(one), one)
    this.#isAll ||= isAll
    if ((!isAll && !isRepeated) || now < this.#recycleAfter) return 'resubscribe'
    this.#recycleAfter = now + this.#recycleMs
    this.#recycleMs = Math.min(MAX_RECYCLE_MS, this.#recycleMs * 2)
    return 'recycle'
  }

  /** REST was asked again. Of a mute endpoint its word on what stands still counts too: the stream may speak of that first. */
  learn(sighted: readonly Sighting[]): void {
    for (const one of sighted) {
      const known = this.#muted.get(keyOf(one))
      if (known === undefined ? this.#isAll : one.timestamp > known.timestamp) this.#muted.set(keyOf(one), one)
    }
  }

  /**
   * Something of the stream: if it is newer than REST's last word, the stream is alive again. Answers what is mute no
   * more, with REST's last word on it.
   */
  heard(one: Sighting): readonly Sighting[] {
    const known = this.#muted.get(keyOf(one))
    if (known === undefined || one.timestamp <= known.timestamp) return []
    const ended = this.#isAll ? [...this.#muted.values()] : [known]
    if (this.#isAll) this.clear()
    else this.#muted.delete(keyOf(one))
    return ended
  }

  /** Forgets what is of no interest any more. */
  keep(isOfInterest: (one: Sighting) => boolean): void {
    if (this.#muted.size === 0) return
    for (const [key, one] of this.#muted) {
      if (!isOfInterest(one)) this.#muted.delete(key)
    }
    if (this.#muted.size === 0) this.clear()
  }

  clear(): void {
    this.#muted.clear()
    this.#isAll = false
    this.#recycleMs = FIRST_RECYCLE_MS
    this.#recycleAfter = 0
  }
}
