import type { ReactElement } from 'react'
import { lastPriceOf, selectQuote } from '../../src/index.ts'
import type { Ticker } from '../../src/index.ts'
import { useMarketData, useQuotes } from '../../src/react/index.ts'
import { FlashNumber } from '../cells/flash-number.tsx'
import { formatChange, formatPercentPoints, formatPrice } from '../format/number.ts'

/** The price in focus, beside the title. */
export function ChartLegend({ symbol }: { readonly symbol: Ticker }): ReactElement {
  useQuotes([symbol])
  const quote = useMarketData(selectQuote(symbol))
  const tone = (quote?.change ?? 0) < 0 ? 'down' : 'up'
  return (
    <span className="legend">
      <FlashNumber key={symbol} value={lastPriceOf(quote)} format={formatPrice} className="legend-price" />
      {quote?.change !== undefined && (
        <span className={tone}>
          {formatChange(quote.change)} {formatPercentPoints(quote.changePercent)}
        </span>
      )}
    </span>
  )
}
