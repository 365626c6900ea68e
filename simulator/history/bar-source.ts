import { newYorkDate, newYorkDayStart, newYorkMidnight } from '../../domain/new-york-time.ts'
import { addDays, epochDayOf, dateOfEpochDay } from '../../domain/calendar-date.ts'
import type { Bar } from '../market/bar.ts'
import { addTrade, joinBars, round2, startBar } from '../market/bar.ts'
import { DAY_MS, MINUTE_MS, weekdayOf } from '../market/calendar.ts'
import type { Market } from '../market/market.ts'
import type { Listing } from '../market/universe.ts'
import { isRecordedAt, tradesBetween } from '../tape/symbol-tape.ts'

export type Timespan = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

/** What was recorded where something was, else what history computes. */
export function minuteBar(market: Market, listing: Listing, start: number): Bar | undefined {
  const tape = market.tape.of(listing.ticker)
  const recorded = tape?.minutes.get(start)
  if (recorded !== undefined || isRecordedAt(tape, start)) return recorded
  return market.history.minute(listing, start, market.now())
}

function secondBar(market: Market, listing: Listing, start: number): Bar | undefined {
  const tape = market.tape.of(listing.ticker)
  // recording may have begun within the second: what was streamed of it counts
  if (tape !== undefined && isRecordedAt(tape, start + 999)) {
    const trades = tradesBetween(tape, start, start + 1_000).filter((trade) => trade.at === trade.happenedAt)
    return barOfTrades(start, trades)
  }
  if (start >= market.now() || !market.sessions.isOpen(listing.assetClass, start)) return undefined
  if (listing.assetClass === 'option') return undefined
  const bar = startBar(start, round2(market.prices.spot(listing.instrument, start)))
  const close = round2(market.prices.spot(listing.instrument, start + 999))
  if (listing.assetClass === 'stock') addTrade(bar, close, 100)
  else addTrade(bar, close, 0)
  return bar
}

function barOfTrades(
  start: number,
  trades: readonly { readonly price: number; readonly size: number }[],
): Bar | undefined {
  const [first] = trades
  if (first === undefined) return undefined
  const bar = startBar(start, first.price)
  for (const trade of trades) addTrade(bar, trade.price, trade.size)
  return bar
}

/** The bar of a trading date, with what was recorded of it. */
export function dayBar(market: Market, listing: Listing, date: string): Bar | undefined {
  const bar = market.history.day(listing, date, market.now())
  const tape = market.tape.of(listing.ticker)
  const session = tape?.session
  if (session?.date !== date) return bar
  const close = tape?.lastTrade?.price ?? tape?.value?.value ?? bar?.close ?? session.open
  return {
    start: newYorkMidnight(date),
    open: session.open,
    high: Math.max(session.high, bar?.high ?? close),
    low: Math.min(session.low, bar?.low ?? close),
    close,
    volume: session.volume,
    turnover: session.turnover,
    trades: bar?.trades ?? 1,
  }
}

/** Where the window that holds `ms` starts. */
function windowStart(ms: number, multiplier: number, timespan: Timespan): number {
  if (timespan === 'second') return ms - (ms % (1_000 * multiplier))
  if (timespan === 'minute' || timespan === 'hour') {
    const length = multiplier * (timespan === 'hour' ? 60 : 1) * MINUTE_MS
    const midnight = newYorkDayStart(ms)
    return midnight + Math.floor((ms - midnight) / length) * length
  }
  return newYorkMidnight(firstDate(newYorkDate(ms), multiplier, timespan))
}

function firstDate(date: string, multiplier: number, timespan: 'day' | 'week' | 'month' | 'quarter' | 'year'): string {
  const day = epochDayOf(date)
  if (timespan === 'day') return dateOfEpochDay(day - (day % multiplier))
  if (timespan === 'week') return addDays(date, -weekdayOf(day))
  const months = { month: 1, quarter: 3, year: 12 }[timespan] * multiplier
  const month = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1
  const first = month - (month % months)
  return `${Math.floor(first / 12)}-${String((first % 12) + 1).padStart(2, '0')}-01`
}

export interface BarQuery {
  readonly multiplier: number
  readonly timespan: Timespan
  /** Inclusive, epoch ms. */
  readonly from: number
  /** Inclusive, epoch ms. */
  readonly to: number
  readonly isDescending: boolean
  /** Base bars read, not rows returned. */
  readonly limit: number
}

export interface BarAnswer {
  readonly bars: Bar[]
  readonly baseBars: number
  /** Where to go on when the limit was reached: the next `from`, or `to` when descending. */
  readonly next: number | undefined
}

/** Bars of any length, built from seconds, minutes or days. */
export function readBars(market: Market, listing: Listing, query: BarQuery): BarAnswer {
  const groups = new Map<number, Bar[]>()
  let baseBars = 0
  let next: number | undefined
  for (const bar of baseBarsOf(market, listing, query)) {
    const start = windowStart(bar.start, query.multiplier, query.timespan)
    const group = groups.get(start)
    if (group === undefined && baseBars >= query.limit) {
      next = query.isDescending ? bar.start : start
      break
    }
    baseBars++
    if (group === undefined) groups.set(start, [bar])
    else if (query.isDescending) group.unshift(bar)
    else group.push(bar)
  }
  const bars = [...groups].flatMap(([start, group]) => joinBars(start, group) ?? [])
  return { bars: bars.filter((bar) => bar.start >= query.from && bar.start <= query.to), baseBars, next }
}

function* baseBarsOf(market: Market, listing: Listing, query: BarQuery): Generator<Bar> {
  const last = Math.min(query.to, market.now())
  const first = newYorkDate(Math.min(query.from, last))
  const dates = datesBetween(first, newYorkDate(last), query.isDescending)
  for (const date of dates) {
    if (query.timespan !== 'second' && query.timespan !== 'minute' && query.timespan !== 'hour') {
      const bar = dayBar(market, listing, date)
      if (bar !== undefined && bar.start <= last) yield bar
      continue
    }
    yield* intradayBars(market, listing, date, { ...query, to: last })
  }
}

function* intradayBars(market: Market, listing: Listing, date: string, query: BarQuery): Generator<Bar> {
  const session = market.sessions.trading(listing.assetClass, date)
  if (session === undefined) return
  const step = query.timespan === 'second' ? 1_000 : MINUTE_MS
  const read = query.timespan === 'second' ? secondBar : minuteBar
  const start = Math.max(session.start, Math.ceil(query.from / step) * step)
  const end = Math.min(session.end - 1, query.to)
  const count = Math.floor((end - start) / step) + 1
  for (let i = 0; i < count; i++) {
    const bar = read(market, listing, start + step * (query.isDescending ? count - 1 - i : i))
    if (bar !== undefined) yield bar
  }
}

function* datesBetween(first: string, last: string, isDescending: boolean): Generator<string> {
  const days = Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS)
  for (let i = 0; i <= days; i++) yield addDays(first, isDescending ? days - i : i)
}
