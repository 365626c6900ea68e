import type { ISeriesApi, UTCTimestamp } from 'lightweight-charts'
import type { Aggregate } from '../../src/index.ts'
import { relativeStrength } from './rsi.ts'
import { utcTime } from './utc-time.ts'

export const RSI_WINDOW = 14

type RsiPoint = { readonly time: UTCTimestamp; readonly value?: number }

/** Draws the index of the bars' closes; while only the newest bar moves, only the newest point does. */
export function createRsiFeed(series: ISeriesApi<'Line'>): { show(bars: readonly Aggregate[]): void } {
  let first: Aggregate | undefined
  let count = 0
  return {
    show(bars) {
      const values = relativeStrength(
        bars.map((bar) => bar.close),
        RSI_WINDOW,
      )
      const points = bars.map((bar, index): RsiPoint => {
        const value = values[index]
        const time = utcTime(bar.start)
        return value === undefined ? { time } : { time, value }
      })
      const newest = points.at(-1)
      const isTail = bars[0] === first && bars.length === count && bars.length > 1
      if (isTail && newest?.value !== undefined) series.update({ time: newest.time, value: newest.value })
      else series.setData(points)
      first = bars[0]
      count = bars.length
    },
  }
}
