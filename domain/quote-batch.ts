import type { SymbolError } from './errors.ts'
import type { Quote } from './quote.ts'

/** The answer to a question about several symbols: what is known, and beside it what could not be had and why. */
export interface QuoteBatch {
  /** In the order the symbols were asked for. */
  readonly quotes: readonly Quote[]
  readonly errors: readonly SymbolError[]
}
