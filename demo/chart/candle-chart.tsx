import { startTransition, useEffect, useMemo, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { selectBars } from '../../src/index.ts'
import type { MarketDataState, Ticker, Timeframe } from '../../src/index.ts'
import { useMarketData } from '../../src/react/index.ts'
import { formatSymbol } from '../format/contract.ts'
import type { BarReading } from './bar-reading.ts'
import { createDeskChart } from './desk-chart.ts'
import type { DeskChart } from './desk-chart.ts'
import { healedSpans } from './healed-spans.ts'

interface CandleChartProps {
  readonly symbol: Ticker
  readonly timeframe: Timeframe
  readonly theme: 'dark' | 'light'
  readonly onNearStart: () => void
  readonly onRead: (reading: BarReading | undefined) => void
}

/** Hands the store's bars to the canvas. A new theme gets a chart of its own; symbol and timeframe stay for a mount. */
export function CandleChart({ symbol, timeframe, theme, onNearStart, onRead }: CandleChartProps): ReactElement {
  const container = useRef<HTMLDivElement>(null)
  const [chart, setChart] = useState<DeskChart>()
  const bars = useMarketData(selectBars(symbol, timeframe))
  const events = useMarketData(selectEvents)
  const healed = useMemo(() => healedSpans(events, symbol), [events, symbol])
  useEffect(() => {
    let created: DeskChart | undefined
    // to make a chart and to fill it are two tasks of their own, each as long as a frame
    const timer = setTimeout(() => {
      if (container.current === null) return
      created = createDeskChart(container.current, { onNearStart, onRead })
      startTransition(() => setChart(created))
    })
    return () => {
      clearTimeout(timer)
      setChart(undefined)
      created?.remove()
    }
  }, [theme, onNearStart, onRead])
  useEffect(() => chart?.show(bars), [chart, bars])
  const count = bars.length
  useEffect(() => {
    chart?.showHealed(healed, bars)
    // the marks sit on bars that stand still; they move with the events and when bars come or go
    // oxlint-disable-next-line react/exhaustive-deps -- not with every tick of the forming bar
  }, [chart, healed, count])
  return (
    <div
      ref={container}
      className="chart-canvas"
      role="img"
      aria-label={`Candles of ${formatSymbol(symbol)}, ${timeframe}`}
      data-bars={count}
      data-healed={healed.length}
    />
  )
}

const selectEvents = (state: MarketDataState): MarketDataState['connection']['events'] => state.connection.events
