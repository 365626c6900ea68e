import type { Aggregate } from '../../domain/aggregate.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { DatafeedBar, DatafeedPeriod, DatafeedProvider } from './datafeed-types.ts'
import { monotonicBars } from './monotonic-bars.ts'

/** How much further back each attempt reaches where a night, a weekend or a holiday left too few bars. */
const REACH = [1, 4, 12] as const
const DAY_MS = 86_400_000

/** The bars of a period and, where it holds fewer than `countBack`, as many older ones as a wider look finds. */
export async function loadBars(
  provider: Pick<DatafeedProvider, 'getAggregates'>,
  symbol: string,
  timeframe: Timeframe,
  { from, to, countBack }: DatafeedPeriod,
): Promise<readonly DatafeedBar[]> {
  const end = to * 1000
  const span = Math.max(end - from * 1000, DAY_MS)
  let bars: readonly Aggregate[] = []
  for (const reach of REACH) {
    const found = await provider.getAggregates(symbol, timeframe, end - span * reach, end - 1)
    bars = monotonicBars(found).filter((bar) => bar.start < end)
    if (bars.length >= countBack) break
  }
  return bars.map(datafeedBar)
}

function datafeedBar(bar: Aggregate): DatafeedBar {
  const { start, open, high, low, close, volume } = bar
  return { time: start, open, high, low, close, ...(volume !== undefined && { volume }) }
}

/** Lets bars through that a chart can take after the ones before: none that goes back in time. */
export function forwardOnly(onTick: (bar: DatafeedBar) => void): (bar: Aggregate) => void {
  let newest = Number.NEGATIVE_INFINITY
  return (bar) => {
    if (bar.start < newest) return
    newest = bar.start
    onTick(datafeedBar(bar))
  }
}
