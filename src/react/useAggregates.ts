import { useCallback, useMemo } from 'react'
import type { Aggregate } from '../../domain/aggregate.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { channelOf } from '../../domain/timeframe.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import { selectBars } from '../../store/selectors/series.ts'
import { defaultFrom } from './history-range.ts'
import type { MassiveApi } from './massive-api.ts'
import { useMassiveContext } from './MassiveProvider.tsx'
import { resultFields } from './result-fields.ts'
import type { MarketDataResult } from './results.ts'
import { useInterest } from './useInterest.ts'
import { useRequest } from './useRequest.ts'
import { useTickers } from './useTickers.ts'
import { useTracked } from './useTracked.ts'

export interface AggregatesOptions {
  /** `YYYY-MM-DD` or epoch ms. @default some hundred bars back, or as far as other timeframes are answered with the same request */
  readonly from?: string | number
  /** `YYYY-MM-DD` or epoch ms. @default now */
  readonly to?: string | number
}

export interface AggregatesResult extends MarketDataResult<readonly Aggregate[]> {
  /** History is on its way: `data` may be live bars alone, `status` is `ready` with the first of them. */
  readonly isFetching: boolean
  /** Asks for the history again. */
  readonly refetch: () => void
}

/**
 * History and live bars of a symbol as one ascending series; the newest bar grows as it forms.
 *
 * @example const { data: bars } = useAggregates('SPY', '5m')
 */
export function useAggregates(
  symbol: string | undefined,
  timeframe: Timeframe = '1m',
  { from, to }: AggregatesOptions = {},
): AggregatesResult {
  const { provider } = useMassiveContext()
  const asked = useTickers([symbol])
  const [ticker] = asked.tickers
  const refusal = useInterest(
    asked.tickers,
    useCallback(
      (held: MassiveApi, tickers: readonly Ticker[]) => held.subscribeAggregates(tickers, () => {}, timeframe),
      [timeframe],
    ),
  )
  const run = useMemo(() => {
    if (provider === undefined || ticker === undefined) return undefined
    return (signal: AbortSignal) => {
      const now = Date.now()
      return provider.getAggregates(ticker, timeframe, from ?? defaultFrom(timeframe, now), to ?? now, { signal })
    }
  }, [provider, ticker, timeframe, from, to])
  const { status, error, isFetching, refetch } = useRequest(run)
  const fields = useMemo(() => {
    const problem = refusal ?? error
    const hasData = (bars: readonly Aggregate[]): boolean => bars.length > 0 || status === 'ready'
    const data = selectBars(asked.tickers[0] ?? '', timeframe)
    const base = resultFields({ asked, problem, channel: channelOf(timeframe), data, hasData })
    return { ...base, isFetching: () => isFetching, refetch: () => refetch }
  }, [asked, timeframe, refusal, status, error, isFetching, refetch])
  return useTracked<AggregatesResult>('useAggregates', fields)
}
