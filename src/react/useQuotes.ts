import { useMemo } from 'react'
import type { Quote } from '../../domain/quote.ts'
import { selectQuotes } from '../../store/selectors/quotes.ts'
import { holdQuotes } from './hold-quotes.ts'
import { resultFields } from './result-fields.ts'
import type { MarketDataResult } from './results.ts'
import { useInterest } from './useInterest.ts'
import { useTickers } from './useTickers.ts'
import { useTracked } from './useTracked.ts'

/**
 * Declares interest in symbols' quotes while the component is there, and reads them in the order given. A malformed
 * symbol shows as `error` and is left out of `data`. Components that read nothing of the result are not rendered by
 * ticks.
 *
 * @example const { data, freshness } = useQuotes(['SPY', 'I:SPX'])
 */
export function useQuotes(symbols: readonly string[]): MarketDataResult<readonly (Quote | undefined)[]> {
  const asked = useTickers(symbols)
  const problem = useInterest(asked.tickers, holdQuotes)
  const fields = useMemo(() => {
    const data = selectQuotes(asked.tickers)
    return resultFields({ asked, problem, channel: 'Q', data, hasData: isComplete })
  }, [asked, problem])
  return useTracked('useQuotes', fields)
}

function isComplete(quotes: readonly (Quote | undefined)[]): boolean {
  return quotes.length > 0 && !quotes.includes(undefined)
}
