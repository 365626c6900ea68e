import {
  CandlestickSeries,
  HistogramSeries,
  LineSeries,
  LineStyle,
  createChartEx,
  createSeriesMarkers,
} from 'lightweight-charts'
import type {
  IChartApiBase,
  IHorzScaleBehavior,
  ISeriesApi,
  ISeriesMarkersPluginApi,
  SeriesMarker,
  Time,
} from 'lightweight-charts'
import { createSeriesFeed, toCandle, toVolume } from '../../src/charts/index.ts'
import type { SeriesFeed, TimedPoint } from '../../src/charts/index.ts'
import type { Aggregate } from '../../src/index.ts'
import type { BarReading } from './bar-reading.ts'
import { chartOptions, readColors } from './chart-theme.ts'
import type { HealedSpan } from './healed-spans.ts'
import { createMarketTimeScale } from './market-time-scale.ts'
import { RSI_WINDOW, createRsiFeed } from './rsi-feed.ts'
import { utcTime } from './utc-time.ts'

/** The chart without React: candles, volume below them, the strength index in its own pane. Once removed it shows nothing. */
export interface DeskChart {
  show(bars: readonly Aggregate[]): void
  showHealed(spans: readonly HealedSpan[], bars: readonly Aggregate[]): void
  remove(): void
}

interface DeskChartListeners {
  /** The viewer nears the oldest bar. */
  readonly onNearStart: () => void
  /** The bar under the crosshair, or none. */
  readonly onRead: (reading: BarReading | undefined) => void
}

/** A viewer who sees fewer bars to the left than this is asking for more. */
const MARGIN_BARS = 40

export function createDeskChart(container: HTMLElement, { onNearStart, onRead }: DeskChartListeners): DeskChart {
  const colors = readColors()
  // out of the page until it is drawn: each of its first three drawings would have all of its canvases shown anew
  const frame = document.createElement('div')
  const chart = createChartEx<Time, IHorzScaleBehavior<Time>>(frame, createMarketTimeScale(), {
    ...chartOptions(colors),
    ...chartSize(container.getBoundingClientRect()),
  })
  const stopFitting = fit(chart, container)
  const candles = addCandles(chart)
  const volume = addVolume(chart)
  const strength = addStrength(chart)
  const feeds: readonly Pick<SeriesFeed, 'show'>[] = [
    createSeriesFeed({ series: asTarget(candles), toPoint: toCandle }),
    createSeriesFeed({ series: asTarget(volume), toPoint: toVolume({ up: colors.upSoft, down: colors.downSoft }) }),
    createRsiFeed(strength),
  ]
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (range !== null && range.from < MARGIN_BARS) onNearStart()
  })
  chart.subscribeCrosshairMove(({ seriesData }) => {
    const candle = seriesData.get(candles)
    const traded = seriesData.get(volume)
    if (candle === undefined || !('open' in candle)) return onRead(undefined)
    const { open, high, low, close } = candle
    onRead({ open, high, low, close, volume: traded !== undefined && 'value' in traded ? traded.value : undefined })
  })
  let cancelEntry: (() => void) | undefined
  let isRemoved = false
  let markers: ISeriesMarkersPluginApi<Time> | undefined
  return {
    show(bars) {
      if (isRemoved) return
      for (const feed of feeds) feed.show(bars)
      cancelEntry ??= afterTwoFrames(() => container.append(frame))
    },
    showHealed(spans, bars) {
      if (isRemoved) return
      const marks = healedMarkers(spans, bars, colors.accent)
      // the plugin has the whole chart drawn twice for every tick: it is there only while there is something to mark
      if (marks.length > 0) {
        markers ??= createSeriesMarkers<Time>(candles)
        markers.setMarkers(marks)
      } else {
        markers?.detach()
        markers = undefined
      }
    },
    remove() {
      isRemoved = true
      stopFitting()
      cancelEntry?.()
      chart.remove()
      frame.remove()
    },
  }
}

/** Whole and even, as the chart draws it: told of another size, it takes every report of the same one for a change. */
const chartSize = ({ width, height }: Pick<DOMRect, 'width' | 'height'>): { width: number; height: number } => ({
  width: 2 * Math.floor(width / 2),
  height: 2 * Math.floor(height / 2),
})

/** The bars are drawn in the first one, and again in the second, once the prices' labels are known. */
function afterTwoFrames(task: () => void): () => void {
  let request = requestAnimationFrame(() => {
    request = requestAnimationFrame(task)
  })
  return () => cancelAnimationFrame(request)
}

function fit(chart: IChartApiBase, container: HTMLElement): () => void {
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined) return
    const { width, height } = chartSize(entry.contentRect)
    chart.resize(width, height, true)
  })
  observer.observe(container)
  return () => observer.disconnect()
}

function addCandles(chart: IChartApiBase): ISeriesApi<'Candlestick'> {
  const { up, down } = readColors()
  const look = { upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false }
  const series = chart.addSeries(CandlestickSeries, look)
  series.priceScale().applyOptions({ scaleMargins: { top: 0.14, bottom: 0.24 } })
  return series
}

function addVolume(chart: IChartApiBase): ISeriesApi<'Histogram'> {
  const series = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  })
  series.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } })
  return series
}

function addStrength(chart: IChartApiBase): ISeriesApi<'Line'> {
  const { accent, strong } = readColors()
  const series = chart.addSeries(
    LineSeries,
    { title: `RSI ${RSI_WINDOW}`, color: accent, lineWidth: 1, priceLineVisible: false },
    1,
  )
  for (const price of [30, 70])
    series.createPriceLine({
      price,
      color: strong,
      lineWidth: 1,
      lineStyle: LineStyle.Dashed,
      axisLabelVisible: false,
      title: '',
    })
  const [prices, pane] = chart.panes()
  prices?.setStretchFactor(4)
  pane?.setStretchFactor(1)
  return series
}

/** lightweight-charts brands its times; ours are the plain seconds it documents. */
function asTarget<T extends TimedPoint>(series: {
  setData(points: never[]): void
  update(point: never): void
}): { setData(points: T[]): void; update(point: T): void } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-assertion -- plain seconds are what the brand stands for
  return series as unknown as { setData(points: T[]): void; update(point: T): void }
}

function healedMarkers(spans: readonly HealedSpan[], bars: readonly Aggregate[], color: string): SeriesMarker<Time>[] {
  // seconds, minutes and trades of one outage heal one by one: their bar gets one mark
  const texts = new Map<number, string>()
  for (const { to, text } of spans) {
    const bar = bars.findLast(({ start }) => start <= to)
    if (bar !== undefined) texts.set(bar.start, text)
  }
  return [...texts]
    .toSorted(([one], [other]) => one - other)
    .map(([start, text]) => ({ time: utcTime(start), position: 'aboveBar', shape: 'circle', color, text }))
}
