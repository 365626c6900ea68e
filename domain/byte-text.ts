/** Text frames as bytes, and the same bytes by words. Reading a word beyond a frame's end finds something. */
export interface FrameBytes {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** A fixed ASCII text of four letters at least, as the words by which it is compared: four letters at once. */
export interface ByteText {
  readonly length: number
  readonly words: Int32Array
  /** The last four letters, some of which the words have, too. */
  readonly tail: number
}

const WORD = 4

export function byteText(text: string): ByteText {
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  const words = Int32Array.from({ length: Math.floor(text.length / WORD) }, (_, at) => view.getInt32(at * WORD, true))
  return { length: text.length, words, tail: view.getInt32(text.length - WORD, true) }
}

/** Hot path: whether the bytes have the text there. */
export function isTextAt(view: DataView, at: number, { length, words, tail }: ByteText): boolean {
  for (let word = 0; word < words.length; word++) {
    if (view.getInt32(at + word * WORD, true) !== words[word]) return false
  }
  return view.getInt32(at + length - WORD, true) === tail
}
