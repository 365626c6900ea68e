import { statusTtlMs } from '../adapters/cache-ttl.ts'
import type { CallOptions } from '../adapters/rest/rest-types.ts'
import { InvalidRequestError, InvalidTickerError, NotFoundError } from '../domain/errors.ts'
import { withRSIDefaults } from '../domain/indicator.ts'
import type { IndicatorSeries, RSIParams } from '../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../domain/market-status.ts'
import type { OptionContract } from '../domain/option.ts'
import type { Quote } from '../domain/quote.ts'
import type { QuoteBatch } from '../domain/quote-batch.ts'
import { newYorkDate } from '../domain/new-york-time.ts'
import { normalizeTicker, parseTicker } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import { checkedTickers } from '../domain/ticker-list.ts'
import type { TickerMatch } from '../domain/ticker-match.ts'
import { selectQuote } from '../store/selectors/quotes.ts'
import type { ReadParts } from './parts.ts'

export interface SearchOptions extends CallOptions {
  /** How many matches at the most, 1..1000. @default 20 */
  readonly limit?: number
}

/*
 * Each call asks the cache, the cache asks REST, and what REST answers goes into the store before the caller has it.
 */

export function readMarketStatus({ cache, rest, store }: ReadParts, options?: CallOptions): Promise<MarketStatus> {
  const load = async (signal: AbortSignal): Promise<MarketStatus> => {
    const status = await rest.getMarketStatus({ signal })
    store.getState().setMarketStatus(status)
    return status
  }
  return cache.get('market-status', {}, load, { ...options, ttlMs: ({ serverTime }) => statusTtlMs(serverTime) })
}

export async function readHolidays(
  { cache, rest, store, clock }: ReadParts,
  year: number | undefined,
  options?: CallOptions,
): Promise<readonly MarketHoliday[]> {
  if (year !== undefined && !(Number.isInteger(year) && year >= 1970 && year <= 9999)) {
    throw new InvalidRequestError(`Year ${year} is no year; give one such as 2026`)
  }
  // the vendor lists what is to come, so a list is good for the month it was asked in
  const month = newYorkDate(clock.now()).slice(0, 7)
  const holidays = await cache.get('holidays', { month }, (signal) => rest.getMarketHolidays({ signal }), options)
  store.getState().setHolidays(holidays)
  return year === undefined ? holidays : holidays.filter(({ date }) => date.startsWith(`${year}-`))
}

export async function readQuotes(
  parts: ReadParts,
  symbols: readonly string[],
  options?: CallOptions,
): Promise<QuoteBatch> {
  return readBatch(parts, checkedTickers(symbols), options)
}

export async function readIndices(
  parts: ReadParts,
  symbols: readonly string[],
  options?: CallOptions,
): Promise<QuoteBatch> {
  const tickers = checkedTickers(symbols)
  const other = tickers.find((ticker) => parseTicker(ticker).class !== 'index')
  if (other !== undefined) throw new InvalidTickerError(other, 'is no index; write one as "I:SPX", or call getQuotes')
  return readBatch(parts, tickers, options)
}

/** @throws what stands in the batch's only error, such as NotFoundError. */
export async function onlyQuote(batch: Promise<QuoteBatch>, symbol: string): Promise<Quote> {
  const { quotes, errors } = await batch
  const [quote] = quotes
  if (quote) return quote
  throw errors[0]?.error ?? new NotFoundError(`The vendor answered nothing for ${symbol}; check the ticker`)
}

/** Puts quotes of REST into the store, and keeps that within its bounds. */
export function fillQuotes({ store, clock, feed }: ReadParts, quotes: readonly Quote[]): void {
  store.getState().applyQuotes(quotes, clock.now())
  feed.trim()
}

async function readBatch(parts: ReadParts, tickers: readonly Ticker[], options?: CallOptions): Promise<QuoteBatch> {
  const { cache, rest, store } = parts
  const load = async (signal: AbortSignal): Promise<QuoteBatch> => {
    const areIndices = tickers.every((ticker) => ticker.startsWith('I:'))
    const batch = await (areIndices ? rest.getIndices(tickers, { signal }) : rest.getQuotes(tickers, { signal }))
    fillQuotes(parts, batch.quotes)
    return batch
  }
  const batch = await cache.get('quote', { symbols: tickers.toSorted() }, load, {
    ...options,
    // failures are not kept, those of a part neither
    ttlMs: ({ errors }) => (errors.length > 0 ? 0 : undefined),
  })
  // the stream may have told more since
  const state = store.getState()
  const current = new Map(batch.quotes.map((quote) => [quote.symbol, selectQuote(quote.symbol)(state) ?? quote]))
  return { quotes: tickers.flatMap((ticker) => current.get(ticker) ?? []), errors: batch.errors }
}

export async function readContract(parts: ReadParts, ticker: string, options?: CallOptions): Promise<OptionContract> {
  const { cache, rest, store } = parts
  const contractTicker = normalizeTicker(ticker)
  const load = async (signal: AbortSignal): Promise<OptionContract> => {
    const { contract, quote } = await rest.getOptionContract(contractTicker, { signal })
    if (quote) fillQuotes(parts, [quote])
    return contract
  }
  const contract = await cache.get('contract', { ticker: contractTicker }, load, options)
  store.getState().applyContract(contract)
  return contract
}

export async function readRSI(
  { cache, rest, store }: ReadParts,
  symbol: string,
  params: RSIParams,
  options?: CallOptions,
): Promise<IndicatorSeries> {
  const ticker = normalizeTicker(symbol)
  const asked = withRSIDefaults(params)
  const series = await cache.get(
    'rsi',
    { symbol: ticker, ...asked },
    (signal) => rest.getRSI(ticker, asked, { signal }),
    options,
  )
  store.getState().setIndicator(series)
  return series
}

export function searchTickers(
  { cache, rest }: ReadParts,
  text: string,
  { limit = 20, signal }: SearchOptions = {},
): Promise<readonly TickerMatch[]> {
  const search = text.trim()
  return cache.get(
    'tickers',
    { text: search, limit },
    (shared) => rest.searchTickers(search, limit, { signal: shared }),
    {
      signal,
    },
  )
}
