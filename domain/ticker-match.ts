import type { Ticker } from './ticker.ts'

/** One find of a ticker search. Options are not among them: the vendor lists them as contracts. */
export interface TickerMatch {
  readonly ticker: Ticker
  readonly name: string
  readonly market: 'stocks' | 'indices' | 'fx' | 'crypto' | 'otc'
  /** The vendor's word for the kind of share: `CS`, `ETF`, `INDEX`, … */
  readonly type?: string | undefined
  /** Market identifier code: `XNAS`, `ARCX`, … */
  readonly exchange?: string | undefined
}
