import type { ISeriesApi, UTCTimestamp } from 'lightweight-charts'
import type { Aggregate } from '../../src/index.ts'
import { relativeStrength } from './rsi.ts'
import { utcTime } from './utc-time.ts'

export const RSI_WINDOW = 14

type RsiPoint = { readonly time: UTCTimestamp; readonly value?: number }

/** Draws the index of the bars' closes; while only the newest bar moves, only the newest point does. */
export function createRsiFeed(series: Pick<ISeriesApi<'Line'>, 'setData' | 'update'>): {
  show(bars: readonly Aggregate[]): void
} {
  let first: Aggregate | undefined
  let count = 0
  let shownTo = -Infinity
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
      // a chart throws on a point before its newest: then all is drawn anew
      const isTail = bars[0] === first && bars.length === count && (newest?.time ?? -Infinity) >= shownTo
      if (isTail && newest?.value !== undefined) series.update({ time: newest.time, value: newest.value })
      else series.setData(points)
      first = bars[0]
      count = bars.length
      shownTo = newest?.time ?? -Infinity
    },
  }
}
