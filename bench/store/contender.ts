/** One way to keep quotes and tell listeners. */
export interface Contender {
  /** One text frame from the wire: an array of quote messages. */
  readonly onFrame: (frame: string) => void
  /** The animation frame: what came since becomes visible, and listeners are told. */
  readonly flush: () => void
  /** Calls back when the symbol's quote changed. */
  readonly watch: (symbol: string, onChange: () => void) => void
  /** Calls back when any of the symbols' quotes changed. */
  readonly watchAll: (symbols: readonly string[], onChange: () => void) => void
  /** The symbol's bid now, to check that the work was done. */
  readonly bidOf: (symbol: string) => number | undefined
  /** Whether a flush is a single notice; otherwise every tick is one. */
  readonly isBatched: boolean
}

/** Messages of a frame as every peer reads them. */
export interface ParsedMessage {
  readonly type: string
  readonly data: { readonly symbol: string; readonly bid: number; readonly timestamp: number }
}
