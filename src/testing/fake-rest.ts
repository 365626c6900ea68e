import type { RestFallback } from '../../adapters/transport/rest-fallback.ts'
import type { CallOptions, ChainCallOptions, DateOrTime, TradesParams } from '../../adapters/rest/rest-types.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import { wait } from '../../domain/clock.ts'
import type { Clock } from '../../domain/clock.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { RestHealth } from '../../domain/health.ts'
import type { IndicatorSeries, RSIParams } from '../../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import type { ChainParams, OptionContract, OptionsChain } from '../../domain/option.ts'
import type { Quote } from '../../domain/quote.ts'
import type { QuoteBatch } from '../../domain/quote-batch.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { TickerMatch } from '../../domain/ticker-match.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { Trade } from '../../domain/trade.ts'
import { indicatorSeries } from './builders.ts'
import { called, found } from './fake-answers.ts'
import type { FakeAnswers, FakeMethod } from './fake-answers.ts'
import { newYorkMidnight } from '../../domain/new-york-time.ts'

const DAY_MS = 86_400_000

/** Answers the provider's REST calls from what was scripted. */
export class FakeRest implements RestFallback {
  readonly #answers: FakeAnswers
  readonly #clock: Clock
  readonly #latencyMs: number

  constructor(answers: FakeAnswers, clock: Clock, latencyMs: number) {
    this.#answers = answers
    this.#clock = clock
    this.#latencyMs = latencyMs
  }

  async getMarketStatus(options?: CallOptions): Promise<MarketStatus> {
    await this.#called('getMarketStatus', options)
    return this.#answers.status
  }

  async getMarketHolidays(options?: CallOptions): Promise<readonly MarketHoliday[]> {
    await this.#called('getMarketHolidays', options)
    return this.#answers.holidays
  }

  async getQuotes(symbols: readonly Ticker[], options?: CallOptions): Promise<QuoteBatch> {
    await this.#called('getQuotes', options, symbols)
    return this.#batch(symbols)
  }

  async getIndices(symbols: readonly Ticker[], options?: CallOptions): Promise<QuoteBatch> {
    await this.#called('getIndices', options, symbols)
    return this.#batch(symbols)
  }

  async getOptionsChain(
    underlying: Ticker,
    params: ChainParams = {},
    options: ChainCallOptions = {},
  ): Promise<OptionsChain> {
    await this.#called('getOptionsChain', options, underlying, params)
    const { chain, quotes } = found(
      this.#answers.chains.get(underlying),
      `chain of ${underlying}`,
      `fake.chain({ underlying: '${underlying}' })`,
    )
    const contracts = chain.contracts.filter((contract) => isWanted(contract, params))
    const progress = { loaded: contracts.length, expected: contracts.length }
    options.onPage?.({ contracts, quotes, underlyingPrice: chain.underlyingPrice, progress })
    const expirations = [...new Set(contracts.map((contract) => contract.expiration))].sort()
    return { ...chain, contracts, expirations }
  }

  async getOptionContract(
    ticker: Ticker,
    options?: CallOptions,
  ): Promise<{ readonly contract: OptionContract; readonly quote: Quote | undefined }> {
    await this.#called('getOptionContract', options, ticker)
    const contract = found(
      this.#answers.contracts.get(ticker),
      `contract ${ticker}`,
      `fake.contract({ ticker: '${ticker}' })`,
    )
    return { contract, quote: this.#quote(ticker) }
  }

  async getAggregates(
    symbol: Ticker,
    timeframe: Timeframe,
    from: DateOrTime,
    to: DateOrTime,
    options?: CallOptions,
  ): Promise<readonly Aggregate[]> {
    await this.#called('getAggregates', options, symbol, timeframe, from, to)
    const [first, last] = [firstMs(from), lastMs(to)]
    return this.#answers.bars
      .filter((bar) => bar.symbol === symbol && bar.timeframe === timeframe)
      .filter((bar) => bar.start >= first && bar.start <= last)
      .sort((a, b) => a.start - b.start)
      .map(fromRest)
  }

  async getRSI(symbol: Ticker, params: RSIParams = {}, options?: CallOptions): Promise<IndicatorSeries> {
    await this.#called('getRSI', options, symbol, params)
    return this.#answers.rsi.get(symbol) ?? indicatorSeries({ symbol, params, fetchedAt: this.#clock.now() })
  }

  async getTrades(symbol: Ticker, params: TradesParams = {}, options?: CallOptions): Promise<readonly Trade[]> {
    await this.#called('getTrades', options, symbol, params)
    const { from = 0, to = Number.MAX_SAFE_INTEGER, limit = 1000 } = params
    return this.#answers.trades
      .filter((trade) => trade.symbol === symbol)
      .filter((trade) => trade.timestamp >= firstMs(from) && trade.timestamp <= lastMs(to))
      .map(fromRest)
      .slice(-limit)
  }

  async searchTickers(text: string, limit = 20, options?: CallOptions): Promise<readonly TickerMatch[]> {
    await this.#called('searchTickers', options, text, limit)
    const wanted = text.toLowerCase()
    return this.#answers.tickers
      .filter(({ ticker, name }) => `${ticker} ${name}`.toLowerCase().includes(wanted))
      .slice(0, limit)
  }

  health(): RestHealth {
    return { requests: this.#answers.calls.length, retries: 0, errors: {} }
  }

  #batch(symbols: readonly Ticker[]): QuoteBatch {
    const quotes = symbols.flatMap((symbol) => this.#quote(symbol) ?? [])
    const known = new Set(quotes.map((quote) => quote.symbol))
    const errors = symbols
      .filter((symbol) => !known.has(symbol))
      .map((symbol) => ({
        symbol,
        error: new NotFoundError(`The fake knows no ${symbol}; script it with fake.quote({ symbol: '${symbol}' })`),
      }))
    return { quotes, errors }
  }

  #quote(symbol: Ticker): Quote | undefined {
    const patch = this.#answers.quotes.get(symbol)
    return patch && { ...patch, source: 'rest', receivedAt: this.#clock.now() }
  }

  async #called(method: FakeMethod, options: CallOptions | undefined, ...given: readonly unknown[]): Promise<void> {
    options?.signal?.throwIfAborted()
    if (this.#latencyMs > 0) await wait(this.#clock, this.#latencyMs, options?.signal)
    called(this.#answers, method, ...given)
  }
}

function isWanted(contract: OptionContract, params: ChainParams): boolean {
  const { expiration, expirationFrom = '', expirationTo = '9999', strikeFrom = 0, strikeTo = Infinity, type } = params
  if (expiration !== undefined && contract.expiration !== expiration) return false
  if (type !== undefined && contract.type !== type) return false
  if (contract.expiration < expirationFrom || contract.expiration > expirationTo) return false
  return contract.strike >= strikeFrom && contract.strike <= strikeTo
}

const fromRest = <T extends object>(data: T): T & { readonly source: 'rest' } => ({ ...data, source: 'rest' })

const firstMs = (when: DateOrTime): number => (typeof when === 'number' ? when : newYorkMidnight(when))
const lastMs = (when: DateOrTime): number => (typeof when === 'number' ? when : newYorkMidnight(when) + DAY_MS - 1)
