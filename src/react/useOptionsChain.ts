import { useMemo } from 'react'
import type { ChainParams } from '../../domain/option.ts'
import type { ChainProgress, OptionsChainState } from '../../slices/chains.ts'
import { selectChain } from '../../store/selectors/chains.ts'
import { selectPoorestFreshness } from '../../store/selectors/freshness.ts'
import { useMassiveContext } from './MassiveProvider.tsx'
import type { MarketDataResult } from './results.ts'
import type { Fields } from './tracker.ts'
import { useRequest } from './useRequest.ts'
import type { RequestState } from './useRequest.ts'
import { useTickers } from './useTickers.ts'
import type { Tickers } from './useTickers.ts'
import { useTracked } from './useTracked.ts'

export interface OptionsChainResult extends MarketDataResult<OptionsChainState | undefined> {
  /** How far the walk through the chain's pages is. */
  readonly progress: ChainProgress
  /** Asks for the chain again. */
  readonly refetch: () => void
}

const NOT_BEGUN: ChainProgress = { pages: 0, contracts: 0 }
const ALL: ChainParams = {}

/**
 * Fetches the contracts of an underlying, all or a part, and shows them page by page. Their prices are quotes: read the
 * rows with `selectChainRows` and declare interest in those on the screen with `useQuotes`.
 *
 * @example const { data, progress } = useOptionsChain('SPY', { expiration: '2026-12-18' })
 */
export function useOptionsChain(underlying: string | undefined, params: ChainParams = ALL): OptionsChainResult {
  const { provider } = useMassiveContext()
  const asked = useTickers([underlying])
  const [ticker] = asked.tickers
  const key = JSON.stringify(params)
  const run = useMemo(() => {
    if (provider === undefined || ticker === undefined) return undefined
    const wanted: unknown = JSON.parse(key)
    // what was just written as a ChainParams reads as one
    return (signal: AbortSignal) => provider.getOptionsChain(ticker, isParams(wanted) ? wanted : {}, { signal })
  }, [provider, ticker, key])
  const { status, error, refetch } = useRequest(run)
  const fields = useMemo(() => chainFields(asked, { status, error }, refetch), [asked, status, error, refetch])
  return useTracked('useOptionsChain', fields)
}

function isParams(value: unknown): value is ChainParams {
  return typeof value === 'object' && value !== null
}

function chainFields(asked: Tickers, request: RequestState, refetch: () => void): Fields<OptionsChainResult> {
  const data = selectChain(asked.tickers[0] ?? '')
  return {
    data,
    status: (state) => {
      if (asked.error !== undefined || request.status === 'error') return 'error'
      return request.status === 'ready' || (data(state)?.expirations.length ?? 0) > 0 ? 'ready' : 'loading'
    },
    freshness: selectPoorestFreshness(asked.tickers),
    error: () => asked.error ?? request.error,
    progress: (state) => data(state)?.progress ?? NOT_BEGUN,
    refetch: () => refetch,
  }
}
