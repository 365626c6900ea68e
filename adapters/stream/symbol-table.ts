import type { FrameBytes } from '../../domain/byte-text.ts'

/** What a search answers when the symbol is not in the table. */
export const NOT_FOUND = -1

const DELETED = -2
/** A symbol's bytes, behind their count. Symbols that do not fit, which no exchange has, are not found. */
const CELL_SIZE = 32
const WORD = 4
const MIN_PLACES = 32

const encoder = new TextEncoder()

/**
 * Places by symbol, found by the bytes a frame has of it: no string is made and hashed, and little memory is touched. A
 * symbol's place stays the same until it is deleted; then another symbol may get it.
 */
export class SymbolTable {
  /** Places that there is room for, taken or not. */
  capacity = 0
  #names = frameBytes(0)
  readonly #vacant: number[] = []
  /** Places by hash. At most half of them were ever taken, so that a search ends soon. */
  #slots = new Int32Array(0)
  #slotsTaken = 0

  constructor() {
    this.#grow()
  }

  /** The symbol's place, or -1. */
  placeOf(symbol: string): number {
    const name = encoded(symbol)
    return this.find(name, 0, name.bytes.length)
  }

  /** The symbol's place; a new one if it has none. */
  add(symbol: string): number {
    const known = this.placeOf(symbol)
    if (known !== NOT_FOUND) return known
    if (this.#vacant.length === 0) this.#grow()
    else if (this.#slotsTaken * 2 >= this.#slots.length) this.#rehash()
    const place = this.#vacant.pop() ?? NOT_FOUND
    const name = encoder.encode(symbol)
    if (name.length >= CELL_SIZE) return place
    this.#names.bytes[place * CELL_SIZE] = name.length
    this.#names.bytes.set(name, place * CELL_SIZE + 1)
    this.#insert(place)
    return place
  }

  delete(symbol: string): void {
    const name = encoded(symbol)
    const slot = this.#slotOf(name, 0, name.bytes.length)
    const place = this.#slots[slot]
    if (slot === NOT_FOUND || place === undefined) return
    this.#slots[slot] = DELETED
    this.#names.bytes[place * CELL_SIZE] = 0
    this.#vacant.push(place)
  }

  /** Hot path: the place of the symbol that the frames have from `from` to `to`, or -1. */
  find(frames: FrameBytes, from: number, to: number): number {
    const slot = this.#slotOf(frames, from, to)
    return slot === NOT_FOUND ? NOT_FOUND : (this.#slots[slot] ?? NOT_FOUND)
  }

  #slotOf(frames: FrameBytes, from: number, to: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = hashOf(frames, from, to) & mask; ; slot = (slot + 1) & mask) {
      const place = slots[slot] ?? NOT_FOUND
      if (place === NOT_FOUND) return NOT_FOUND
      if (place !== DELETED && isSame(this.#names, place * CELL_SIZE, frames, from, to)) return slot
    }
  }

  #insert(place: number): void {
    const start = place * CELL_SIZE + 1
    const mask = this.#slots.length - 1
    let slot = hashOf(this.#names, start, start + (this.#names.bytes[start - 1] ?? 0)) & mask
    while (this.#slots[slot] !== NOT_FOUND) slot = (slot + 1) & mask
    this.#slots[slot] = place
    this.#slotsTaken += 1
  }

  #grow(): void {
    const before = this.capacity
    this.capacity = Math.max(MIN_PLACES, before * 2)
    const names = frameBytes(this.capacity * CELL_SIZE)
    names.bytes.set(this.#names.bytes)
    this.#names = names
    for (let place = this.capacity - 1; place >= before; place -= 1) this.#vacant.push(place)
    this.#rehash()
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.capacity * 4).fill(NOT_FOUND)
    this.#slotsTaken = 0
    for (let place = 0; place < this.capacity; place += 1) {
      if (this.#names.bytes[place * CELL_SIZE] !== 0) this.#insert(place)
    }
  }
}

function frameBytes(size: number, bytes = new Uint8Array(size)): FrameBytes {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) }
}

function encoded(symbol: string): FrameBytes {
  const bytes = encoder.encode(symbol)
  return frameBytes(bytes.length, bytes)
}

function hashOf({ bytes, view }: FrameBytes, from: number, to: number): number {
  let hash = to - from
  let at = from
  for (; at + WORD <= to; at += WORD) hash = mixed(hash, view.getInt32(at))
  for (; at < to; at += 1) hash = mixed(hash, bytes[at] ?? 0)
  hash = Math.imul(hash, 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

function mixed(hash: number, part: number): number {
  const product = Math.imul(hash ^ part, 0x2c1b3c6d)
  return product ^ (product >>> 16)
}

function isSame(names: FrameBytes, cell: number, frames: FrameBytes, from: number, to: number): boolean {
  if (names.bytes[cell] !== to - from) return false
  let at = from
  let name = cell + 1
  for (; at + WORD <= to; at += WORD, name += WORD) {
    if (names.view.getInt32(name) !== frames.view.getInt32(at)) return false
  }
  for (; at < to; at += 1, name += 1) {
    if (names.bytes[name] !== frames.bytes[at]) return false
  }
  return true
}
