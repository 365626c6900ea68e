import { useCallback, useState } from 'react'
import { selectBars } from '../../src/index.ts'
import type { MarketDataState, Ticker, Timeframe } from '../../src/index.ts'
import { useAggregates, useMarketData } from '../../src/react/index.ts'

const DAY_MS = 86_400_000

interface FirstBars {
  readonly isLoading: boolean
  readonly error: Error | undefined
}

/**
 * Holds a series and loads its newest bars. Four days of minutes, which outlast a long weekend, are thousands of bars
 * to read and to draw at once: a day fills the widest screen, and more is asked for where that day had none.
 */
export function useFirstBars(symbol: Ticker, timeframe: Timeframe): FirstBars {
  const [dayAgo] = useState(() => Date.now() - DAY_MS)
  const [isShort, setShort] = useState(timeframe === '1m')
  const { status, error } = useAggregates(symbol, timeframe, isShort ? { from: dayAgo } : {})
  const isEmpty = useMarketData(
    useCallback((state: MarketDataState) => selectBars(symbol, timeframe)(state).length === 0, [symbol, timeframe]),
  )
  if (isShort && isEmpty && status === 'ready') setShort(false)
  return { isLoading: status === 'loading', error }
}
