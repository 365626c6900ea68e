import { exponentialMovingAverage, macd, relativeStrengthIndex, simpleMovingAverage } from '../../history/indicators.ts'
import { readBars } from '../../history/bar-source.ts'
import type { Timespan } from '../../history/bar-source.ts'
import type { Bar } from '../../market/bar.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../market/calendar.ts'
import type { Market } from '../../market/market.ts'
import type { Listing } from '../../market/universe.ts'
import { badRequest, tickerNotFound } from '../rest-error.ts'
import { isDescending, limitOf, nextUrl, oneOf, parseTime } from '../rest-request.ts'
import type { RestRequest } from '../rest-request.ts'
import { barRow, parseTimespan } from './aggregate-routes.ts'
import type { Route } from './route.ts'

const LIMITS = { default: 10, max: 5_000 } as const
const SERIES = ['close', 'open', 'high', 'low'] as const
const DEFAULT_WINDOW = { sma: 50, ema: 50, rsi: 14 } as const
const LENGTH_MS: Readonly<Record<Timespan, number>> = {
  second: 1_000,
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 31 * DAY_MS,
  quarter: 92 * DAY_MS,
  year: 366 * DAY_MS,
}
// averages forget what lies this many windows back
const WARM_UP_WINDOWS = 3
const LONGEST_DEFAULT_WINDOW = 50
const MAX_BARS = 50_000

type Value = Readonly<Record<string, number>> & { readonly timestamp: number }
type Compute = (prices: readonly number[], request: RestRequest) => (Readonly<Record<string, number>> | undefined)[]

const wrap = (values: readonly (number | undefined)[]): ({ readonly value: number } | undefined)[] =>
  values.map((value) => (value === undefined ? undefined : { value }))

const ROUTES: Readonly<Record<'sma' | 'ema' | 'rsi' | 'macd', Compute>> = {
  sma: (prices, request) => wrap(simpleMovingAverage(prices, windowOf(request, 'window', DEFAULT_WINDOW.sma))),
  ema: (prices, request) => wrap(exponentialMovingAverage(prices, windowOf(request, 'window', DEFAULT_WINDOW.ema))),
  rsi: (prices, request) => wrap(relativeStrengthIndex(prices, windowOf(request, 'window', DEFAULT_WINDOW.rsi))),
  macd: (prices, request) => macd(prices, macdWindows(request)),
}

export const indicatorRoutes: readonly Route[] = Object.entries(ROUTES).map(([name, compute]) => ({
  path: `/v1/indicators/${name}/:ticker`,
  handle: (request, { market }) => indicator(request, market, compute),
}))

function indicator(request: RestRequest, market: Market, compute: Compute): object {
  const ticker = request.params['ticker'] ?? ''
  const listing = market.universe.listing(ticker)
  if (listing === undefined) throw tickerNotFound()
  const limit = limitOf(request, LIMITS)
  const { from, to } = bounds(request, market)
  const bars = barsFor(request, market, listing, request.offset + limit, from)
  const series = oneOf(request, 'series_type', SERIES, 'close')
  const computed = compute(
    bars.map((bar) => bar[series]),
    request,
  )
  const values = bars
    .flatMap((bar, i): Value[] => {
      const value = computed[i]
      return value === undefined ? [] : [{ timestamp: bar.start, ...value }]
    })
    .filter(({ timestamp }) => timestamp >= from && timestamp <= to)
  if (isDescending(request, 'desc')) values.reverse()
  const end = request.offset + limit
  return {
    results: { values: values.slice(request.offset, end), underlying: underlying(request, listing, bars) },
    ...(values.length > end && { next_url: nextUrl(request, end) }),
  }
}

function barsFor(request: RestRequest, market: Market, listing: Listing, wanted: number, from: number): Bar[] {
  const timespan = parseTimespan(request.query.get('timespan') ?? 'day')
  if (timespan === 'second') throw badRequest(`'timespan' must be minute or longer, but was 'second'`)
  const { bars } = readBars(market, listing, {
    multiplier: 1,
    timespan,
    from: 0,
    to: market.now(),
    isDescending: true,
    limit: baseBars(timespan, Math.min(MAX_BARS, warmUp(request) + needed(market, timespan, wanted, from))),
  })
  return bars.reverse()
}

/** How many bars back the oldest wanted value lies. */
function needed(market: Market, timespan: Timespan, wanted: number, from: number): number {
  const sinceFrom = from === 0 ? 0 : Math.ceil((market.now() - from) / LENGTH_MS[timespan])
  return Math.max(wanted, Math.min(sinceFrom, LIMITS.max)) + 1
}

function baseBars(timespan: Timespan, bars: number): number {
  const days = LENGTH_MS[timespan] / DAY_MS
  const perBar = timespan === 'hour' ? 60 : Math.max(1, Math.ceil(days))
  return Math.min(MAX_BARS, bars * perBar)
}

function warmUp(request: RestRequest): number {
  const windows = ['window', 'short_window', 'long_window', 'signal_window'].map((name) => request.query.get(name))
  return WARM_UP_WINDOWS * Math.max(LONGEST_DEFAULT_WINDOW, ...windows.map(Number).filter(Number.isFinite))
}

function bounds(request: RestRequest, market: Market): { readonly from: number; readonly to: number } {
  let from = 0
  let to = market.now()
  for (const name of ['timestamp', 'timestamp.gte', 'timestamp.gt'] as const) {
    const text = request.query.get(name)
    if (text !== undefined) from = Math.max(from, parseTime(name, text) + (name === 'timestamp.gt' ? 1 : 0))
  }
  for (const name of ['timestamp', 'timestamp.lte', 'timestamp.lt'] as const) {
    const text = request.query.get(name)
    if (text === undefined) continue
    to = Math.min(to, name === 'timestamp.lt' ? parseTime(name, text) - 1 : parseTime(name, text, 'to'))
  }
  return { from, to }
}

function underlying(request: RestRequest, listing: Listing, bars: readonly Bar[]): object {
  const timespan = request.query.get('timespan') ?? 'day'
  const [first, last] = [bars.at(0)?.start ?? 0, bars.at(-1)?.start ?? 0]
  const url = `${request.origin}/v2/aggs/ticker/${listing.ticker}/range/1/${timespan}/${first}/${last}`
  if (request.query.get('expand_underlying') !== 'true') return { url }
  return { aggregates: bars.map((bar) => barRow(listing, bar)), url }
}

function windowOf(request: RestRequest, name: string, fallback: number): number {
  const text = request.query.get(name)
  const window = text === undefined ? fallback : Number(text)
  if (!Number.isInteger(window) || window < 1) throw badRequest(`'${name}' must be a whole number above 0`)
  return window
}

const macdWindows = (request: RestRequest) => ({
  short: windowOf(request, 'short_window', 12),
  long: windowOf(request, 'long_window', 26),
  signal: windowOf(request, 'signal_window', 9),
})
