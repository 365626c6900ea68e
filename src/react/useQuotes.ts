import { useCallback, useMemo } from 'react'
import type { Quote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { selectQuotes } from '../../store/selectors/quotes.ts'
import { resultFields } from './result-fields.ts'
import type { MarketDataResult } from './results.ts'
import { useInterest } from './useInterest.ts'
import { useMassive } from './useMassive.ts'
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
  const provider = useMassive()
  const asked = useTickers(symbols)
  useInterest(
    asked.tickers,
    useCallback((tickers: readonly Ticker[]) => provider.subscribeQuotes(tickers, ignore), [provider]),
  )
  const fields = useMemo(() => {
    const data = selectQuotes(asked.tickers)
    return resultFields({ asked, channel: 'Q', data, hasData: isComplete })
  }, [asked])
  return useTracked(fields)
}

function isComplete(quotes: readonly (Quote | undefined)[]): boolean {
  return quotes.length > 0 && !quotes.includes(undefined)
}

// the store holds what comes
function ignore(): void {}
