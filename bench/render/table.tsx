import { memo } from 'react'
import type { ReactNode } from 'react'
import { useMarketData } from '../../src/react/useMarketData.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'
import { count } from './counts.ts'

/** A row a symbol; each reads its own quote and nothing else. */
export function Table({ symbols }: { readonly symbols: readonly string[] }): ReactNode {
  count('tableRenders')
  return (
    <table>
      <tbody>
        {symbols.map((symbol) => (
          <Row key={symbol} symbol={symbol} />
        ))}
      </tbody>
    </table>
  )
}

const Row = memo(function Row({ symbol }: { readonly symbol: string }): ReactNode {
  count('rowRenders')
  const quote = useMarketData(selectQuote(symbol))
  return (
    <tr>
      <td>{symbol}</td>
      <td>{quote?.bid}</td>
      <td>{quote?.ask}</td>
      <td>{quote?.last}</td>
      <td>{quote?.volume}</td>
    </tr>
  )
})
