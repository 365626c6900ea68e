import type { TapeTrade } from './tape-events.ts'

const FINRA = 4
/** The facilities to which trades off the exchanges are reported; both share an exchange's number. */
const FACILITIES = [201, 202] as const

export interface TradeId {
  readonly id: string
  /** Of trades off the exchanges alone. */
  readonly facility?: number
}

/**
 * What a stock's trade is called. As with the vendor that is unique for a ticker, an exchange and a facility: two
 * trades of one ticker may have the same id.
 */
export function tradeIdOf({ exchange, sequence }: Pick<TapeTrade, 'exchange' | 'sequence'>): TradeId {
  if (exchange !== FINRA) return { id: String(sequence) }
  const facility = FACILITIES[sequence % 2 === 0 ? 0 : 1]
  return { id: String(Math.floor(sequence / 2)), facility }
}
