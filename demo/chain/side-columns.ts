import type { ChainColumn } from './chain-columns.ts'

const PRICES: ReadonlySet<ChainColumn> = new Set(['bid', 'ask', 'mid', 'last'])

/** The order of one side's columns: prices next to the strike, the rest outwards. */
export function sideColumns(columns: readonly ChainColumn[], side: 'call' | 'put'): readonly ChainColumn[] {
  const prices = columns.filter((column) => PRICES.has(column))
  const others = columns.filter((column) => !PRICES.has(column))
  return side === 'call' ? [...others.toReversed(), ...prices] : [...prices, ...others]
}
