import { byteText, isTextAt } from '../../domain/byte-text.ts'
import { QUOTE_MESSAGE_PREFIX } from '../../domain/wire-protocol.ts'
import type { FrameBytes } from '../../domain/byte-text.ts'

/** Takes a frame's messages one by one, in order. All it is told is where the bytes have them. */
export interface FrameReader {
  /** The symbol ends at `symbolTo`, where its quotation mark is. */
  quote(from: number, symbolFrom: number, symbolTo: number, to: number): void
  /** Exactly one message. */
  other(from: number, to: number): void
  /** The frame, or what is left of it, is not what the protocol allows. */
  malformed(from: number, to: number): void
}

const PREFIX = byteText(QUOTE_MESSAGE_PREFIX)
const COMMA = 0x2c
const BRACKET_OPEN = 0x5b
const BRACKET_CLOSE = 0x5d
const BRACE_OPEN = 0x7b
const BRACE_CLOSE = 0x7d
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Splits a frame, which is there from `from` to `to`, into its messages without parsing them. A quote's data is
 * flat, so its message ends at the first `}}`; everything else is measured by counting braces outside strings.
 */
export function scanFrame(frames: FrameBytes, from: number, to: number, reader: FrameReader): void {
  const { bytes } = frames
  const start = skipBlank(bytes, from, to)
  if (bytes[start] !== BRACKET_OPEN || start === to) {
    const end = scanMessage(frames, start, to, reader)
    if (end !== -1 && skipBlank(bytes, end, to) !== to) reader.malformed(end, to)
    return
  }
  let at = skipBlank(bytes, start + 1, to)
  if (bytes[at] === BRACKET_CLOSE && at < to) return
  for (;;) {
    const end = scanMessage(frames, at, to, reader)
    if (end === -1) return
    at = skipBlank(bytes, end, to)
    // behind the frame there may be an older one
    const next = at < to ? bytes[at] : undefined
    if (next === BRACKET_CLOSE) return
    if (next !== COMMA) return reader.malformed(at, to)
    at = skipBlank(bytes, at + 1, to)
  }
}

/** Hands one message on and tells where it ended, or -1 when the rest is not readable. */
function scanMessage({ bytes, view }: FrameBytes, at: number, to: number, reader: FrameReader): number {
  if (isTextAt(view, at, PREFIX)) {
    const symbolFrom = at + PREFIX.length
    let symbolTo = symbolFrom
    while (symbolTo < to && bytes[symbolTo] !== QUOTE) symbolTo += 1
    const end = endOfData(bytes, symbolTo, to)
    if (symbolTo > symbolFrom && end !== -1) {
      reader.quote(at, symbolFrom, symbolTo, end)
      return end
    }
  }
  const end = endOfObject(bytes, at, to)
  if (end === -1) reader.malformed(at, to)
  else reader.other(at, end)
  return end
}

/** Behind the first `}}`; -1 where something follows it that would not if the message were written as usual. */
function endOfData(bytes: Uint8Array, from: number, to: number): number {
  let brace = bytes.indexOf(BRACE_CLOSE, from)
  while (brace !== -1 && bytes[brace + 1] !== BRACE_CLOSE) brace = bytes.indexOf(BRACE_CLOSE, brace + 1)
  const end = brace + 2
  if (brace === -1 || end > to) return -1
  if (end === to || bytes[end] === BRACKET_CLOSE) return end
  return bytes[end] === COMMA && bytes[end + 1] === BRACE_OPEN ? end : -1
}

/** The index after the object that starts at `at`, or -1 when none does or it does not end. */
function endOfObject(bytes: Uint8Array, at: number, to: number): number {
  if (at >= to || bytes[at] !== BRACE_OPEN) return -1
  let depth = 0
  for (let index = at; index < to; index += 1) {
    const code = bytes[index]
    if (code === QUOTE) index = endOfString(bytes, index, to)
    else if (code === BRACE_OPEN) depth += 1
    else if (code === BRACE_CLOSE && (depth -= 1) === 0) return index + 1
  }
  return -1
}

/** The index of the quotation mark that closes the string opened at `at`; `to` where none does. */
function endOfString(bytes: Uint8Array, at: number, to: number): number {
  for (let index = at + 1; index < to; index += 1) {
    const code = bytes[index]
    if (code === BACKSLASH) index += 1
    else if (code === QUOTE) return index
  }
  return to
}

function skipBlank(bytes: Uint8Array, at: number, to: number): number {
  let index = at
  while (index < to && (bytes[index] ?? 0) <= 0x20) index += 1
  return index
}
