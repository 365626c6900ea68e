import type { ReactElement } from 'react'
import { useNow } from '../desk/use-now.ts'
import { formatZone } from '../format/time.ts'
import { formatReading } from './bar-reading.ts'
import type { BarReading } from './bar-reading.ts'

const MINUTE_MS = 60_000

interface ChartCaptionProps {
  readonly reading: BarReading | undefined
  readonly problem: string | undefined
}

/** One line above the candles: the bar under the crosshair, or what the chart is. */
export function ChartCaption({ reading, problem }: ChartCaptionProps): ReactElement {
  const now = useNow(MINUTE_MS)
  return (
    <p className="chart-caption">
      {reading === undefined ? `times in ${formatZone(now)}` : formatReading(reading)} ·{' '}
      <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
        charts by TradingView
      </a>
      {problem !== undefined && ` · older bars failed: ${problem}`}
    </p>
  )
}
