import { isCalendarDate } from '../../../domain/calendar-date.ts'
import { dayBar, readBars } from '../../history/bar-source.ts'
import type { Timespan } from '../../history/bar-source.ts'
import type { Bar } from '../../market/bar.ts'
import { round4, vwapOf } from '../../market/bar.ts'
import { closeOf, DAY_MS, HOUR_MS } from '../../market/calendar.ts'
import type { Market } from '../../market/market.ts'
import type { Listing } from '../../market/universe.ts'
import { badRequest, notFound, timeframeNotInPlan } from '../rest-error.ts'
import { isDescending, limitOf, nextUrl, parseDate, parseTime } from '../rest-request.ts'
import type { RestRequest } from '../rest-request.ts'
import type { Route } from './route.ts'

const LIMITS = { default: 5_000, max: 50_000 } as const
const TIMESPANS: readonly Timespan[] = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']
const HISTORY_MS = 5 * 366 * DAY_MS

export const aggregateRoutes: readonly Route[] = [
  {
    path: '/v2/aggs/ticker/:ticker/range/:multiplier/:timespan/:from/:to',
    handle: (request, { market }) => range(request, market),
  },
  { path: '/v2/aggs/ticker/:ticker/prev', handle: (request, { market }) => previous(request, market) },
  {
    path: '/v2/aggs/grouped/locale/us/market/stocks/:date',
    handle: (request, { market }) => grouped(request, market),
  },
  { path: '/v1/open-close/:ticker/:date', isBare: true, handle: (request, { market }) => openClose(request, market) },
]

/** A bar as `/v2/aggs` writes it. */
export function barRow(listing: Listing, bar: Bar): Readonly<Record<string, number>> {
  const prices = { t: bar.start, o: bar.open, h: bar.high, l: bar.low, c: bar.close }
  if (listing.assetClass === 'index') return prices
  return { v: bar.volume, vw: round4(vwapOf(bar)), ...prices, n: bar.trades }
}

export function parseTimespan(text: string | undefined): Timespan {
  const found = TIMESPANS.find((timespan) => timespan === text)
  if (found === undefined) throw badRequest(`'timespan' must be one of ${TIMESPANS.join(', ')}, but was '${text}'`)
  return found
}

function range(request: RestRequest, market: Market): object {
  const { ticker = '', multiplier = '', timespan, from, to } = request.params
  const length = Number(multiplier)
  if (!Number.isInteger(length) || length < 1) throw badRequest(`'multiplier' must be a whole number above 0`)
  const query = {
    multiplier: length,
    timespan: parseTimespan(timespan),
    from: Math.max(parseTime('from', from), market.now() - HISTORY_MS),
    to: parseTime('to', to, 'to'),
    isDescending: isDescending(request, 'asc', 'sort'),
    limit: limitOf(request, LIMITS),
  }
  if (parseTime('to', to, 'to') < parseTime('from', from)) {
    throw badRequest("The parameter 'to' cannot be a time that occurs before 'from'")
  }
  if (parseTime('from', from) > market.now() + DAY_MS) throw timeframeNotInPlan()
  const listing = market.universe.listing(ticker)
  if (listing === undefined) return answer(request, undefined, [], 0)
  const { bars: read, baseBars, next } = readBars(market, listing, query)
  // as published examples have it: an index's day begins at midnight in Chicago
  const isLate = listing.assetClass === 'index' && query.timespan === 'day'
  const bars = isLate ? read.map((bar) => ({ ...bar, start: bar.start + HOUR_MS })) : read
  return answer(request, listing, bars, baseBars, nextPath(request, query.isDescending, next))
}

function answer(
  request: RestRequest,
  listing: Listing | undefined,
  bars: readonly Bar[],
  read: number,
  next?: string,
): object {
  const isIndex = listing?.assetClass === 'index'
  return {
    ticker: request.params['ticker'],
    queryCount: read,
    resultsCount: bars.length,
    ...(isIndex ? {} : { adjusted: request.query.get('adjusted') !== 'false' }),
    ...(listing !== undefined && bars.length > 0 && { results: bars.map((bar) => barRow(listing, bar)) }),
    ...(bars.length > 0 && { count: bars.length }),
    ...(next !== undefined && { next_url: next }),
  }
}

/** The next page starts where this one ended: the bound moves within the path. */
function nextPath(request: RestRequest, descending: boolean, next: number | undefined): string | undefined {
  if (next === undefined) return undefined
  const segments = request.path.split('/')
  segments[segments.length - (descending ? 1 : 2)] = String(next)
  return nextUrl(request, 0, segments.join('/'))
}

function previous(request: RestRequest, market: Market): object {
  const ticker = request.params['ticker'] ?? ''
  const listing = market.universe.listing(ticker)
  const { sessions } = market
  const date = sessions.previousDate(sessions.dateAt(market.now()))
  const bar = listing && dayBar(market, listing, date)
  const count = bar === undefined ? 0 : 1
  return {
    ticker,
    queryCount: count,
    resultsCount: count,
    ...(listing?.assetClass === 'index' ? {} : { adjusted: true }),
    ...(listing !== undefined &&
      bar !== undefined && { results: [{ T: ticker, ...barRow(listing, { ...bar, start: closeOf(date) }) }], count }),
  }
}

function grouped(request: RestRequest, market: Market): object {
  const date = parseDate(request.params['date'] ?? '', 'date')
  const results = market.universe.instruments.flatMap((instrument) => {
    const listing = market.universe.listing(instrument.ticker)
    if (listing?.assetClass !== 'stock') return []
    const bar = dayBar(market, listing, date)
    return bar === undefined ? [] : [{ T: listing.ticker, ...barRow(listing, bar) }]
  })
  const counts = { queryCount: results.length, resultsCount: results.length, adjusted: true }
  return results.length === 0 ? counts : { ...counts, results, count: results.length }
}

function openClose(request: RestRequest, market: Market): object {
  const { ticker = '', date } = request.params
  if (!isCalendarDate(date)) throw badRequest(`Could not parse the time parameter: 'date'. Use YYYY-MM-DD`)
  const listing = market.universe.listing(ticker)
  const bar = listing && dayBar(market, listing, date)
  if (listing === undefined || bar === undefined) throw notFound('Data not found.')
  return {
    ...(listing.assetClass === 'index' ? {} : { volume: bar.volume }),
    afterHours: bar.close,
    close: bar.close,
    from: date,
    high: bar.high,
    low: bar.low,
    open: bar.open,
    preMarket: bar.open,
    status: 'OK',
    symbol: ticker,
  }
}
