import { useState } from 'react'
import type { ReactElement } from 'react'
import type { Ticker, Timeframe } from '../../src/index.ts'
import { Notice } from '../cells/notice.tsx'
import type { BarReading } from './bar-reading.ts'
import { CandleChart } from './candle-chart.tsx'
import { ChartCaption } from './chart-caption.tsx'
import { useFirstBars } from './use-first-bars.ts'
import { useLiveSeconds } from './use-live-seconds.ts'
import { useOlderBars } from './use-older-bars.ts'

interface ChartBodyProps {
  readonly symbol: Ticker
  readonly timeframe: Timeframe
  readonly theme: 'dark' | 'light'
}

/** History, live bars and older bars of one series, under one canvas. */
export function ChartBody({ symbol, timeframe, theme }: ChartBodyProps): ReactElement {
  const first = useFirstBars(symbol, timeframe)
  useLiveSeconds(symbol)
  const older = useOlderBars(symbol, timeframe)
  const [reading, setReading] = useState<BarReading>()
  const isLoading = older.isLoading || first.isLoading
  return (
    <div className="chart-body" aria-busy={isLoading}>
      {isLoading && <div className="progress-line" role="progressbar" aria-label="Loading bars" />}
      {/* a chart that is made before its bars draws itself twice */}
      {!first.isLoading && (
        <CandleChart
          symbol={symbol}
          timeframe={timeframe}
          theme={theme}
          onNearStart={older.loadOlder}
          onRead={setReading}
        />
      )}
      <ChartCaption reading={reading} problem={older.problem} />
      {first.error !== undefined && (
        <div className="chart-notice">
          <Notice
            kind="warn"
            title="No history"
            action={
              <button type="button" className="button" onClick={first.retry}>
                Try again
              </button>
            }
          >
            {first.error.message}. Live bars still appear here; another timeframe may have more.
          </Notice>
        </div>
      )}
    </div>
  )
}
