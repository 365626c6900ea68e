import { memo } from 'react'
import type { ComponentType, ReactNode } from 'react'
import type { Quote } from '../../domain/quote.ts'
import { useMarketData } from '../../src/react/useMarketData.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'
import { count } from './counts.ts'

export type ShownQuote = Pick<Quote, 'bid' | 'ask' | 'last' | 'volume'>

interface TableProps {
  readonly symbols: readonly string[]
  readonly row?: ComponentType<{ readonly symbol: string }>
}

/** A row a symbol; each shows its own quote and nothing else. */
export function Table({ symbols, row: TableRow = Row }: TableProps): ReactNode {
  count('tableRenders')
  return (
    <table>
      <tbody>
        {symbols.map((symbol) => (
          <TableRow key={symbol} symbol={symbol} />
        ))}
      </tbody>
    </table>
  )
}

/** A row that reads its quote from our store. */
const Row = memo(function Row({ symbol }: { readonly symbol: string }): ReactNode {
  count('rowRenders')
  return <Cells symbol={symbol} quote={useMarketData(selectQuote(symbol))} />
})

export function Cells({
  symbol,
  quote,
}: {
  readonly symbol: string
  readonly quote: ShownQuote | undefined
}): ReactNode {
  return (
    <tr>
      <td>{symbol}</td>
      <td>{quote?.bid}</td>
      <td>{quote?.ask}</td>
      <td>{quote?.last}</td>
      <td>{quote?.volume}</td>
    </tr>
  )
}
