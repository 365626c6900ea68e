import type { ReactElement } from 'react'
import type { Ticker, Timeframe } from '../../src/index.ts'
import { useAggregates } from '../../src/react/index.ts'
import { Notice } from '../cells/notice.tsx'
import { useNow } from '../desk/use-now.ts'
import { formatZone } from '../format/time.ts'
import { CandleChart } from './candle-chart.tsx'
import { RSI_WINDOW } from './rsi-feed.ts'
import { useLiveSeconds } from './use-live-seconds.ts'
import { useOlderBars } from './use-older-bars.ts'

const MINUTE_MS = 60_000

interface ChartBodyProps {
  readonly symbol: Ticker
  readonly timeframe: Timeframe
  readonly theme: 'dark' | 'light'
}

/** History, live bars and older bars of one series, under one canvas. */
export function ChartBody({ symbol, timeframe, theme }: ChartBodyProps): ReactElement {
  const { status, error } = useAggregates(symbol, timeframe)
  const now = useNow(MINUTE_MS)
  useLiveSeconds(symbol)
  const older = useOlderBars(symbol, timeframe)
  return (
    <div className="chart-body" aria-busy={older.isLoading || status === 'loading'}>
      {(older.isLoading || status === 'loading') && (
        <div className="progress-line" role="progressbar" aria-label="Loading bars" />
      )}
      <CandleChart symbol={symbol} timeframe={timeframe} theme={theme} onNearStart={older.loadOlder} />
      <p className="chart-caption">
        RSI {RSI_WINDOW} · times in {formatZone(now)} ·{' '}
        <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
          charts by TradingView
        </a>
        {older.problem !== undefined && ` · older bars failed: ${older.problem}`}
      </p>
      {error !== undefined && (
        <div className="chart-notice">
          <Notice kind="warn" title="No history">
            {error.message}. Live bars still appear here; another timeframe may have more.
          </Notice>
        </div>
      )}
    </div>
  )
}
