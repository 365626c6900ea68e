import { useCallback, useMemo } from 'react'
import type { Quote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'
import { resultFields } from './result-fields.ts'
import type { MarketDataResult } from './results.ts'
import { useInterest } from './useInterest.ts'
import { useMassive } from './useMassive.ts'
import { useTickers } from './useTickers.ts'
import { useTracked } from './useTracked.ts'

/**
 * Declares interest in a symbol's quote while the component is there, and reads it. `undefined` asks for nothing.
 *
 * @example const { data: quote, status } = useQuote('SPY')
 */
export function useQuote(symbol: string | undefined): MarketDataResult<Quote | undefined> {
  const provider = useMassive()
  const asked = useTickers([symbol])
  useInterest(
    asked.tickers,
    useCallback((tickers: readonly Ticker[]) => provider.subscribeQuotes(tickers, () => {}), [provider]),
  )
  const fields = useMemo(() => {
    const data = selectQuote(asked.tickers[0] ?? '')
    return resultFields({ asked, channel: 'Q', data, hasData: (quote) => quote !== undefined })
  }, [asked])
  return useTracked(fields)
}
