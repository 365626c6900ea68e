import { FrameLog } from '../domain/frame-log.ts'
import type { QuotePatch } from '../domain/quote.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { QuotesState } from '../slices/quotes.ts'

/** Takes the newest message of a symbol, which the frames have from `from` to `to`, with its slot in the index, or -1. */
export type TakeTick = (symbol: Ticker, slot: number, from: number, to: number) => void

/** An inlet's numbers side by side, so that a message touches little memory. */
const FROM = 0
/** Nothing waits while it is 0. */
const TO = 1
const SLOT = 2
const FIELDS = 4

const UNKNOWN = -2
const INITIAL_INLETS = 64

/**
 * What waits for the next flush: of the stream's messages only the newest a symbol, of patches every one. A quote
 * message tells everything known of its symbol, so that only the newest need be read. A patch from REST may tell less,
 * or be older than what the stream said: it does not supersede a message, nor a message it.
 */
export class TickBuffer {
  readonly frames: FrameLog
  readonly #onArrival: () => void
  readonly #inlets = new Map<Ticker, number>()
  readonly #vacant: number[] = []
  readonly #symbols: Ticker[] = []
  #fields = new Int32Array(INITIAL_INLETS * FIELDS)
  #waiting: number[] = []
  #patches: QuotePatch[] = []
  /** The slots count for this very index alone. */
  #index: QuotesState['index'] | undefined

  /** @param onArrival called when something waits that did not before */
  constructor(onArrival: () => void) {
    this.#onArrival = onArrival
    this.frames = new FrameLog({
      needsNothing: () => this.#waiting.length === 0,
      bytesKept: () => this.#waiting.reduce((sum, inlet) => sum + this.#get(inlet, TO) - this.#get(inlet, FROM), 0),
      moveKept: (move) => this.#move(move),
    })
  }

  /** The symbol's own number, until it is released. */
  inlet(symbol: Ticker): number {
    const known = this.#inlets.get(symbol)
    if (known !== undefined) return known
    const inlet = this.#vacant.pop() ?? this.#symbols.length
    this.#inlets.set(symbol, inlet)
    this.#symbols[inlet] = symbol
    if (inlet * FIELDS >= this.#fields.length) {
      const fields = new Int32Array(this.#fields.length * 2)
      fields.set(this.#fields)
      this.#fields = fields
    }
    this.#fields[inlet * FIELDS + SLOT] = UNKNOWN
    return inlet
  }

  /** Hot path: a message of the inlet's symbol came, which supersedes the one that waits. */
  put(inlet: number, from: number, to: number): void {
    const fields = this.#fields
    const at = inlet * FIELDS
    const wasWaiting = fields[at + TO] !== 0
    fields[at + FROM] = from
    fields[at + TO] = to
    if (wasWaiting) return
    this.#waiting.push(inlet)
    this.#onArrival()
  }

  push(symbol: Ticker, patch: QuotePatch): void {
    this.inlet(symbol)
    this.#patches.push(patch)
    this.#onArrival()
  }

  /** Takes everything out: first the patches, then the messages, with their symbols' slots in the index. */
  drain(index: QuotesState['index'], onPatch: (patch: QuotePatch) => void, onTick: TakeTick): void {
    const patches = this.#patches
    const waiting = this.#waiting
    this.#patches = []
    this.#waiting = []
    if (index !== this.#index) {
      for (let at = SLOT; at < this.#fields.length; at += FIELDS) this.#fields[at] = UNKNOWN
      this.#index = index
    }
    for (const patch of patches) onPatch(patch)
    for (const inlet of waiting) {
      const symbol = this.#symbols[inlet] ?? ''
      if (this.#get(inlet, SLOT) === UNKNOWN) this.#fields[inlet * FIELDS + SLOT] = index[symbol] ?? -1
      const to = this.#get(inlet, TO)
      this.#fields[inlet * FIELDS + TO] = 0
      onTick(symbol, this.#get(inlet, SLOT), this.#get(inlet, FROM), to)
    }
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#patches.length === 0
  }

  /** Whether anything came for the symbol since nobody held it. */
  has(symbol: Ticker): boolean {
    return this.#inlets.has(symbol)
  }

  /** Forgets symbols, and what waits of them. Their inlets go to others. */
  release(symbols: readonly Ticker[]): void {
    const gone = new Set<Ticker>()
    for (const symbol of symbols) {
      const inlet = this.#inlets.get(symbol)
      if (inlet === undefined) continue
      gone.add(symbol)
      this.#inlets.delete(symbol)
      this.#vacant.push(inlet)
      this.#symbols[inlet] = ''
      this.#fields[inlet * FIELDS + TO] = 0
    }
    this.#waiting = this.#waiting.filter((inlet) => this.#get(inlet, TO) !== 0)
    this.#patches = this.#patches.filter(({ symbol }) => !gone.has(symbol))
  }

  /** Forgets what waits. */
  clear(): void {
    for (const inlet of this.#waiting) this.#fields[inlet * FIELDS + TO] = 0
    this.#waiting = []
    this.#patches = []
  }

  #get(inlet: number, field: number): number {
    return this.#fields[inlet * FIELDS + field] ?? 0
  }

  #move(move: (from: number, to: number) => number): void {
    for (const inlet of this.#waiting) {
      const from = this.#get(inlet, FROM)
      const to = this.#get(inlet, TO)
      const moved = move(from, to)
      this.#fields[inlet * FIELDS + FROM] = moved
      this.#fields[inlet * FIELDS + TO] = moved + to - from
    }
  }
}
