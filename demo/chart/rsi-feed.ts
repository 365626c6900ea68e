import type { ISeriesApi, UTCTimestamp } from 'lightweight-charts'
import type { Aggregate } from '../../src/index.ts'
import { NO_STRENGTH, strengthIndex, withClose } from './rsi.ts'
import { utcTime } from './utc-time.ts'

export const RSI_WINDOW = 14

type RsiPoint = { readonly time: UTCTimestamp; readonly value?: number }
type RsiSeries = Pick<ISeriesApi<'Line'>, 'setData' | 'update'>

export interface RsiFeed {
  show(bars: readonly Aggregate[]): void
}

/** Draws the index of the bars' closes; while bars only come at the end, only the newest point is computed and drawn. */
export function createRsiFeed(series: RsiSeries): RsiFeed {
  let shown: readonly Aggregate[] = []
  // without the newest bar, which still moves
  let settled = NO_STRENGTH
  const pointOf = (bar: Aggregate): RsiPoint => {
    const value = strengthIndex(withClose(settled, bar.close, RSI_WINDOW), RSI_WINDOW)
    const time = utcTime(bar.start)
    return value === undefined ? { time } : { time, value }
  }
  const settle = ({ close }: Aggregate): void => void (settled = withClose(settled, close, RSI_WINDOW))
  const drawAll = (bars: readonly Aggregate[]): void => {
    settled = NO_STRENGTH
    const points = bars.map((bar, index) => {
      const before = bars[index - 1]
      if (before !== undefined) settle(before)
      return pointOf(bar)
    })
    series.setData(points)
  }
  return {
    show(bars) {
      const newest = bars.at(-1)
      const added = newest === undefined ? undefined : addedAtEnd(shown, bars)
      if (newest === undefined || added === undefined) drawAll(bars)
      else {
        const last = bars.at(-2)
        if (added === 1 && last !== undefined) settle(last)
        series.update(pointOf(newest))
      }
      shown = bars
    },
  }
}

/** 0 where only the newest bar changed, 1 where one came after it; `undefined` where anything else did. */
function addedAtEnd(shown: readonly Aggregate[], bars: readonly Aggregate[]): 0 | 1 | undefined {
  const added = bars.length - shown.length
  const [former, next] = [shown.at(-1), bars[shown.length - 1]]
  if (former === undefined || next === undefined || (added !== 0 && added !== 1)) return undefined
  // an earlier bar may have been corrected, and a chart throws on a point before its newest
  const isSettledSame = shown.every((bar, index) => index === shown.length - 1 || bar === bars[index])
  if (!isSettledSame) return undefined
  return (added === 0 ? next.start >= former.start : next.start === former.start) ? added : undefined
}
