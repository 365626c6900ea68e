import { isCalendarDate } from '../../../domain/calendar-date.ts'
import { newYorkMidnight } from '../../../domain/new-york-time.ts'
import { pastQuote, pastTrades } from '../../history/past-trades.ts'
import { DAY_MS } from '../../market/calendar.ts'
import type { Market } from '../../market/market.ts'
import type { Listing } from '../../market/universe.ts'
import { tapeIdOf } from '../../stream/encode-events.ts'
import { tradesBetween } from '../../tape/symbol-tape.ts'
import type { TapeQuote, TapeTrade } from '../../tape/tape-events.ts'
import { badRequest, tickerNotFound } from '../rest-error.ts'
import { isDescending, limitOf, nextUrl, toNanoseconds } from '../rest-request.ts'
import type { RestRequest } from '../rest-request.ts'
import { lastTradeOf, quoteOf } from '../rows.ts'
import type { Route } from './route.ts'

const LIMITS = { default: 1_000, max: 50_000 } as const
const NANOSECONDS = /^\d{17,20}$/
const QUOTE_STEP_MS = 1_000

export const tradeRoutes: readonly Route[] = [
  { path: '/v3/trades/:ticker', handle: (request, { market }) => list(request, market, readTrades, tradeRow) },
  { path: '/v3/quotes/:ticker', handle: (request, { market }) => list(request, market, readQuotes, quoteRow) },
  { path: '/v2/last/trade/:ticker', handle: (request, { market }) => lastTrade(request, market) },
  { path: '/v2/last/nbbo/:ticker', handle: (request, { market }) => lastQuote(request, market) },
]

interface TimeRange {
  /** Nanoseconds, inclusive. */
  readonly from: number
  readonly to: number
}

type Reader<T> = (market: Market, listing: Listing, fromMs: number, toMs: number, limit: number) => T[]

function list<T extends { readonly at: number; readonly sequence: number }>(
  request: RestRequest,
  market: Market,
  read: Reader<T>,
  toRow: (listing: Listing, event: T) => object,
): object {
  const listing = market.universe.listing(request.params['ticker'] ?? '')
  if (listing === undefined || listing.assetClass === 'index') throw tickerNotFound()
  const { from, to } = timeRange(request, market)
  const limit = limitOf(request, LIMITS)
  const descending = isDescending(request, 'desc')
  // ascending lists begin far back: all of the range is read, within what one answer may hold
  const wanted = descending ? request.offset + limit + 1 : LIMITS.max
  const events = read(market, listing, Math.floor(from / 1e6), Math.floor(to / 1e6) + 1, wanted)
    .filter((event) => isWithin(toNanoseconds(event.at, event.sequence), from, to))
    .sort((a, b) => b.at - a.at || b.sequence - a.sequence)
  if (!descending) events.reverse()
  const page = events.slice(request.offset, request.offset + limit)
  return {
    results: page.map((event) => toRow(listing, event)),
    ...(events.length > request.offset + limit && { next_url: nextUrl(request, request.offset + limit) }),
  }
}

const isWithin = (value: number, from: number, to: number): boolean => value >= from && value <= to

function timeRange(request: RestRequest, market: Market): TimeRange {
  let from = (market.now() - 30 * DAY_MS) * 1e6
  let to = market.now() * 1e6 + 999_999
  for (const [name, bound] of [
    ['timestamp', 'day'],
    ['timestamp.gt', 'after'],
    ['timestamp.gte', 'from'],
    ['timestamp.lt', 'before'],
    ['timestamp.lte', 'to'],
  ] as const) {
    const text = request.query.get(name)
    if (text === undefined || text === '') continue
    const [first, last] = parseMoment(name, text)
    if (bound === 'day' || bound === 'from') from = Math.max(from, first)
    if (bound === 'after') from = Math.max(from, last + 256)
    if (bound === 'day' || bound === 'to') to = Math.min(to, last)
    if (bound === 'before') to = Math.min(to, first - 256)
  }
  return { from, to }
}

/** The first and last nanosecond that a filter's text stands for. */
function parseMoment(name: string, text: string): readonly [first: number, last: number] {
  if (isCalendarDate(text)) {
    const midnight = newYorkMidnight(text)
    return [midnight * 1e6, (midnight + DAY_MS) * 1e6 - 256]
  }
  if (NANOSECONDS.test(text)) return [Number(text), Number(text)]
  throw badRequest(`Could not parse the time parameter: '${name}'. Use YYYY-MM-DD or Unix NS Timestamps`)
}

