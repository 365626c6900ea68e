import { isOvertaken } from '../domain/aggregate.ts'
import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { Ticker } from '../domain/ticker.ts'
import { barWindow, TIMEFRAMES } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import type { AggregatesState, BarSeries, SeriesKey } from './aggregates.ts'
import { mergeBars } from './bar-merging.ts'
import { without } from './without.ts'
import { joinBars, rollUp } from './roll-up.ts'

/** An answer of REST, taken at an instant. */
export interface History {
  readonly symbol: Ticker
  readonly timeframe: Timeframe
  readonly bars: readonly Aggregate[]
  /** Epoch ms. */
  readonly at: EpochMs
  readonly limit: number
}

/** A copy of the series on its way to the next state. */
interface SeriesDraft {
  readonly series: Record<SeriesKey, BarSeries>
  readonly limit: number
  isChanged: boolean
}

/** What grows from what. */
const COARSER: Partial<Record<Timeframe, readonly Timeframe[]>> = {
  '1s': ['1m'],
  '1m': TIMEFRAMES.slice(TIMEFRAMES.indexOf('1m') + 1),
}

const keyOf = (symbol: Ticker, timeframe: Timeframe): SeriesKey => `${symbol}|${timeframe}`

/** Merges history into its series, which exists afterwards even when the answer was empty. */
export function withHistory(aggregates: AggregatesState, history: History): AggregatesState {
  const { symbol, timeframe, at, limit } = history
  const held = aggregates.series[keyOf(symbol, timeframe)]
  const news = held === undefined ? history.bars : withoutOvertaken(history.bars, held.bars, at)
  const bars = mergeBars(held?.bars ?? [], news, limit)
  const last = news.findLast((bar) => bar.start === bars.at(-1)?.start)
  if (held !== undefined && bars === held.bars && last === undefined) return aggregates
  const told = last === undefined ? held?.told : { bar: last, coveredUntil: at }
  const series: BarSeries = { symbol, timeframe, bars, told }
  return { series: { ...aggregates.series, [keyOf(symbol, timeframe)]: series } }
}

/**
 * What the stream told while history was under way stands. A coarser bar that is over is taken from history all the
 * same: the held one may have been built from minutes of other hours than the vendor counts.
 */
function withoutOvertaken(bars: readonly Aggregate[], held: readonly Aggregate[], at: EpochMs): readonly Aggregate[] {
  const oldest = bars[0]?.start ?? Number.POSITIVE_INFINITY
  const live = new Map(held.slice(held.findLastIndex((bar) => bar.start < oldest) + 1).map((bar) => [bar.start, bar]))
  return bars.filter((bar) => {
    const former = live.get(bar.start)
    const isTold = bar.timeframe === '1s' || bar.timeframe === '1m' || bar.end > at
    return former === undefined || !isTold || !isOvertaken(former, bar)
  })
}

/** Adds live bars to their series, then grows the coarser series of the same symbols. */
export function withLiveBars(aggregates: AggregatesState, bars: readonly Aggregate[], limit: number): AggregatesState {
  const draft: SeriesDraft = { series: { ...aggregates.series }, limit, isChanged: false }
  for (const bar of bars) addLiveBar(draft, bar)
  return draft.isChanged ? { series: draft.series } : aggregates
}

export function withoutSeries(aggregates: AggregatesState, keys: readonly SeriesKey[]): AggregatesState {
  const gone = new Set<string>(keys)
  const series = without(aggregates.series, (key) => gone.has(key))
  return series === aggregates.series ? aggregates : { series }
}

function addLiveBar(draft: SeriesDraft, bar: Aggregate): void {
  const { symbol, timeframe } = bar
  const held = draft.series[keyOf(symbol, timeframe)] ?? { symbol, timeframe, bars: [] }
  const bars = mergeBars(held.bars, [bar], draft.limit)
  if (bars === held.bars) return
  // the stream's own bar is final: seconds that come late must not grow it again
  const told = bars.at(-1) === bar ? { bar, coveredUntil: bar.end } : held.told
  put(draft, { symbol, timeframe, bars, told })
  growCoarser(draft, bar)
}

/** Carries a finer bar into every coarser series of its symbol: seconds into the minute, the minute into the rest. */
function growCoarser(draft: SeriesDraft, bar: Aggregate): void {
  const finer = draft.series[keyOf(bar.symbol, bar.timeframe)]?.bars ?? []
  for (const timeframe of COARSER[bar.timeframe] ?? []) {
    const series = draft.series[keyOf(bar.symbol, timeframe)]
    if (series === undefined) continue
    const grew = growSeries(series, finer, bar.start, draft.limit)
    if (grew === series) continue
    put(draft, grew)
    const minute = timeframe === '1m' ? grew.bars.at(-1) : undefined
    if (minute !== undefined) growCoarser(draft, minute)
  }
}

function put(draft: SeriesDraft, series: BarSeries): void {
  draft.series[keyOf(series.symbol, series.timeframe)] = series
  draft.isChanged = true
}

/** The series with the bar of the window around `at` built anew from finer bars. */
function growSeries(series: BarSeries, finer: readonly Aggregate[], at: EpochMs, limit: number): BarSeries {
  const window = barWindow(series.timeframe, at)
  const inside = barsWithin(finer, window.start, window.end)
  const isWhole = inside[0]?.start === window.start
  const told = series.told?.bar.start === window.start ? series.told : undefined
  const isPast = (series.bars.at(-1)?.start ?? 0) > window.start
  if (told === undefined && isPast && !isWhole) return series
  const bar =
    told !== undefined && !(isWhole && told.coveredUntil < window.end)
      ? growTold(told.bar, inside, told.coveredUntil)
      : rollUp(series.timeframe, inside)[0]
  if (bar === undefined) return series
  const bars = mergeBars(series.bars, [bar], limit)
  return bars === series.bars ? series : { ...series, bars }
}

/**
 * The bar in progress when history was asked for counts for prices, not for volume: part of its volume is in the
 * history's bar already.
 */
function growTold(told: Aggregate, finer: readonly Aggregate[], coveredUntil: EpochMs): Aggregate {
  let bar = told
  for (const next of finer) {
    if (next.end <= coveredUntil) continue
    const isPartlyIn = next.start < coveredUntil
    bar = joinBars(bar, isPartlyIn ? { ...next, volume: undefined, vwap: undefined, trades: undefined } : next)
  }
  return bar
}

function barsWithin(bars: readonly Aggregate[], start: EpochMs, end: EpochMs): readonly Aggregate[] {
  let from = bars.length
  while (from > 0 && (bars[from - 1]?.start ?? start) >= start) from--
  let to = bars.length
  while (to > from && (bars[to - 1]?.start ?? end) >= end) to--
  return bars.slice(from, to)
}
