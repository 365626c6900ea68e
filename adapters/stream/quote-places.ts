import { NOT_FOUND, SymbolTable } from './symbol-table.ts'
import type { FrameBytes } from '../../domain/byte-text.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Heard } from './subscription.ts'

/** No place is known, or the place's inlet was not asked for yet. */
export const NO_INLET = -1

/**
 * What every quote message needs of its subscription: by a number instead of the symbol, and close together, for of
 * thousands of subscriptions most are in no cache.
 */
export class QuotePlaces {
  readonly #table = new SymbolTable()
  #heardAt = new Float64Array(this.#table.capacity)
  #inlets = new Int32Array(this.#table.capacity)

  /** Gives the symbol a place, which from then on keeps when it was heard. */
  add(symbol: Ticker): Heard {
    const place = this.#table.add(symbol)
    if (place >= this.#inlets.length) this.#grow()
    this.#heardAt[place] = 0
    this.#inlets[place] = NO_INLET
    const heardAt = (): Float64Array => this.#heardAt
    return {
      get at() {
        return heardAt()[place] ?? 0
      },
      set at(at) {
        heardAt()[place] = at
      },
    }
  }

  delete(symbol: Ticker): void {
    this.#table.delete(symbol)
  }

  /** Hot path: the inlet of the symbol that the frames have from `from` to `to`, which is heard now. */
  hear(frames: FrameBytes, from: number, to: number, at: EpochMs): number {
    const place = this.#table.find(frames, from, to)
    if (place === NOT_FOUND) return NO_INLET
    this.#heardAt[place] = at
    return this.#inlets[place] ?? NO_INLET
  }

  /** Where the symbol's messages go, as long as it keeps its place. */
  setInlet(symbol: Ticker, inlet: number): void {
    const place = this.#table.placeOf(symbol)
    if (place !== NOT_FOUND) this.#inlets[place] = inlet
  }

  #grow(): void {
    const heardAt = new Float64Array(this.#table.capacity)
    const inlets = new Int32Array(this.#table.capacity)
    heardAt.set(this.#heardAt)
    inlets.set(this.#inlets)
    this.#heardAt = heardAt
    this.#inlets = inlets
  }
}
