import { useCallback, useMemo } from 'react'
import type { Ticker } from '../../domain/ticker.ts'
import type { Trade } from '../../domain/trade.ts'
import { selectTrades } from '../../store/selectors/series.ts'
import { resultFields } from './result-fields.ts'
import type { MarketDataResult } from './results.ts'
import { useInterest } from './useInterest.ts'
import { useMassive } from './useMassive.ts'
import { useTickers } from './useTickers.ts'
import { useTracked } from './useTracked.ts'

/** Declares interest in a symbol's trades while the component is there, and reads the newest of them, newest last. */
export function useTrades(symbol: string | undefined): MarketDataResult<readonly Trade[]> {
  const provider = useMassive()
  const asked = useTickers([symbol])
  useInterest(
    asked.tickers,
    useCallback((tickers: readonly Ticker[]) => provider.subscribeTrades(tickers, () => {}), [provider]),
  )
  const fields = useMemo(() => {
    const data = selectTrades(asked.tickers[0] ?? '')
    return resultFields({ asked, channel: 'T', data, hasData: (trades) => trades.length > 0 })
  }, [asked])
  return useTracked(fields)
}