/** Recorded trades where the symbol was recorded, computed ones before and between. */
function readTrades(market: Market, listing: Listing, from: number, to: number, limit: number): TapeTrade[] {
  const tape = market.tape.of(listing.ticker)
  const trades: TapeTrade[] = []
  let end = Math.min(to, market.now() + 1)
  for (const span of tape?.spans.toReversed() ?? []) {
    if (span.to < end) trades.push(...pastTrades(market, listing, Math.max(from, span.to), end, limit - trades.length))
    if (tape !== undefined)
      trades.push(...tradesBetween(tape, Math.max(from, span.from), Math.min(end, span.to)).reverse())
    end = Math.min(end, span.from)
  }
  if (trades.length < limit && end > from) trades.push(...pastTrades(market, listing, from, end, limit - trades.length))
  return trades.slice(0, limit)
}

function readQuotes(market: Market, listing: Listing, from: number, to: number, limit: number): TapeQuote[] {
  const quotes: TapeQuote[] = []
  const end = Math.min(to, market.now() + 1)
  const newest = market.tape.of(listing.ticker)?.quote
  if (newest !== undefined && newest.at >= from && newest.at < end) quotes.push(newest)
  for (let at = end - 1 - ((end - 1) % QUOTE_STEP_MS); at >= from && quotes.length < limit; at -= QUOTE_STEP_MS) {
    if (newest !== undefined && at >= newest.at) continue
    if (market.sessions.isOpen(listing.assetClass, at)) quotes.push(pastQuote(market, listing, at))
    else at = market.sessions.lastOpen(listing.assetClass, at) + QUOTE_STEP_MS
  }
  return quotes
}

function tradeRow(listing: Listing, trade: TapeTrade): object {
  const common = {
    conditions: [trade.condition],
    exchange: trade.exchange,
    participant_timestamp: toNanoseconds(trade.happenedAt, trade.sequence),
    price: trade.price,
    sequence_number: trade.sequence,
    sip_timestamp: toNanoseconds(trade.at, trade.sequence),
    size: trade.size,
  }
  if (listing.assetClass === 'option') return common
  const { exchange } = listing.instrument
  return { ...common, decimal_size: `${trade.size}.0`, id: String(trade.sequence), tape: tapeIdOf(exchange) }
}

function quoteRow(listing: Listing, quote: TapeQuote): object {
  const time = toNanoseconds(quote.at, quote.sequence)
  return {
    ask_exchange: quote.askExchange,
    ask_price: quote.ask,
    ask_size: quote.askSize,
    bid_exchange: quote.bidExchange,
    bid_price: quote.bid,
    bid_size: quote.bidSize,
    ...(listing.assetClass === 'stock' && { participant_timestamp: time, tape: tapeIdOf(listing.instrument.exchange) }),
    sequence_number: quote.sequence,
    sip_timestamp: time,
  }
}

function lastTrade(request: RestRequest, market: Market): object {
  const ticker = request.params['ticker'] ?? ''
  const listing = market.universe.listing(ticker)
  const trade = listing && lastTradeOf(market, listing)
  if (listing === undefined || trade === undefined) throw tickerNotFound()
  const time = toNanoseconds(trade.at, trade.sequence)
  return {
    results: {
      T: ticker,
      c: [trade.condition],
      i: listing.assetClass === 'option' ? '' : String(trade.sequence),
      ...(listing.assetClass === 'stock' && { ds: `${trade.size}.0`, z: tapeIdOf(listing.instrument.exchange) }),
      p: trade.price,
      q: trade.sequence,
      s: trade.size,
      t: time,
      x: trade.exchange,
      y: toNanoseconds(trade.happenedAt, trade.sequence),
    },
  }
}

function lastQuote(request: RestRequest, market: Market): object {
  const ticker = request.params['ticker'] ?? ''
  const listing = market.universe.listing(ticker)
  if (listing?.assetClass !== 'stock') throw tickerNotFound()
  const quote = quoteOf(market, listing)
  const time = toNanoseconds(quote.at, quote.sequence)
  return {
    results: {
      P: quote.ask,
      S: quote.askSize,
      T: ticker,
      X: quote.askExchange,
      p: quote.bid,
      q: quote.sequence,
      s: quote.bidSize,
      t: time,
      x: quote.bidExchange,
      y: time,
      z: tapeIdOf(listing.instrument.exchange),
    },
  }
}
