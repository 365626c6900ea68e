import { useMemo } from 'react'
import type { Quote } from '../../domain/quote.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'
import { holdQuotes } from './hold-quotes.ts'
import { resultFields } from './result-fields.ts'
import type { MarketDataResult } from './results.ts'
import { useInterest } from './useInterest.ts'
import { useTickers } from './useTickers.ts'
import { useTracked } from './useTracked.ts'

/**
 * Declares interest in a symbol's quote while the component is there, and reads it. `undefined` asks for nothing.
 *
 * @example const { data: quote, status } = useQuote('SPY')
 */
export function useQuote(symbol: string | undefined): MarketDataResult<Quote | undefined> {
  const asked = useTickers([symbol])
  const problem = useInterest(asked.tickers, holdQuotes)
  const fields = useMemo(() => {
    const data = selectQuote(asked.tickers[0] ?? '')
    return resultFields({ asked, problem, channel: 'Q', data, hasData: (quote) => quote !== undefined })
  }, [asked, problem])
  return useTracked('useQuote', fields)
}
