import { dayBar, minuteBar } from '../history/bar-source.ts'
import { pastQuote, pastTradeBefore } from '../history/past-trades.ts'
import type { Bar } from '../market/bar.ts'
import { round2, round4, vwapOf } from '../market/bar.ts'
import { MINUTE_MS } from '../market/calendar.ts'
import type { Market } from '../market/market.ts'
import type { Contract } from '../market/option-chains.ts'
import type { Listing } from '../market/universe.ts'
import { hashText } from '../market/random.ts'
import type { TapeQuote, TapeTrade } from '../tape/tape-events.ts'
import { tradeIdOf } from '../tape/trade-id.ts'
import { toNanoseconds } from './rest-request.ts'

type Row = Readonly<Record<string, unknown>>
export type OptionListing = Extract<Listing, { assetClass: 'option' }>

/** The newest bid and ask: the last that was published, else what it would be now. */
export function quoteOf(market: Market, listing: Listing): TapeQuote {
  return market.tape.of(listing.ticker)?.quote ?? pastQuote(market, listing, market.now())
}

export function lastTradeOf(market: Market, listing: Listing): TapeTrade | undefined {
  return market.tape.of(listing.ticker)?.lastTrade ?? pastTradeBefore(market, listing, market.now())
}

export const timeframeOf = (market: Market): 'DELAYED' | 'REAL-TIME' => (market.isDelayed ? 'DELAYED' : 'REAL-TIME')

export function previousClose(market: Market, listing: Listing): number | undefined {
  const { sessions } = market
  return dayBar(market, listing, sessions.previousDate(sessions.dateAt(market.now())))?.close
}

/** An index's value and when it was told. */
export function valueOf(market: Market, listing: Listing): { readonly value: number; readonly at: number } {
  const at = market.sessions.lastOpen(listing.assetClass, market.now())
  return market.tape.of(listing.ticker)?.value ?? { value: round2(market.prices.spot(listing.instrument, at)), at }
}

export function changeOf(close: number, previous: number | undefined): Row {
  if (previous === undefined) return {}
  const change = round4(close - previous)
  return { change, change_percent: previous === 0 ? 0 : round4((change / previous) * 100) }
}

/** `session` of the v3 snapshots. */
export function sessionRow(market: Market, listing: Listing): Row {
  const day = dayBar(market, listing, market.sessions.dateAt(market.now()))
  const previous = previousClose(market, listing)
  const close = lastPriceOf(market, listing, day)
  const { change, change_percent } = changeOf(close ?? previous ?? 0, previous)
  return {
    ...(change === undefined ? {} : { change, change_percent }),
    ...(day && { open: day.open, high: day.high, low: day.low }),
    ...(close === undefined ? {} : { close }),
    ...(previous === undefined ? {} : { previous_close: previous }),
    ...(day && listing.assetClass !== 'index' && { volume: day.volume }),
    ...(listing.assetClass === 'stock' && {
      regular_trading_change: change,
      regular_trading_change_percent: change_percent,
    }),
  }
}

function lastPriceOf(market: Market, listing: Listing, day: Bar | undefined): number | undefined {
  if (listing.assetClass === 'index') return valueOf(market, listing).value
  return market.tape.of(listing.ticker)?.lastTrade?.price ?? day?.close
}

/** `last_quote` of the v3 snapshots. */
export function lastQuoteRow(market: Market, listing: Listing): Row {
  const quote = quoteOf(market, listing)
  return {
    ask: quote.ask,
    ask_exchange: quote.askExchange,
    ask_size: quote.askSize,
    bid: quote.bid,
    bid_exchange: quote.bidExchange,
    bid_size: quote.bidSize,
    last_updated: toNanoseconds(quote.at, quote.sequence),
    ...(listing.assetClass === 'option' && { midpoint: round4((quote.bid + quote.ask) / 2) }),
    timeframe: timeframeOf(market),
  }
}

/** `last_trade` of the v3 snapshots; empty where there was none. */
export function lastTradeRow(market: Market, listing: Listing): Row {
  const trade = lastTradeOf(market, listing)
  if (trade === undefined) return {}
  const time = toNanoseconds(trade.at, trade.sequence)
  return {
    ...conditionsOf(trade),
    exchange: trade.exchange,
    price: trade.price,
    size: trade.size,
    timeframe: timeframeOf(market),
    ...(listing.assetClass === 'option' ? { sip_timestamp: time } : { id: tradeIdOf(trade).id, last_updated: time }),
  }
}

/** The regular sale needs no condition. */
export const conditionsOf = ({ condition }: TapeTrade, name = 'conditions'): Row =>
  condition === 0 ? {} : { [name]: [condition] }

export function lastMinuteRow(market: Market, listing: Listing): Row | undefined {
  const bar = newestMinute(market, listing)
  return (
    bar && {
      open: bar.open,
      high: bar.high,
      low: bar.low,
      close: bar.close,
      volume: bar.volume,
      vwap: round4(vwapOf(bar)),
      transactions: bar.trades,
    }
  )
}

export function newestMinute(market: Market, listing: Listing): Bar | undefined {
  const at = market.sessions.lastOpen(listing.assetClass, market.now())
  const minute = at - (at % MINUTE_MS)
  return minuteBar(market, listing, minute) ?? minuteBar(market, listing, minute - MINUTE_MS)
}

/** Contracts open at the end of the last day. */
function openInterestOf(market: Market, listing: OptionListing): number {
  const date = market.sessions.previousDate(market.sessions.dateAt(market.now()))
  return Math.round(market.history.dailyVolume(listing, date) * 6 + (hashText(listing.ticker) % 40))
}

/** What a chain row, a contract row and an option's row of the universal snapshot share. */
export function optionMembers(market: Market, listing: OptionListing): Row {
  const { contract } = listing
  const now = market.now()
  const quote = quoteOf(market, listing)
  const price = (quote.bid + quote.ask) / 2
  const sign = contract.type === 'call' ? 1 : -1
  const breakEven = round4(contract.strike + sign * price)
  const greeks = market.prices.greeks(contract, now)
  return {
    break_even_price: breakEven,
    ...(greeks && { greeks, implied_volatility: market.prices.impliedVolatility(contract, now) }),
    last_quote: lastQuoteRow(market, listing),
    last_trade: lastTradeRow(market, listing),
    open_interest: openInterestOf(market, listing),
    underlying_asset: underlyingRow(market, listing, breakEven),
  }
}

function underlyingRow(market: Market, { instrument }: OptionListing, breakEven: number): Row {
  const underlying: Listing = { assetClass: instrument.class, ticker: instrument.ticker, instrument }
  const { value, at } = underlyingPrice(market, underlying)
  return {
    change_to_break_even: round4(breakEven - value),
    last_updated: toNanoseconds(at, 0),
    ...(instrument.class === 'index' ? { value } : { price: value }),
    ticker: instrument.ticker,
    timeframe: timeframeOf(market),
  }
}

function underlyingPrice(market: Market, listing: Listing): { readonly value: number; readonly at: number } {
  if (listing.assetClass === 'index') return valueOf(market, listing)
  const trade = lastTradeOf(market, listing)
  if (trade !== undefined) return { value: trade.price, at: trade.at }
  return { value: round2(market.prices.spot(listing.instrument, market.now())), at: market.now() }
}

export function contractDetails(contract: Contract): Row {
  return {
    contract_type: contract.type,
    exercise_style: contract.root.style,
    expiration_date: contract.expiration,
    shares_per_contract: contract.root.deliverable?.shares ?? 100,
    strike_price: contract.strike,
  }
}
