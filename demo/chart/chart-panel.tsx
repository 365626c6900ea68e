import type { ReactElement } from 'react'
import type { Timeframe } from '../../src/index.ts'
import { useAggregates, useMarketStatus } from '../../src/react/index.ts'
import { Notice } from '../cells/notice.tsx'
import { Panel } from '../cells/panel.tsx'
import { Segmented } from '../cells/segmented.tsx'
import { useDesk } from '../desk/desk-context.tsx'
import { useTheme } from '../desk/use-theme.ts'
import { formatSymbol } from '../format/contract.ts'
import { formatZone } from '../format/time.ts'
import { CandleChart } from './candle-chart.tsx'
import { ChartLegend } from './chart-legend.tsx'
import { RSI_WINDOW } from './rsi-feed.ts'
import { useLiveSeconds } from './use-live-seconds.ts'
import { useOlderBars } from './use-older-bars.ts'

const OFFERED: readonly Timeframe[] = ['1m', '5m', '15m', '30m', '1h', '4h', '1d']
const OPTIONS = OFFERED.map((value) => ({ value, text: value }))

/** Candles of the symbol in focus. */
export function ChartPanel(): ReactElement {
  const { desk, dispatch } = useDesk()
  const { focus, timeframe } = desk
  const theme = useTheme(desk.theme)
  useMarketStatus()
  const { status, error } = useAggregates(focus, timeframe)
  useLiveSeconds(focus)
  const older = useOlderBars(focus, timeframe)
  return (
    <Panel
      title={formatSymbol(focus)}
      note={<ChartLegend symbol={focus} />}
      className="chart"
      tools={
        <>
          {focus !== desk.underlying && (
            <button
              type="button"
              className="button"
              onClick={() => dispatch({ type: 'focus', symbol: desk.underlying })}
            >
              Back to {formatSymbol(desk.underlying)}
            </button>
          )}
          <Segmented
            label="Timeframe"
            options={OPTIONS}
            value={timeframe}
            onChange={(next) => dispatch({ type: 'timeframe', timeframe: next })}
          />
        </>
      }
    >
      <div className="chart-body" aria-busy={older.isLoading || status === 'loading'}>
        {(older.isLoading || status === 'loading') && (
          <div className="progress-line" role="progressbar" aria-label="Loading bars" />
        )}
        <CandleChart symbol={focus} timeframe={timeframe} theme={theme} onNearStart={older.loadOlder} />
        <p className="chart-caption">
          RSI {RSI_WINDOW} · times in {formatZone(Date.now())} ·{' '}
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
    </Panel>
  )
}
