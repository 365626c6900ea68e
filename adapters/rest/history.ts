import type { Aggregate } from '../../domain/aggregate.ts'
import { InvalidRequestError } from '../../domain/errors.ts'
import { withRSIDefaults } from '../../domain/indicator.ts'
import type { IndicatorSeries, RSIParams } from '../../domain/indicator.ts'
import { aggregateRowSchema, toAggregate } from '../../domain/massive/rest-aggregates.ts'
import { parseRows } from '../../domain/massive/rest-fields.ts'
import { indicatorRowSchema, indicatorSchema, toIndicatorPoints } from '../../domain/massive/rest-indicators.ts'
import { toTrade, tradeRowSchema } from '../../domain/massive/rest-ticks.ts'
import { normalizeTicker } from '../../domain/ticker.ts'
import { TIMEFRAMES, isTimeframe } from '../../domain/timeframe.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { Trade } from '../../domain/trade.ts'
import { checkRange, checkedLimit, endOf, startOf } from './arguments.ts'
import type { RestContext } from './rest-context.ts'
import type { CallOptions, DateOrTime, TradesParams } from './rest-types.ts'

/** The vendor's words for bar lengths. */
const SPANS: Readonly<Record<Timeframe, string>> = {
  '1s': '1/second',
  '1m': '1/minute',
  '5m': '5/minute',
  '15m': '15/minute',
  '30m': '30/minute',
  '1h': '1/hour',
  '4h': '4/hour',
  '1d': '1/day',
  '1w': '1/week',
  '1M': '1/month',
}

const MAX_ROWS = 50_000
const MAX_INDICATOR_ROWS = 5_000
const MAX_WINDOW = 1_000

/** Bars of a range, both ends included, ascending, one for each window. */
export async function fetchAggregates(
  context: RestContext,
  symbol: string,
  timeframe: Timeframe,
  from: DateOrTime,
  to: DateOrTime,
  { signal }: CallOptions = {},
): Promise<readonly Aggregate[]> {
  const ticker = normalizeTicker(symbol)
  if (!isTimeframe(timeframe)) {
    throw new InvalidRequestError(`timeframe: ${JSON.stringify(timeframe)} is unknown; give ${TIMEFRAMES.join(', ')}`)
  }
  checkRange(from, to)
  const path = `v2/aggs/ticker/${ticker}/range/${SPANS[timeframe]}/${wholeMs(from)}/${wholeMs(to)}`
  const query = { sort: 'asc', limit: MAX_ROWS, adjusted: ticker.startsWith('I:') ? undefined : true }
  // bars are sent again after late trades: the later one stands
  const byStart = new Map<number, Aggregate>()
  const budget = context.pageBudget()
  for await (const page of context.pages({ path, query, signal }, aggregateRowSchema, budget)) {
    for (const row of page.rows) {
      const bar = toAggregate(row, ticker, timeframe)
      byStart.set(bar.start, bar)
    }
    if (budget.left === 0 && !page.isLast) context.report('error', `Bars of ${ticker} end early: too many pages`)
  }
  return [...byStart.values()].sort((a, b) => a.start - b.start)
}

/** The newest trades of a range, oldest first. */
export async function fetchTrades(
  context: RestContext,
  symbol: string,
  { from, to, limit = 1_000 }: TradesParams = {},
  { signal }: CallOptions = {},
): Promise<readonly Trade[]> {
  const ticker = normalizeTicker(symbol)
  if (ticker.startsWith('I:')) throw new InvalidRequestError(`symbol: ${ticker} is an index; indices have no trades`)
  checkRange(from, to)
  const query = {
    'timestamp.gte': from === undefined ? undefined : nanoseconds(startOf(from), '000000'),
    'timestamp.lte': to === undefined ? undefined : nanoseconds(endOf(to), '999999'),
    order: 'desc',
    limit: checkedLimit('limit', limit, MAX_ROWS),
  }
  const newestFirst: Trade[] = []
  const request = { path: `v3/trades/${ticker}`, query, signal }
  for await (const page of context.pages(request, tradeRowSchema, context.pageBudget())) {
    for (const row of page.rows) newestFirst.push(toTrade(row, ticker))
    if (newestFirst.length >= limit) break
  }
  return newestFirst.slice(0, limit).reverse().sort(byTimeThenSequence)
}

/** Values of the relative strength index, oldest first. */
export async function fetchRSI(
  context: RestContext,
  symbol: string,
  params: RSIParams = {},
  { signal }: CallOptions = {},
): Promise<IndicatorSeries> {
  const ticker = normalizeTicker(symbol)
  const { timespan, window, seriesType, from, to, limit } = withRSIDefaults(params)
  checkRange(from, to)
  const query = {
    timespan,
    window: checkedLimit('window', window, MAX_WINDOW),
    series_type: seriesType,
    order: 'desc',
    limit: limit === undefined ? unaskedLimit(from) : checkedLimit('limit', limit, MAX_INDICATOR_ROWS),
    'timestamp.gte': from === undefined ? undefined : startOf(from),
    'timestamp.lte': to === undefined ? undefined : endOf(to),
  }
  const path = `v1/indicators/rsi/${ticker}`
  const answer = await context.requester.get({ path, query, signal }, indicatorSchema)
  const { rows, rejected } = parseRows(indicatorRowSchema, answer.results.values)
  if (rejected > 0) context.report('invalid-message', `GET /${path} answered rows not as documented`, rejected)
  return { symbol: ticker, name: 'rsi', params, values: toIndicatorPoints(rows), fetchedAt: context.clock.now() }
}

// the vendor's own limit of ten would cut a range without a word
const unaskedLimit = (from: DateOrTime | undefined): number | undefined =>
  from === undefined ? undefined : MAX_INDICATOR_ROWS

const wholeMs = (time: DateOrTime): DateOrTime => (typeof time === 'number' ? Math.floor(time) : time)

// past 2^53: written, not computed
const nanoseconds = (ms: number, tail: string): string => `${Math.floor(ms)}${tail}`

const byTimeThenSequence = (a: Trade, b: Trade): number =>
  a.timestamp - b.timestamp || (a.sequence ?? 0) - (b.sequence ?? 0)
