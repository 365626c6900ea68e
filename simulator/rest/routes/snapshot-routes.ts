import type { Market } from '../../market/market.ts'
import type { Listing } from '../../market/universe.ts'
import { oneOf, isDescending, pageOf, parseText, rangeFilter, toNanoseconds } from '../rest-request.ts'
import type { RestRequest } from '../rest-request.ts'
import { badRequest } from '../rest-error.ts'
import {
  contractDetails,
  lastMinuteRow,
  lastQuoteRow,
  lastTradeRow,
  optionMembers,
  sessionRow,
  timeframeOf,
  valueOf,
} from '../rows.ts'
import { clusterOfListing, listingsOf } from '../../stream/pairs.ts'
import type { Route } from './route.ts'

const LIMITS = { default: 10, max: 250 } as const
const MAX_TICKERS = 250
const TYPES = ['stocks', 'options', 'indices', 'crypto', 'fx', 'any'] as const
const TYPE_OF = { stock: 'stocks', option: 'options', index: 'indices' } as const
const MARKET_STATUS = { early: 'early_trading', regular: 'open', late: 'late_trading', closed: 'closed' } as const
const NOT_ENTITLED = { error: 'NOT_ENTITLED', message: 'Not entitled to this ticker.' } as const
const NOT_FOUND = { error: 'NOT_FOUND', message: 'Ticker not found.' } as const

export const snapshotRoutes: readonly Route[] = [
  {
    path: '/v3/snapshot',
    handle: (request, { market }) => snapshots(request, market, oneOf(request, 'type', TYPES, 'any')),
  },
  { path: '/v3/snapshot/indices', handle: (request, { market }) => snapshots(request, market, 'indices') },
]

function snapshots(request: RestRequest, market: Market, type: (typeof TYPES)[number]): object {
  const tickers = askedTickers(request, market, type)
  const { page, next_url } = pageOf(request, tickers, LIMITS)
  return { results: page.map((ticker) => rowOf(market, ticker, type)), ...(next_url !== undefined && { next_url }) }
}

function askedTickers(request: RestRequest, market: Market, type: (typeof TYPES)[number]): string[] {
  const list = request.query.get('ticker.any_of')
  const descending = isDescending(request, 'asc')
  const tickers = list === undefined || list === '' ? listedTickers(request, market, type) : splitList(list)
  tickers.sort()
  return descending ? tickers.reverse() : tickers
}

function splitList(list: string): string[] {
  const tickers = [...new Set(list.split(',').filter((ticker) => ticker !== ''))]
  if (tickers.length <= MAX_TICKERS) return tickers
  throw badRequest(`'ticker.any_of' takes at most ${MAX_TICKERS} tickers, but ${tickers.length} were given`)
}

function listedTickers(request: RestRequest, market: Market, type: (typeof TYPES)[number]): string[] {
  const isAsked = rangeFilter(request, 'ticker', parseText)
  const clusters = type === 'any' ? (['stocks', 'indices', 'options'] as const) : [type]
  return clusters
    .flatMap((cluster) => (cluster === 'crypto' || cluster === 'fx' ? [] : listingsOf(cluster, market.universe)))
    .map((listing) => listing.ticker)
    .filter(isAsked)
}

function rowOf(market: Market, ticker: string, type: (typeof TYPES)[number]): object {
  const listing = market.universe.listing(ticker)
  if (listing === undefined || (type !== 'any' && TYPE_OF[listing.assetClass] !== type)) return { ...NOT_FOUND, ticker }
  if (!market.isInPlan(clusterOfListing(listing))) return { ...NOT_ENTITLED, ticker }
  if (listing.assetClass === 'index') return indexRow(market, listing)
  const common = {
    ticker,
    type: TYPE_OF[listing.assetClass],
    name: nameOf(listing),
    market_status: marketStatusOf(market, listing),
    session: sessionRow(market, listing),
  }
  if (listing.assetClass === 'option') {
    const details = { ...contractDetails(listing.contract), underlying_ticker: listing.instrument.ticker }
    return { ...common, details, ...optionMembers(market, listing) }
  }
  const last_minute = lastMinuteRow(market, listing)
  return {
    ...common,
    last_quote: lastQuoteRow(market, listing),
    last_trade: lastTradeRow(market, listing),
    ...(last_minute && { last_minute }),
  }
}

function indexRow(market: Market, listing: Listing): object {
  const { value, at } = valueOf(market, listing)
  return {
    last_updated: toNanoseconds(at, 0),
    market_status: marketStatusOf(market, listing),
    name: listing.instrument.name,
    session: sessionRow(market, listing),
    ticker: listing.ticker,
    timeframe: timeframeOf(market),
    type: 'indices',
    value,
  }
}

function marketStatusOf(market: Market, listing: Listing): string {
  const phase = market.sessions.phaseAt(market.now())
  if (listing.assetClass === 'index' && phase === 'regular') return 'regular_trading'
  return MARKET_STATUS[phase]
}

function nameOf(listing: Listing): string {
  if (listing.assetClass !== 'option') return listing.instrument.name
  const { strike, type } = listing.contract
  return `${listing.instrument.ticker.replace('I:', '')} $${strike} ${type === 'call' ? 'Call' : 'Put'}`
}
