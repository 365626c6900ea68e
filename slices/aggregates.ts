import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import { withHistory, withLiveBars, withoutSeries } from './bar-series.ts'
import type { SliceCreator } from './market-data-state.ts'

/** `SPY|5m` */
export type SeriesKey = `${Ticker}|${Timeframe}`

/** The newest bar as its source told it, whole up to an instant; finer bars after that instant grow it. */
export interface ToldBar {
  readonly bar: Aggregate
  readonly coveredUntil: EpochMs
}

/** Bars of one symbol and length: ascending by `start`, one a window, the newest possibly still forming. */
export interface BarSeries {
  readonly symbol: Ticker
  readonly timeframe: Timeframe
  readonly bars: readonly Aggregate[]
  readonly told?: ToldBar | undefined
}

export interface AggregatesState {
  readonly series: Readonly<Record<SeriesKey, BarSeries>>
}

export interface AggregatesSlice {
  readonly aggregates: AggregatesState
  /**
   * History: merged by start, replacing bars it brings anew.
   * @param at up to when it tells all; finer bars after that grow its newest one. @default now
   */
  readonly mergeBars: (symbol: Ticker, timeframe: Timeframe, bars: readonly Aggregate[], at?: EpochMs) => void
  /** Live second and minute bars; they also grow the coarser series that exist for their symbol. */
  readonly applyBars: (bars: readonly Aggregate[]) => void
  readonly dropBars: (symbol: Ticker, timeframes: readonly Timeframe[]) => void
  readonly dropSeries: (keys: readonly SeriesKey[]) => void
}

export const seriesKey = (symbol: Ticker, timeframe: Timeframe): SeriesKey => `${symbol}|${timeframe}`

/** @param limit bars kept a series; @param now epoch ms */
export function createAggregatesSlice(limit: number, now: () => EpochMs): SliceCreator<AggregatesSlice> {
  return (set, get) => ({
    aggregates: { series: {} },
    mergeBars(symbol, timeframe, bars, at = now()) {
      const aggregates = withHistory(get().aggregates, { symbol, timeframe, bars, at, limit })
      if (aggregates === get().aggregates) return
      set({ aggregates }, false, { type: 'aggregates/merge', symbol, timeframe, count: bars.length })
    },
    applyBars(bars) {
      const aggregates = withLiveBars(get().aggregates, bars, limit)
      if (aggregates !== get().aggregates) set({ aggregates }, false, { type: 'aggregates/apply', count: bars.length })
    },
    dropBars(symbol, timeframes) {
      const keys = timeframes.map((timeframe) => seriesKey(symbol, timeframe))
      const aggregates = withoutSeries(get().aggregates, keys)
      if (aggregates !== get().aggregates) set({ aggregates }, false, { type: 'aggregates/drop', symbol })
    },
    dropSeries(keys) {
      const aggregates = withoutSeries(get().aggregates, keys)
      const type = 'aggregates/drop-series'
      if (aggregates !== get().aggregates) set({ aggregates }, false, { type, count: keys.length })
    },
  })
}
