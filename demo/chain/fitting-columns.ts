import { CHAIN_COLUMNS } from './chain-columns.ts'
import type { ChainColumn } from './chain-columns.ts'

/** What a trader wants first comes first. */
const BY_IMPORTANCE: readonly ChainColumn[] = [
  'bid',
  'ask',
  'iv',
  'delta',
  'volume',
  'openInterest',
  'last',
  'theta',
  'gamma',
  'vega',
  'mid',
]
const COLUMN_WIDTH = 56
const STRIKE_WIDTH = 72
const FEWEST = 2

/** As many columns as two sides of a table of that width have room for, in the order they are shown in. */
export function fittingColumns(width: number): readonly ChainColumn[] {
  const count = Math.max(FEWEST, Math.floor((width - STRIKE_WIDTH) / 2 / COLUMN_WIDTH))
  const fitting = new Set(BY_IMPORTANCE.slice(0, count))
  return CHAIN_COLUMNS.filter((column) => fitting.has(column))
}
