import { useMemo } from 'react'
import type { Stop } from '../../domain/clock.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Trade } from '../../domain/trade.ts'
import { selectTrades } from '../../store/selectors/series.ts'
import type { MassiveApi } from './massive-api.ts'
import { useMassiveContext } from './MassiveProvider.tsx'
import { resultFields } from './result-fields.ts'
import type { MarketDataResult } from './results.ts'
import { useInterest } from './useInterest.ts'
import { useRequest } from './useRequest.ts'
import { useTickers } from './useTickers.ts'
import { useTracked } from './useTracked.ts'

/** Trades of the past that a tape begins with. */
const RECENT_TRADES = 100

/**
 * Declares interest in a symbol's trades while the component is there, and reads the newest of them, newest last. The
 * hundred before the first live one come from REST; `ready` with no trades means that there were none.
 */
export function useTrades(symbol: string | undefined): MarketDataResult<readonly Trade[]> {
  const { provider } = useMassiveContext()
  const asked = useTickers([symbol])
  const [ticker] = asked.tickers
  const refusal = useInterest(asked.tickers, holdTrades)
  const run = useMemo(() => {
    if (provider === undefined || ticker === undefined) return undefined
    return (signal: AbortSignal) => provider.getOptionTrades(ticker, { limit: RECENT_TRADES }, { signal })
  }, [provider, ticker])
  const { status, error } = useRequest(run)
  const fields = useMemo(() => {
    const hasData = (trades: readonly Trade[]): boolean => trades.length > 0 || status === 'ready'
    const data = selectTrades(asked.tickers[0] ?? '')
    return resultFields({ asked, problem: refusal ?? error, channel: 'T', data, hasData })
  }, [asked, refusal, status, error])
  return useTracked('useTrades', fields)
}

function holdTrades(provider: MassiveApi, tickers: readonly Ticker[]): Stop {
  return provider.subscribeTrades(tickers, () => {})
}
