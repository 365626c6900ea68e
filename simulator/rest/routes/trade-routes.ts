import { isCalendarDate } from '../../../domain/calendar-date.ts'
import { newYorkMidnight } from '../../../domain/new-york-time.ts'
import { pastQuotes, pastTrades } from '../../history/past-trades.ts'
import type { Walk } from '../../history/past-trades.ts'
import { DAY_MS } from '../../market/calendar.ts'
import type { Market } from '../../market/market.ts'
import type { Listing } from '../../market/universe.ts'
import { tapeIdOf } from '../../stream/encode-events.ts'
import { tradesBetween } from '../../tape/symbol-tape.ts'
import type { TapeQuote, TapeTrade } from '../../tape/tape-events.ts'
import { tradeIdOf } from '../../tape/trade-id.ts'
import { badRequest, tickerNotFound } from '../rest-error.ts'
import { isDescending, limitOf, nextUrl, toNanoseconds } from '../rest-request.ts'
import type { RestRequest } from '../rest-request.ts'
import { conditionsOf, lastTradeOf, quoteOf } from '../rows.ts'
import type { Route } from './route.ts'

const LIMITS = { default: 1_000, max: 50_000 } as const
const NANOSECONDS = /^\d{17,20}$/

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

type Reader<T> = (market: Market, listing: Listing, walk: Walk) => Generator<T>

function list<T extends { readonly at: number; readonly sequence: number }>(
  request: RestRequest,
  market: Market,
  read: Reader<T>,
  toRow: (listing: Listing, event: T) => object,
): object {
  const listing = market.universe.listing(request.params['ticker'] ?? '')
  if (listing === undefined || listing.assetClass === 'index') throw tickerNotFound()
  const { from, to } = timeRange(request, market)
  const end = request.offset + limitOf(request, LIMITS)
  const walk = {
    from: Math.floor(from / 1e6),
    to: Math.min(Math.floor(to / 1e6), market.now()) + 1,
    isDescending: isDescending(request, 'desc'),
  }
  const events: T[] = []
  for (const event of read(market, listing, walk)) {
    if (isWithin(toNanoseconds(event.at, event.sequence), from, to)) events.push(event)
    if (events.length > end) break
  }
  return {
    results: events.slice(request.offset, end).map((event) => toRow(listing, event)),
    ...(events.length > end && { next_url: nextUrl(pinned(request, to), end) }),
  }
}

/** Later pages must not see what came in since the first: rows would move from page to page. */
function pinned(request: RestRequest, to: number): RestRequest {
  if (['timestamp', 'timestamp.lt', 'timestamp.lte'].some((name) => request.query.has(name))) return request
  return { ...request, query: new Map(request.query).set('timestamp.lte', String(BigInt(to))) }
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
function* readTrades(market: Market, listing: Listing, walk: Walk): Generator<TapeTrade> {
  const tape = market.tape.of(listing.ticker)
  const spans = (tape?.spans ?? []).filter((span) => span.from < walk.to && span.to > walk.from)
  const edges = [walk.from, ...spans.flatMap((span) => [span.from, Math.min(span.to, walk.to)]), walk.to]
  // every second stretch between the edges is a recorded one
  const stretches = edges.slice(1).map((to, i) => ({ from: edges[i] ?? to, to, isRecorded: i % 2 === 1 }))
  if (walk.isDescending) stretches.reverse()
  for (const { isRecorded, ...stretch } of stretches) {
    const part = { from: Math.max(walk.from, stretch.from), to: stretch.to, isDescending: walk.isDescending }
    if (!isRecorded || tape === undefined) yield* pastTrades(market, listing, part)
    else yield* inDirection(tradesBetween(tape, part.from, part.to), walk)
  }
}

/** Only the newest quote is remembered; those before it are computed. */
function* readQuotes(market: Market, listing: Listing, walk: Walk): Generator<TapeQuote> {
  const newest = market.tape.of(listing.ticker)?.quote
  const past = { ...walk, to: Math.min(walk.to, newest?.at ?? walk.to) }
  const recorded = newest !== undefined && newest.at >= walk.from && newest.at < walk.to ? [newest] : []
  if (walk.isDescending) yield* recorded
  yield* pastQuotes(market, listing, past)
  if (!walk.isDescending) yield* recorded
}

const inDirection = <T>(events: T[], { isDescending }: Walk): T[] => (isDescending ? events.reverse() : events)

function tradeRow(listing: Listing, trade: TapeTrade): object {
  const common = {
    ...conditionsOf(trade),
    exchange: trade.exchange,
    participant_timestamp: toNanoseconds(trade.happenedAt, trade.sequence),
    price: trade.price,
    sequence_number: trade.sequence,
    sip_timestamp: toNanoseconds(trade.at, trade.sequence),
    size: trade.size,
  }
  if (listing.assetClass === 'option') return common
  const { exchange } = listing.instrument
  const { id, facility } = tradeIdOf(trade)
  return {
    ...common,
    decimal_size: `${trade.size}.0`,
    id,
    tape: tapeIdOf(exchange),
    ...(facility !== undefined && { trf_id: facility, trf_timestamp: toNanoseconds(trade.at, trade.sequence) }),
  }
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
  const { id, facility } = tradeIdOf(trade)
  return {
    results: {
      T: ticker,
      ...conditionsOf(trade, 'c'),
      i: listing.assetClass === 'option' ? '' : id,
      ...(listing.assetClass === 'stock' && facility !== undefined && { r: facility }),
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
