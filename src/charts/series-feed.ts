import type { Aggregate } from '../../domain/aggregate.ts'
import type { TimedPoint } from './bar-points.ts'
import { monotonicBars } from './monotonic-bars.ts'

/** The two methods of a lightweight-charts series that a feed needs. */
export interface SeriesTarget<TPoint extends TimedPoint> {
  setData(points: TPoint[]): void
  update(point: TPoint): void
}

export interface SeriesFeedOptions<TPoint extends TimedPoint> {
  readonly series: SeriesTarget<TPoint>
  /** How a bar is drawn, for example `toCandle`. */
  readonly toPoint: (bar: Aggregate) => TPoint
  /** Bars kept in the chart, the newest ones. @default 20000 */
  readonly maxBars?: number
}

export interface SeriesFeed {
  /**
   * Shows these bars, ascending by `start`. Bars that are the same objects as before cost nothing: a changed or
   * added newest bar is one `update`, anything else one `setData`. Late or repeated data never throws.
   */
  show(bars: readonly Aggregate[]): void
  /** Draws everything anew with the next `show`, for example after the colours changed. */
  reset(): void
}

const DEFAULT_MAX_BARS = 20_000
// a few new bars arrive together after a pause; more than that is quicker drawn as a whole
const MAX_UPDATES = 8

/**
 * Keeps a lightweight-charts series in step with a bar series of the store.
 *
 * @example
 * const feed = createSeriesFeed({ series: chart.addSeries(CandlestickSeries), toPoint: toCandle })
 * const stop = marketDataStore.subscribe(selectBars('SPY', '1m'), feed.show, { fireImmediately: true })
 */
export function createSeriesFeed<TPoint extends TimedPoint>(options: SeriesFeedOptions<TPoint>): SeriesFeed {
  const { series, toPoint, maxBars = DEFAULT_MAX_BARS } = options
  let shown: readonly Aggregate[] | undefined

  return {
    show(bars) {
      const next = monotonicBars(bars.length > maxBars ? bars.slice(-maxBars) : bars)
      const changedFrom = shown === undefined ? 0 : firstDifference(shown, next)
      if (shown !== undefined && isTail(shown, next, changedFrom) && next.length - changedFrom <= MAX_UPDATES) {
        for (const bar of next.slice(changedFrom)) series.update(toPoint(bar))
      } else if (shown === undefined || shown.length > 0 || next.length > 0) {
        series.setData(next.map(toPoint))
      }
      shown = next
    },
    reset() {
      shown = undefined
    },
  }
}

/** Whether what changed is the newest bar or comes after it. An earlier one in its place is none: a series throws on it. */
function isTail(shown: readonly Aggregate[], next: readonly Aggregate[], changedFrom: number): boolean {
  const newest = shown.at(-1)
  if (newest === undefined || changedFrom < shown.length - 1 || next.length < shown.length) return false
  return (next[changedFrom]?.start ?? Infinity) >= newest.start
}

function firstDifference(before: readonly Aggregate[], after: readonly Aggregate[]): number {
  const length = Math.min(before.length, after.length)
  for (let index = 0; index < length; index += 1) {
    if (before[index] !== after[index]) return index
  }
  return length
}
