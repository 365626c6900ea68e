/** Shows a table of the symbols in the element; the answer takes frames of text from then on. */
export type Way = (root: Element, symbols: readonly string[]) => (frame: string) => void
