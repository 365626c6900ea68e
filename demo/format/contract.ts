import { parseTicker } from '../../src/index.ts'
import type { Ticker } from '../../src/index.ts'
import { formatStrike } from './number.ts'
import { formatDate } from './time.ts'

/** How a symbol is shown to people: `SPX`, `SPY 18 Dec 650 C`. */
export function formatSymbol(symbol: Ticker): string {
  const parsed = parseTicker(symbol)
  if (parsed.class === 'index') return symbol.slice(2)
  if (parsed.class !== 'option') return symbol
  const side = parsed.type === 'call' ? 'C' : 'P'
  return `${parsed.root} ${formatDate(parsed.expiration)} ${formatStrike(parsed.strike)} ${side}`
}
