import type { FrameBytes } from './byte-text.ts'

/** Reads a frame, which the log has from `from` to `to`. They stay where they are until it returns. */
export type ReadFrame = (frames: FrameBytes, from: number, to: number) => void

/** Who still needs parts of the frames. */
export interface FrameKeeper {
  readonly needsNothing: () => boolean
  /** How many bytes are needed. */
  readonly bytesKept: () => number
  /** Has every part that is needed moved; the answer is where it begins from now on. */
  readonly moveKept: (move: (from: number, to: number) => number) => void
}

const INITIAL_BYTES = 65_536
/** Room behind every frame, so that reading a word or a name at its very end finds something. */
const MARGIN = 64

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Text frames as bytes, one after the other. Bytes are read several times faster than a string's character codes, and
 * unlike parts of a string they keep no frame alive.
 */
export class FrameLog implements FrameBytes {
  bytes = new Uint8Array(INITIAL_BYTES)
  view = new DataView(this.bytes.buffer)
  readonly #keeper: FrameKeeper
  #length = 0
  #written = 0
  #readers = 0

  /** @param keeper what it does not need is given up when there is no room left */
  constructor(keeper: FrameKeeper) {
    this.#keeper = keeper
  }

  /** Adds a frame and has it read. Another frame may come while one is read. */
  read(frame: string, readFrame: ReadFrame): void {
    const from = this.#append(frame)
    this.#readers++
    try {
      readFrame(this, from, this.#length)
    } finally {
      this.#readers--
    }
  }

  /** What there is from `from` to `to`, as text. */
  text(from: number, to: number): string {
    return decoder.decode(this.bytes.subarray(from, to))
  }

  #append(frame: string): number {
    if (this.#readers === 0 && this.#keeper.needsNothing()) this.#length = 0
    if (!this.#encode(frame)) {
      // letters beyond ASCII take up to three bytes
      this.#makeRoom(frame.length * 3)
      this.#encode(frame)
    }
    const from = this.#length
    this.#length += this.#written
    // no digit of an older frame follows
    this.bytes[this.#length] = 0
    return from
  }

  /** Writes the frame behind what there is; false if there is no room for all of it. */
  #encode(frame: string): boolean {
    const { read, written } = encoder.encodeInto(frame, this.bytes.subarray(this.#length, -MARGIN))
    this.#written = written
    return read === frame.length
  }

  #makeRoom(count: number): void {
    const before = this.bytes
    const kept = this.#readers > 0 ? this.#length : this.#keeper.bytesKept()
    this.bytes = new Uint8Array(Math.max(before.length, 2 ** Math.ceil(Math.log2((kept + count + MARGIN) * 2))))
    this.view = new DataView(this.bytes.buffer)
    if (this.#readers > 0) {
      // whoever reads goes on with places he knows
      this.bytes.set(before.subarray(0, this.#length))
      return
    }
    this.#length = 0
    this.#keeper.moveKept((from, to) => {
      const moved = this.#length
      this.bytes.set(before.subarray(from, to), moved)
      this.#length += to - from
      return moved
    })
  }
}
