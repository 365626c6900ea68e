import { newYorkMinutes } from '../../../domain/new-york-time.ts'
import { dayBar } from '../../history/bar-source.ts'
import type { Bar } from '../../market/bar.ts'
import { round4, vwapOf } from '../../market/bar.ts'
import type { Market } from '../../market/market.ts'
import type { Listing } from '../../market/universe.ts'
import { tickerNotFound } from '../rest-error.ts'
import { toNanoseconds } from '../rest-request.ts'
import type { RestRequest } from '../rest-request.ts'
import { conditionsOf, lastTradeOf, newestMinute, quoteOf } from '../rows.ts'
import { tradeIdOf } from '../../tape/trade-id.ts'
import type { Route } from './route.ts'

const MOVERS = 20
const PATH = '/v2/snapshot/locale/us/markets/stocks'
// minutes after midnight in New York
const CLEARED_FROM = 3.5 * 60
const CLEARED_TO = 4 * 60
const EMPTY = { o: 0, h: 0, l: 0, c: 0, v: 0, vw: 0 } as const

export const stockSnapshotRoutes: readonly Route[] = [
  { path: `${PATH}/tickers`, isBare: true, handle: (request, { market }) => many(request, market) },
  { path: `${PATH}/tickers/:ticker`, handle: (request, { market }) => one(request, market) },
  { path: `${PATH}/gainers`, isBare: true, handle: (_, { market }) => ({ status: 'OK', tickers: movers(market, -1) }) },
  { path: `${PATH}/losers`, isBare: true, handle: (_, { market }) => ({ status: 'OK', tickers: movers(market, 1) }) },
]

/** Unknown tickers are left out without a word. */
function many(request: RestRequest, market: Market): object {
  const asked =
    request.query
      .get('tickers')
      ?.split(',')
      .filter((ticker) => ticker !== '') ?? []
  const tickers = asked.length > 0 ? asked : market.universe.instruments.map(({ ticker }) => ticker)
  const rows = tickers.flatMap((ticker) => stockRow(market, ticker) ?? [])
  return { status: 'OK', count: rows.length, tickers: rows }
}

function one(request: RestRequest, market: Market): object {
  const row = stockRow(market, request.params['ticker'] ?? '')
  if (row === undefined) throw tickerNotFound()
  return { ticker: row }
}

function movers(market: Market, sign: 1 | -1): object[] {
  return market.universe.instruments
    .flatMap(({ ticker }) => stockRow(market, ticker) ?? [])
    .filter((row) => sign * row.todaysChangePerc < 0)
    .sort((a, b) => sign * (a.todaysChangePerc - b.todaysChangePerc))
    .slice(0, MOVERS)
}

interface StockRow {
  readonly ticker: string
  readonly todaysChange: number
  readonly todaysChangePerc: number
  readonly [member: string]: unknown
}

function stockRow(market: Market, ticker: string): StockRow | undefined {
  const listing = market.universe.listing(ticker)
  if (listing?.assetClass !== 'stock') return undefined
  const date = market.sessions.dateAt(market.now())
  const previous = dayBar(market, listing, market.sessions.previousDate(date))
  const trade = lastTradeOf(market, listing)
  const quote = quoteOf(market, listing)
  const change = round4((trade?.price ?? 0) - (previous?.close ?? 0))
  return {
    ticker,
    todaysChange: change,
    todaysChangePerc: previous === undefined ? 0 : round4((change / previous.close) * 100),
    day: withDecimals(isCleared(market) ? undefined : dayBar(market, listing, date)),
    prevDay: prices(previous),
    lastQuote: {
      P: quote.ask,
      S: quote.askSize,
      p: quote.bid,
      s: quote.bidSize,
      t: toNanoseconds(quote.at, quote.sequence),
    },
    ...(trade && {
      lastTrade: {
        ...conditionsOf(trade, 'c'),
        ds: `${trade.size}.0`,
        i: tradeIdOf(trade).id,
        p: trade.price,
        s: trade.size,
        t: toNanoseconds(trade.at, trade.sequence),
        x: trade.exchange,
      },
    }),
    min: minute(market, listing),
    updated: toNanoseconds(Math.max(quote.at, trade?.at ?? 0), 0),
  }
}

/** Between the clearing of yesterday's figures and the start of early trading there are only zeros. */
function isCleared({ sessions, now }: Market): boolean {
  const minutes = newYorkMinutes(now())
  return sessions.mode === 'calendar' && minutes >= CLEARED_FROM && minutes < CLEARED_TO
}

const prices = (bar: Bar | undefined): Readonly<Record<string, number>> =>
  bar === undefined
    ? EMPTY
    : {
        o: bar.open,
        h: bar.high,
        l: bar.low,
        c: bar.close,
        v: bar.volume,
        vw: round4(vwapOf(bar)),
      }

/** Today's bars carry their volume as text too. */
const withDecimals = (bar: Bar | undefined): Readonly<Record<string, number | string>> =>
  bar === undefined ? EMPTY : { ...prices(bar), dv: `${bar.volume}.0` }

function minute(market: Market, listing: Listing): object {
  const bar = isCleared(market) ? undefined : newestMinute(market, listing)
  if (bar === undefined) return { ...EMPTY, av: 0, n: 0, t: 0 }
  const total = dayBar(market, listing, market.sessions.dateAt(market.now()))?.volume ?? 0
  return { ...withDecimals(bar), av: total, dav: `${total}.0`, n: bar.trades, t: bar.start }
}
