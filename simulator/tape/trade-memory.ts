import { dropOldestTrade } from './symbol-tape.ts'
import type { SymbolTape } from './symbol-tape.ts'
import type { TapeTrade } from './tape-events.ts'

const COMPACT_AFTER = 65_536

/** Keeps the newest trades of all symbols together, so that one busy symbol cannot fill the memory by itself. */
export class TradeMemory {
  readonly #capacity: number
  /** Whose trade came when; those before `first` were dropped. */
  readonly #order: SymbolTape[] = []
  #first = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  add(tape: SymbolTape, trade: TapeTrade): void {
    tape.trades.push(trade)
    this.#order.push(tape)
    if (this.#order.length - this.#first <= this.#capacity) return
    const oldest = this.#order[this.#first++]
    if (oldest !== undefined) dropOldestTrade(oldest)
    if (this.#first < COMPACT_AFTER) return
    this.#order.splice(0, this.#first)
    this.#first = 0
  }
}
