import type { Random } from '../market/random.ts'
import type { SymbolTape } from './symbol-tape.ts'

export type TickKind = 'quote' | 'trade' | 'value'

/** One thing that may tick next. */
export interface TickSource {
  readonly kind: TickKind
  readonly tape: SymbolTape
  /** How many subscriptions want it. */
  holders: number
  /** When the last of them left, epoch ms. */
  releasedAt: number
  readonly weight: number
}

/**
 * Chooses what ticks next. A new source comes first; then one half of the ticks goes round evenly, so that nothing
 * is silent for longer than twice the pool's size in ticks, and the other half goes to the busy ones.
 */
export class TickPool {
  readonly #sources = new Map<string, TickSource>()
  readonly #random: Random
  #order: TickSource[] = []
  #cumulative = new Float64Array(0)
  #fresh: TickSource[] = []
  #next = 0
  #isStale = false

  constructor(random: Random) {
    this.#random = random
  }

  get size(): number {
    return this.#sources.size
  }

  hold(kind: TickKind, tape: SymbolTape, weight: number): boolean {
    const key = keyOf(kind, tape)
    const known = this.#sources.get(key)
    if (known !== undefined) {
      known.holders++
      return false
    }
    const source: TickSource = { kind, tape, holders: 1, releasedAt: 0, weight }
    this.#sources.set(key, source)
    this.#fresh.push(source)
    this.#isStale = true
    return true
  }

  release(kind: TickKind, tape: SymbolTape, at: number): void {
    const source = this.#sources.get(keyOf(kind, tape))
    if (source === undefined || source.holders === 0) return
    source.holders--
    source.releasedAt = at
  }

  /** Removes what nobody has held since `before`; returns it. */
  sweep(before: number): TickSource[] {
    const gone = [...this.#sources.values()].filter((source) => source.holders === 0 && source.releasedAt < before)
    for (const source of gone) this.#sources.delete(keyOf(source.kind, source.tape))
    if (gone.length > 0) this.#isStale = true
    return gone
  }

  has(kind: TickKind, tape: SymbolTape): boolean {
    return this.#sources.has(keyOf(kind, tape))
  }

  draw(): TickSource | undefined {
    if (this.#isStale) this.#rebuild()
    const fresh = this.#fresh.pop()
    if (fresh !== undefined) return fresh
    if (this.#order.length === 0) return undefined
    if (this.#random.next() < 0.5) {
      this.#next = (this.#next + 1) % this.#order.length
      return this.#order[this.#next]
    }
    return this.#order[this.#drawWeighted()]
  }

  #drawWeighted(): number {
    const sums = this.#cumulative
    const target = this.#random.next() * (sums.at(-1) ?? 0)
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sums[middle] ?? 0) > target) high = middle
      else low = middle + 1
    }
    return low
  }

  #rebuild(): void {
    this.#order = [...this.#sources.values()]
    this.#cumulative = new Float64Array(this.#order.length)
    let sum = 0
    for (const [i, source] of this.#order.entries()) this.#cumulative[i] = sum += source.weight
    this.#isStale = false
  }
}

const keyOf = (kind: TickKind, tape: SymbolTape): string => `${kind} ${tape.listing.ticker}`
