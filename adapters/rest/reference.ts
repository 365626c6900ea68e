import {
  InvalidRequestError,
  InvalidTickerError,
  NotFoundError,
  isNotEntitledError,
  isNotFoundError,
} from '../../domain/errors.ts'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import { chainRowSchema, contractReferenceSchema, toChainRow, toContract } from '../../domain/massive/rest-contracts.ts'
import { resultSchema } from '../../domain/massive/rest-envelope.ts'
import { parseRows, requiredRows } from '../../domain/massive/rest-fields.ts'
import {
  holidaySchema,
  marketStatusSchema,
  toHoliday,
  toMarketStatus,
} from '../../domain/massive/rest-market-status.ts'
import { tickerRowSchema, toTickerMatch } from '../../domain/massive/rest-tickers.ts'
import type { OptionContract } from '../../domain/option.ts'
import { mergeQuote } from '../../domain/quote.ts'
import type { Quote } from '../../domain/quote.ts'
import { guessUnderlying, normalizeTicker, parseOptionTicker } from '../../domain/ticker.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { TickerMatch } from '../../domain/ticker-match.ts'
import { checkedLimit } from './arguments.ts'
import type { RestContext } from './rest-context.ts'
import type { CallOptions, ContractAnswer } from './rest-types.ts'

const MAX_MATCHES = 1_000

export async function fetchMarketStatus(context: RestContext, { signal }: CallOptions = {}): Promise<MarketStatus> {
  const row = await context.requester.get({ path: 'v1/marketstatus/now', signal }, marketStatusSchema)
  return toMarketStatus(row, context.clock.now())
}

/** The days to come, one row for each exchange and day. */
export async function fetchHolidays(
  context: RestContext,
  { signal }: CallOptions = {},
): Promise<readonly MarketHoliday[]> {
  const path = 'v1/marketstatus/upcoming'
  const list = await context.requester.get({ path, signal }, requiredRows)
  const { rows, rejected } = parseRows(holidaySchema, list)
  if (rejected > 0) context.report('invalid-message', `GET /${path} answered rows not as documented`, rejected)
  return rows.map(toHoliday)
}

/** Tickers whose symbol or name holds the text, in the vendor's order. */
export async function fetchMatches(
  context: RestContext,
  text: string,
  limit: number,
  { signal }: CallOptions = {},
): Promise<readonly TickerMatch[]> {
  const search = text.trim()
  if (search === '')
    throw new InvalidRequestError(`text: ${JSON.stringify(text)} is empty; give a part of a ticker or name`)
  const query = { search, active: true, limit: checkedLimit('limit', limit, MAX_MATCHES) }
  const matches: TickerMatch[] = []
  const request = { path: 'v3/reference/tickers', query, signal }
  for await (const page of context.pages(request, tickerRowSchema, context.pageBudget())) {
    matches.push(...page.rows.map(toTickerMatch))
    if (matches.length >= limit) break
  }
  return matches.slice(0, limit)
}

/**
 * One contract with its prices. Its underlying is first guessed from the root; where that is wrong, or the plan has no
 * snapshots, the reference data is asked.
 */
export async function fetchContract(
  context: RestContext,
  symbol: string,
  { signal }: CallOptions = {},
): Promise<ContractAnswer> {
  const ticker = normalizeTicker(symbol)
  if (parseOptionTicker(ticker) === undefined) {
    throw new InvalidTickerError(ticker, 'is no option; write one as O:SPY261218C00650000')
  }
  const guess = guessUnderlying(ticker).ticker
  try {
    return await fetchContractSnapshot(context, guess, ticker, signal)
  } catch (error) {
    if (isNotEntitledError(error)) return { contract: await fetchContractTerms(context, ticker, signal) }
    if (!isNotFoundError(error)) throw error
    const contract = await fetchContractTerms(context, ticker, signal)
    if (contract.underlying === guess) return { contract }
    return fetchContractSnapshot(context, contract.underlying, ticker, signal)
  }
}

async function fetchContractSnapshot(
  context: RestContext,
  underlying: Ticker,
  ticker: Ticker,
  signal: AbortSignal | undefined,
): Promise<{ readonly contract: OptionContract; readonly quote: Quote }> {
  const path = `v3/snapshot/options/${underlying}/${ticker}`
  const { results } = await context.requester.get({ path, signal }, resultSchema(chainRowSchema))
  const now = context.clock.now()
  const { contract, quote } = toChainRow(results, now)
  return { contract, quote: mergeQuote(undefined, quote, now) }
}

async function fetchContractTerms(
  context: RestContext,
  ticker: Ticker,
  signal: AbortSignal | undefined,
): Promise<OptionContract> {
  const path = `v3/reference/options/contracts/${ticker}`
  const { results } = await context.requester.get({ path, signal }, resultSchema(contractReferenceSchema))
  if (results.ticker !== ticker) throw new NotFoundError(`GET /${path} answered ${results.ticker}: check the ticker`)
  return toContract(results)
}
