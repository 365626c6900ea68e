import type { Aggregate } from '../../domain/aggregate.ts'

/** Whole seconds since the epoch, UTC: what chart libraries call a time. */
export type ChartTime = number

/** What every point of a chart series has. */
export interface TimedPoint {
  readonly time: ChartTime
}

/** A candle as lightweight-charts takes it. */
export interface CandlePoint extends TimedPoint {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** A column of a volume histogram. */
export interface VolumePoint extends TimedPoint {
  readonly value: number
  readonly color?: string
}

export function toCandle(bar: Aggregate): CandlePoint {
  return { time: chartTime(bar), open: bar.open, high: bar.high, low: bar.low, close: bar.close }
}

/** @param colors of rising and falling bars */
export function toVolume(colors: { readonly up: string; readonly down: string }): (bar: Aggregate) => VolumePoint {
  return (bar) => ({
    time: chartTime(bar),
    value: bar.volume ?? 0,
    color: bar.close >= bar.open ? colors.up : colors.down,
  })
}

function chartTime(bar: Aggregate): ChartTime {
  return Math.floor(bar.start / 1000)
}
