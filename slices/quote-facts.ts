import { membersOf } from '../domain/read-quote.ts'
import type { Quote } from '../domain/quote.ts'
import type { QuotesState } from './quotes.ts'

/** Every quote knows at least its timestamp, so that 0 stands for a slot of which nothing is remembered. */
const FORGOTTEN = 0

/**
 * What has to be known of a slot's quote to put a newer one in its place, kept close together: of ten thousand quotes
 * most are in no cache, and waiting for one takes as long as reading a message.
 */
export class QuoteFacts {
  #values: QuotesState['values'] | undefined
  #timestamps = new Float64Array(0)
  #members = new Int32Array(0)

  /** From now on of these values; forgets everything if somebody else changed them. */
  begin(values: QuotesState['values']): void {
    if (values !== this.#values) this.#members.fill(FORGOTTEN)
  }

  /** What was remembered counts for these values and no others. */
  finish(values: QuotesState['values']): void {
    this.#values = values
  }

  /** What the quote in the slot knows, a bit a member. */
  members(slot: number, quote: Quote): number {
    const known = this.#members[slot] ?? FORGOTTEN
    if (known !== FORGOTTEN) return known
    const members = membersOf(quote)
    this.remember(slot, members, quote.timestamp)
    return members
  }

  /** When the exchange said so; only to be asked after `members`. */
  timestamp(slot: number): number {
    return this.#timestamps[slot] ?? 0
  }

  remember(slot: number, members: number, timestamp: number): void {
    if (slot >= this.#members.length) this.#grow(slot)
    this.#members[slot] = members
    this.#timestamps[slot] = timestamp
  }

  forget(slot: number): void {
    // beyond its end there is nothing to forget: an array of this kind does not grow
    this.#members[slot] = FORGOTTEN
  }

  #grow(slot: number): void {
    const length = Math.max(64, slot * 2)
    const members = new Int32Array(length)
    const timestamps = new Float64Array(length)
    members.set(this.#members)
    timestamps.set(this.#timestamps)
    this.#members = members
    this.#timestamps = timestamps
  }
}
