import { useCallback, useState } from 'react'
import { parseTicker, selectBars } from '../../src/index.ts'
import type { MarketDataState, Ticker, Timeframe } from '../../src/index.ts'
import { useAggregates, useMarketData } from '../../src/react/index.ts'

const SHORT_MS = 6 * 3_600_000

interface FirstBars {
  readonly isLoading: boolean
  readonly error: Error | undefined
  readonly retry: () => void
}

/**
 * Holds a series and loads its newest bars. Days of minutes, which outlast a long weekend, are thousands of bars to read
 * and to draw at once: six hours fill the widest screen, and more is asked for where those had none. A contract has few
 * minutes and often none today: it is asked for all at once.
 */
export function useFirstBars(symbol: Ticker, timeframe: Timeframe): FirstBars {
  const [shortFrom] = useState(() => Date.now() - SHORT_MS)
  const [isShort, setShort] = useState(() => timeframe === '1m' && parseTicker(symbol).class !== 'option')
  const { status, error, isFetching, refetch } = useAggregates(symbol, timeframe, isShort ? { from: shortFrom } : {})
  const isEmpty = useMarketData(
    useCallback((state: MarketDataState) => selectBars(symbol, timeframe)(state).length === 0, [symbol, timeframe]),
  )
  if (isShort && isEmpty && status === 'ready') setShort(false)
  return { isLoading: isFetching, error, retry: refetch }
}
