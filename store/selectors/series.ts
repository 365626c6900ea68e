import type { Aggregate } from '../../domain/aggregate.ts'
import type { IndicatorSeries, RSIParams } from '../../domain/indicator.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { Trade } from '../../domain/trade.ts'
import { seriesKey } from '../../slices/aggregates.ts'
import { indicatorKey } from '../../slices/reference.ts'
import { memoized } from './selector.ts'
import type { Selector } from './selector.ts'

const NO_BARS: readonly Aggregate[] = []
const NO_TRADES: readonly Trade[] = []

/** Bars ascending by start, the newest possibly still forming. */
export const selectBars: (symbol: Ticker, timeframe: Timeframe) => Selector<readonly Aggregate[]> = memoized(
  (symbol: Ticker, timeframe: Timeframe) => {
    const key = seriesKey(symbol, timeframe)
    return ({ aggregates }) => aggregates.series[key]?.bars ?? NO_BARS
  },
)

/** The newest bar. */
export const selectLastBar: (symbol: Ticker, timeframe: Timeframe) => Selector<Aggregate | undefined> = memoized(
  (symbol: Ticker, timeframe: Timeframe) => {
    const bars = selectBars(symbol, timeframe)
    return (state) => bars(state).at(-1)
  },
)

/** The newest trades, newest last. */
export const selectTrades: (symbol: Ticker) => Selector<readonly Trade[]> = memoized(
  (symbol: Ticker) =>
    ({ trades }) =>
      trades.bySymbol[symbol] ?? NO_TRADES,
)

/** An indicator as it was last asked for with these parameters. */
export function selectIndicator(symbol: Ticker, params: RSIParams = {}): Selector<IndicatorSeries | undefined> {
  return indicatorOf(indicatorKey(symbol, params))
}

const indicatorOf = memoized(
  (key: string): Selector<IndicatorSeries | undefined> =>
    ({ reference }) =>
      reference.indicators[key],
)
