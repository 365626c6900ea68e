const START = 2
const LIMIT = 4

/**
 * How far a rule about the vendor's figures is believed. A rule that has held so far and breaks once is news; one that
 * breaks again and again says only that the vendor counts otherwise. So it may cry out as often as it held, and twice.
 */
export class Trust {
  #score = START

  held(): void {
    this.#score = Math.min(LIMIT, this.#score + 1)
  }

  /** Returns whether the break is to be believed. */
  broken(): boolean {
    const isBelieved = this.#score > 0
    this.#score = Math.max(0, this.#score - 1)
    return isBelieved
  }
}
