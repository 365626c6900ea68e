const SLICE_MS = 8
const COMPACT_AFTER = 1_024

export interface InboxOptions {
  readonly process: (frame: Buffer) => void
  /** Told when frames had to be thrown away: what they held is lost. */
  readonly onOverflow: () => void
  readonly limitBytes: number
  /** Runs a slice of work later in this or the next turn of the event loop. @default setImmediate */
  readonly defer?: (task: () => void) => void
}

/**
 * The vendor cuts readers that fall behind, so reading comes before everything: frames are taken off the socket at
 * once and worked off in slices of a few milliseconds, between which the socket is read again.
 */
export class Inbox {
  readonly #options: InboxOptions
  #frames: Buffer[] = []
  #next = 0
  #bytes = 0
  #isScheduled = false
  #isClosed = false
  #onDrained: (() => void) | undefined

  constructor(options: InboxOptions) {
    this.#options = options
  }

  /** What waits to be parsed. */
  get bytes(): number {
    return this.#bytes
  }

  push(frame: Buffer): void {
    if (this.#isClosed) return
    if (this.#bytes + frame.length > this.#options.limitBytes) {
      this.#clear()
      this.#options.onOverflow()
    }
    this.#frames.push(frame)
    this.#bytes += frame.length
    this.#schedule()
  }

  /** Runs `then` once everything that waits is worked off; nothing is taken in any more. */
  drain(then: () => void): void {
    this.#isClosed = true
    this.#onDrained = then
    this.#schedule()
  }

  stop(): void {
    this.#isClosed = true
    this.#onDrained = undefined
    this.#clear()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    const { defer = setImmediate } = this.#options
    defer(() => this.#work())
  }

  #work(): void {
    this.#isScheduled = false
    const until = performance.now() + SLICE_MS
    while (this.#next < this.#frames.length) {
      const frame = this.#frames[this.#next]
      this.#next += 1
      if (frame === undefined) break
      this.#bytes -= frame.length
      this.#options.process(frame)
      if (performance.now() > until) break
    }
    if (this.#next < this.#frames.length) {
      this.#compact()
      return this.#schedule()
    }
    this.#clear()
    this.#onDrained?.()
    this.#onDrained = undefined
  }

  /** Under a steady load the end is never reached, and what is done with must not stay. */
  #compact(): void {
    if (this.#next <= COMPACT_AFTER) return
    this.#frames = this.#frames.slice(this.#next)
    this.#next = 0
  }

  #clear(): void {
    this.#frames = []
    this.#next = 0
    this.#bytes = 0
  }
}
