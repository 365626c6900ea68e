import { useCallback, useEffect, useRef, useState } from 'react'
import { selectBars } from '../../src/index.ts'
import type { Aggregate, MarketDataState, Ticker, Timeframe } from '../../src/index.ts'
import { useMassive } from '../../src/react/index.ts'

const DAY_MS = 86_400_000

/** Roughly five hundred bars of trading time, weekends included. */
const CHUNK_DAYS: Readonly<Record<Timeframe, number>> = {
  '1s': 1,
  '1m': 3,
  '5m': 9,
  '15m': 28,
  '30m': 56,
  '1h': 110,
  '4h': 400,
  '1d': 730,
  '1w': 3_650,
  '1M': 7_300,
}
/** A span this many times as long without a bar is taken as the beginning of history. */
const EMPTY_SPANS = 2

interface OlderBars {
  readonly isLoading: boolean
  readonly problem: string | undefined
  readonly loadOlder: () => void
}

/**
 * Loads history before the oldest bar; one request at a time, none beyond the beginning or where the store takes no more.
 * One series a mount.
 */
export function useOlderBars(symbol: Ticker, timeframe: Timeframe): OlderBars {
  const massive = useMassive()
  const [isLoading, setLoading] = useState(false)
  const [problem, setProblem] = useState<string>()
  const walk = useRef({ isBusy: false, emptySpans: 0, controller: new AbortController() })
  useEffect(() => {
    const controller = new AbortController()
    walk.current = { isBusy: false, emptySpans: 0, controller }
    return () => controller.abort()
  }, [])
  const loadOlder = useCallback(() => {
    const current = walk.current
    const oldestOf = (state: MarketDataState): Aggregate | undefined => selectBars(symbol, timeframe)(state)[0]
    const oldest = oldestOf(massive.store.getState())
    if (oldest === undefined || current.isBusy || current.emptySpans >= EMPTY_SPANS) return
    const { signal } = current.controller
    const days = CHUNK_DAYS[timeframe] * (current.emptySpans + 1)
    current.isBusy = true
    setLoading(true)
    massive
      .getAggregates(symbol, timeframe, oldest.start - days * DAY_MS, oldest.start - 1, { signal })
      .then(
        (bars) => {
          const isFull = bars.length > 0 && oldestOf(massive.store.getState())?.start === oldest.start
          if (isFull) current.emptySpans = EMPTY_SPANS
          else current.emptySpans = bars.length === 0 ? current.emptySpans + 1 : 0
          setProblem(undefined)
        },
        (error: unknown) => {
          if (!signal.aborted) setProblem(error instanceof Error ? error.message : String(error))
        },
      )
      .finally(() => {
        current.isBusy = false
        if (!signal.aborted) setLoading(false)
      })
  }, [massive, symbol, timeframe])
  return { isLoading, problem, loadOlder }
}
