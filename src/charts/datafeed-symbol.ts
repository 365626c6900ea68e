import { normalizeTicker, parseTicker } from '../../domain/ticker.ts'
import type { ParsedTicker } from '../../domain/ticker.ts'
import { lastPriceOf } from '../../domain/quote.ts'
import type { Quote } from '../../domain/quote.ts'
import type { DatafeedQuote, DatafeedSymbol } from './datafeed-types.ts'
import { RESOLUTIONS } from './resolutions.ts'

/** Early and late trading of stocks included; options and indices keep the regular session. */
const SESSIONS: Readonly<Record<ParsedTicker['class'], string>> = {
  stock: '0400-2000',
  option: '0930-1615',
  index: '0930-1615',
  forex: '24x7',
  crypto: '24x7',
}

/** @throws InvalidTickerError */
export function datafeedSymbol(name: string): DatafeedSymbol {
  const ticker = normalizeTicker(name)
  const parsed = parseTicker(ticker)
  return {
    ticker,
    name: ticker,
    full_name: ticker,
    description: ticker,
    type: parsed.class,
    session: SESSIONS[parsed.class],
    timezone: 'America/New_York',
    exchange: '',
    listed_exchange: '',
    format: 'price',
    minmov: 1,
    pricescale: parsed.class === 'forex' ? 100_000 : 100,
    has_intraday: true,
    has_seconds: true,
    seconds_multipliers: ['1'],
    has_weekly_and_monthly: true,
    supported_resolutions: RESOLUTIONS,
    volume_precision: 0,
    visible_plots_set: parsed.class === 'index' ? 'ohlc' : 'ohlcv',
    data_status: 'streaming',
  }
}

export function datafeedQuote(quote: Quote): DatafeedQuote {
  const values = {
    lp: lastPriceOf(quote),
    bid: quote.bid,
    ask: quote.ask,
    ch: quote.change,
    chp: quote.changePercent,
    open_price: quote.open,
    high_price: quote.high,
    low_price: quote.low,
    prev_close_price: quote.previousClose,
    volume: quote.volume,
  }
  return { s: 'ok', n: quote.symbol, v: withoutUnknown(values) }
}

function withoutUnknown(values: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  const known: Record<string, number> = {}
  for (const [name, value] of Object.entries(values)) if (value !== undefined) known[name] = value
  return known
}
