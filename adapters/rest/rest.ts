import { checkedTickers } from '../../domain/ticker-list.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import { ConfigurationError } from '../../domain/errors.ts'
import type { RestHealth } from '../../domain/health.ts'
import type { IndicatorSeries, RSIParams } from '../../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import type { ChainParams, OptionsChain } from '../../domain/option.ts'
import type { QuoteBatch } from '../../domain/quote-batch.ts'
import type { TickerMatch } from '../../domain/ticker-match.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { Trade } from '../../domain/trade.ts'
import { fetchChain } from './chain.ts'
import { fetchAggregates, fetchRSI, fetchTrades } from './history.ts'
import { fetchContract, fetchHolidays, fetchMarketStatus, fetchMatches } from './reference.ts'
import { createRestContext } from './rest-context.ts'
import type { RestContext } from './rest-context.ts'
import type {
  CallOptions,
  ChainCallOptions,
  ContractAnswer,
  DateOrTime,
  MassiveRestOptions,
  TradesParams,
} from './rest-types.ts'
import { fetchSnapshots } from './snapshots.ts'

/**
 * The vendor's REST operations through the proxy, in domain types.
 *
 * Every call rejects with a `MarketDataError`: `InvalidTickerError` and `InvalidRequestError` for what was asked,
 * `NotEntitledError`, `NotFoundError`, and after up to three attempts `RateLimitError`, `NetworkError`,
 * `RequestTimeoutError`, `UpstreamError`; `AuthenticationError` when even a fresh token is refused and
 * `InvalidPayloadError` for an answer that cannot be read. An aborted call rejects with its signal's reason.
 *
 * @example
 * ```ts
 * const rest = new MassiveREST({ baseUrl, tokens, fetch, clock, random })
 * const { quotes, errors } = await rest.getQuotes(['SPY', 'I:SPX', 'O:SPY261218C00650000'])
 * ```
 */
export class MassiveREST {
  readonly #context: RestContext

  /** @throws ConfigurationError */
  constructor(options: MassiveRestOptions) {
    checkOptions(options)
    this.#context = createRestContext(options)
  }

  async getMarketStatus(options?: CallOptions): Promise<MarketStatus> {
    return fetchMarketStatus(this.#context, options)
  }

  /** The holidays to come, one row for each exchange and day. */
  async getMarketHolidays(options?: CallOptions): Promise<readonly MarketHoliday[]> {
    return fetchHolidays(this.#context, options)
  }

  /** Snapshots of any mix of stocks, options and indices; what could not be had stands beside what could. */
  async getQuotes(symbols: readonly string[], options?: CallOptions): Promise<QuoteBatch> {
    return fetchSnapshots(this.#context, 'v3/snapshot', checkedTickers(symbols), options?.signal)
  }

  /** The same for indices alone, `I:SPX`; it needs no other plan. */
  async getIndices(symbols: readonly string[], options?: CallOptions): Promise<QuoteBatch> {
    return fetchSnapshots(this.#context, 'v3/snapshot/indices', checkedTickers(symbols), options?.signal)
  }

  /** @param underlying `SPY`, or with its prefix `I:SPX` */
  async getOptionsChain(underlying: string, params?: ChainParams, options?: ChainCallOptions): Promise<OptionsChain> {
    const { clock, requester } = this.#context
    const beganAt = clock.now()
    const chain = await fetchChain(this.#context, underlying, params, options)
    if (chain.complete) requester.chainLoaded(beganAt)
    return chain
  }

  async getOptionContract(ticker: string, options?: CallOptions): Promise<ContractAnswer> {
    return fetchContract(this.#context, ticker, options)
  }

  /** Bars from `from` to `to`, both included, ascending, one for each window. */
  async getAggregates(
    symbol: string,
    timeframe: Timeframe,
    from: DateOrTime,
    to: DateOrTime,
    options?: CallOptions,
  ): Promise<readonly Aggregate[]> {
    return fetchAggregates(this.#context, symbol, timeframe, from, to, options)
  }

  /** Values of the relative strength index, oldest first. */
  async getRSI(symbol: string, params?: RSIParams, options?: CallOptions): Promise<IndicatorSeries> {
    return fetchRSI(this.#context, symbol, params, options)
  }

  /** The newest trades of a range, oldest first. */
  async getTrades(symbol: string, params?: TradesParams, options?: CallOptions): Promise<readonly Trade[]> {
    return fetchTrades(this.#context, symbol, params, options)
  }

  /** Tickers whose symbol or name holds the text. Options are not among them. */
  async searchTickers(text: string, limit: number, options?: CallOptions): Promise<readonly TickerMatch[]> {
    return fetchMatches(this.#context, text, limit, options)
  }

  health(): RestHealth {
    return this.#context.requester.health()
  }
}

function checkOptions(options: MassiveRestOptions): void {
  if (!URL.canParse(options.baseUrl)) {
    throw new ConfigurationError('baseUrl', `${JSON.stringify(options.baseUrl)} is no absolute URL`)
  }
  for (const name of ['maxAttempts', 'concurrency', 'maxPages'] as const) {
    const value = options[name]
    if (value === undefined || (Number.isInteger(value) && value >= 1)) continue
    throw new ConfigurationError(name, `${value} is out of range; give a whole number of 1 or more`)
  }
  for (const name of ['timeoutMs', 'maxLimitWaitMs'] as const) {
    const value = options[name]
    if (value === undefined || value > 0) continue
    throw new ConfigurationError(name, `${value} is out of range; give milliseconds above 0`)
  }
}
