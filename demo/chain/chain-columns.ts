import type { OptionContract, Quote } from '../../src/index.ts'
import { formatCompact, formatFraction, formatPrice, greekFormat } from '../format/number.ts'

/** Everything a chain can show of a contract, from the strike outwards. */
export const CHAIN_COLUMNS = [
  'bid',
  'ask',
  'mid',
  'last',
  'iv',
  'delta',
  'gamma',
  'theta',
  'vega',
  'volume',
  'openInterest',
] as const
export type ChainColumn = (typeof CHAIN_COLUMNS)[number]

export function isChainColumn(value: unknown): value is ChainColumn {
  return CHAIN_COLUMNS.some((column) => column === value)
}

interface ColumnLook {
  /** In the table's head. */
  readonly short: string
  /** For people who choose columns, and for screen readers. */
  readonly name: string
  readonly flashes: boolean
  readonly value: (quote: Quote | undefined, contract: OptionContract | undefined) => number | undefined
  readonly format: (value: number | undefined) => string
}

export const COLUMN_LOOKS: Readonly<Record<ChainColumn, ColumnLook>> = {
  bid: { short: 'Bid', name: 'Bid', flashes: true, value: (quote) => quote?.bid, format: formatPrice },
  ask: { short: 'Ask', name: 'Ask', flashes: true, value: (quote) => quote?.ask, format: formatPrice },
  mid: { short: 'Mid', name: 'Midpoint', flashes: true, value: midOf, format: formatPrice },
  last: { short: 'Last', name: 'Last trade', flashes: true, value: (quote) => quote?.last, format: formatPrice },
  volume: {
    short: 'Vol',
    name: 'Volume',
    flashes: false,
    value: (quote, contract) => quote?.volume ?? contract?.day?.volume,
    format: formatCompact,
  },
  openInterest: {
    short: 'OI',
    name: 'Open interest',
    flashes: false,
    value: (_, contract) => contract?.openInterest,
    format: formatCompact,
  },
  iv: {
    short: 'IV',
    name: 'Implied volatility',
    flashes: false,
    value: (_, contract) => contract?.impliedVolatility,
    format: formatFraction,
  },
  delta: greek('Delta', 'Δ', (contract) => contract?.greeks?.delta, 2),
  gamma: greek('Gamma', 'Γ', (contract) => contract?.greeks?.gamma, 4),
  theta: greek('Theta', 'Θ', (contract) => contract?.greeks?.theta, 3),
  vega: greek('Vega', 'Vega', (contract) => contract?.greeks?.vega, 3),
}

function midOf(quote: Quote | undefined): number | undefined {
  if (quote?.bid !== undefined && quote.ask !== undefined) return (quote.bid + quote.ask) / 2
  return quote?.midpoint
}

function greek(
  name: string,
  short: string,
  read: (contract: OptionContract | undefined) => number | undefined,
  digits: number,
): ColumnLook {
  return {
    short,
    name,
    flashes: false,
    value: (_, contract) => read(contract),
    format: greekFormat(digits),
  }
}
