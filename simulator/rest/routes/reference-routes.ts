import type { Instrument } from '../../market/instruments.ts'
import type { Market } from '../../market/market.ts'
import { tickerNotFound } from '../rest-error.ts'
import { isDescending, pageOf, parseText, rangeFilter } from '../rest-request.ts'
import type { RestRequest } from '../rest-request.ts'
import { CONDITIONS, EXCHANGES } from './reference-data.ts'
import type { Route } from './route.ts'

const LIMITS = { default: 100, max: 1_000 } as const

export const referenceRoutes: readonly Route[] = [
  { path: '/v3/reference/tickers', handle: (request, { market }) => tickers(request, market) },
  { path: '/v3/reference/tickers/:ticker', handle: (request, { market }) => details(request, market) },
  { path: '/v3/reference/conditions', handle: (request) => conditions(request) },
  { path: '/v3/reference/exchanges', handle: (request) => exchanges(request) },
]

/** Options are not in this list. */
function tickers(request: RestRequest, market: Market): object {
  const isAsked = rangeFilter(request, 'ticker', parseText)
  const rows = market.universe.instruments
    .filter((instrument) => isAsked(instrument.ticker) && matches(request, instrument))
    .sort((a, b) => (a.ticker < b.ticker ? -1 : 1))
    .map((instrument) => tickerRow(market, instrument))
  if (isDescending(request, 'asc')) rows.reverse()
  const { page, next_url } = pageOf(request, rows, LIMITS)
  return { count: page.length, results: page, ...(next_url !== undefined && { next_url }) }
}

function matches(request: RestRequest, instrument: Instrument): boolean {
  const wanted = (name: string): string | undefined => request.query.get(name) || undefined
  const search = wanted('search')?.toLowerCase()
  const text = `${instrument.ticker} ${instrument.name}`.toLowerCase()
  return (
    (search === undefined || text.includes(search)) &&
    (wanted('type') ?? instrument.type) === instrument.type &&
    (wanted('market') ?? marketOf(instrument)) === marketOf(instrument) &&
    (wanted('exchange') ?? instrument.exchange) === instrument.exchange &&
    wanted('active') !== 'false'
  )
}

const marketOf = (instrument: Instrument): string => (instrument.class === 'index' ? 'indices' : 'stocks')

function tickerRow(market: Market, instrument: Instrument): object {
  return {
    active: true,
    currency_name: 'usd',
    last_updated_utc: new Date(market.now()).toISOString().slice(0, 19) + 'Z',
    locale: 'us',
    market: marketOf(instrument),
    name: instrument.name,
    ...(instrument.class === 'stock' && { primary_exchange: instrument.exchange, type: instrument.type }),
    ticker: instrument.ticker,
  }
}

function details(request: RestRequest, market: Market): object {
  const instrument = market.universe.instrument(request.params['ticker'] ?? '')
  if (instrument === undefined) throw tickerNotFound()
  const [root, suffix] = instrument.ticker.split('.')
  const shares = instrument.dailyVolume * 300
  return {
    results: {
      ...tickerRow(market, instrument),
      description: `${instrument.name}: a simulated listing; its prices are computed, not real.`,
      ...(instrument.class === 'stock' && {
        market_cap: Math.round(shares * instrument.base),
        round_lot: 100,
        ticker_root: root,
        ...(suffix !== undefined && { ticker_suffix: suffix }),
        share_class_shares_outstanding: shares,
        weighted_shares_outstanding: shares,
      }),
    },
  }
}

function conditions(request: RestRequest): object {
  const assetClass = request.query.get('asset_class')
  const dataType = request.query.get('data_type')
  const rows = CONDITIONS.filter(
    (row) =>
      (assetClass === undefined || row.asset_class === assetClass) &&
      (dataType === undefined || row.data_types.includes(dataType)),
  )
  const { page, next_url } = pageOf(request, rows, { default: 100, max: 1_000 })
  return { count: rows.length, results: page, ...(next_url !== undefined && { next_url }) }
}

function exchanges(request: RestRequest): object {
  const assetClass = request.query.get('asset_class')
  const rows = EXCHANGES.filter((row) => assetClass === undefined || row.asset_class === assetClass)
  return { count: rows.length, results: rows }
}
