import { useMemo } from 'react'
import type { Quote } from '../../domain/quote.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import { selectQuotes } from '../../store/selectors/quotes.ts'
import { holdQuotes } from './hold-quotes.ts'
import { resultFields } from './result-fields.ts'
import type { MarketDataResult } from './results.ts'
import { useInterest } from './useInterest.ts'
import { useTickers } from './useTickers.ts'
import { useTracked } from './useTracked.ts'

/**
 * Declares interest in symbols' quotes while the component is there, and reads them in the order given. A malformed
 * symbol shows as `error`, and its place in `data` stays `undefined`. Components that read nothing of the result are not rendered by
 * ticks.
 *
 * @example const { data, freshness } = useQuotes(['SPY', 'I:SPX'])
 */
export function useQuotes(symbols: readonly string[]): MarketDataResult<readonly (Quote | undefined)[]> {
  const asked = useTickers(symbols)
  const problem = useInterest(asked.tickers, holdQuotes)
  const fields = useMemo(() => {
    const good = selectQuotes(asked.tickers)
    const hasData = (_: unknown, state: MarketDataState): boolean => isComplete(good(state))
    return resultFields({ asked, problem, channel: 'Q', data: selectQuotes(asked.places), hasData })
  }, [asked, problem])
  return useTracked('useQuotes', fields)
}

function isComplete(quotes: readonly (Quote | undefined)[]): boolean {
  return quotes.length > 0 && !quotes.includes(undefined)
}
