import type { Aggregate } from '../domain/aggregate.ts'
import { barWindow } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'

/** Builds coarser bars from finer ones of one symbol, ascending; windows follow the trading session's boundaries. */
export function rollUp(timeframe: Timeframe, bars: readonly Aggregate[]): readonly Aggregate[] {
  const windows: Aggregate[] = []
  let open: Aggregate | undefined
  for (const bar of bars) {
    if (open !== undefined && bar.start < open.end) open = joinBars(open, bar)
    else {
      if (open !== undefined) windows.push(open)
      open = { ...bar, timeframe, ...barWindow(timeframe, bar.start) }
    }
  }
  return open === undefined ? windows : [...windows, open]
}

/** The earlier bar, grown by a later one: its window, open and timeframe stay. */
export function joinBars(earlier: Aggregate, later: Aggregate): Aggregate {
  return {
    ...earlier,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: sum(earlier.volume, later.volume),
    vwap: joinedVwap(earlier, later),
    trades: sum(earlier.trades, later.trades),
    source: later.source,
  }
}

function sum(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined) return right
  return right === undefined ? left : left + right
}

function joinedVwap(earlier: Aggregate, later: Aggregate): number | undefined {
  if (earlier.vwap === undefined || later.vwap === undefined) return later.vwap ?? earlier.vwap
  const volume = (earlier.volume ?? 0) + (later.volume ?? 0)
  if (volume === 0) return later.vwap
  return (earlier.vwap * (earlier.volume ?? 0) + later.vwap * (later.volume ?? 0)) / volume
}
