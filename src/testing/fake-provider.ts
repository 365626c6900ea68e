import type { CallOptions, DateOrTime, TradesParams } from '../../adapters/rest/rest-types.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import type { Stop } from '../../domain/clock.ts'
import type { MarketDataHealth } from '../../domain/health.ts'
import type { IndicatorSeries, RSIParams } from '../../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import type { ChainParams, OptionContract, OptionsChain } from '../../domain/option.ts'
import type { Quote } from '../../domain/quote.ts'
import type { QuoteBatch } from '../../domain/quote-batch.ts'
import { normalizeTicker } from '../../domain/ticker.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { Trade } from '../../domain/trade.ts'
import type { ReadParts } from '../parts.ts'
import { MassiveDataProvider } from '../provider.ts'
import { checkedBarQuestion } from '../bar-reads.ts'
import * as reads from '../reads.ts'
import { readChain } from '../chain-reads.ts'
import type { ChainOptions } from '../chain-reads.ts'
import * as subscriptions from '../subscriptions.ts'
import type { SubscribeOptions } from '../subscriptions.ts'
import { readTrades } from '../trade-reads.ts'
import type { TickerDirectory } from '../ticker-directory.ts'

/** The provider itself on scripted parts: its checks, its store and its callbacks are the real ones. */
export class FakeProvider extends MassiveDataProvider {
  override readonly tickers: TickerDirectory
  readonly #parts: ReadParts

  constructor(parts: ReadParts) {
    super({ store: parts.store, clock: parts.clock, autoConnect: false, storage: null })
    this.#parts = parts
    this.tickers = { search: async (text, options) => reads.searchTickers(parts, text, options) }
  }

  override async getMarketStatus(options?: CallOptions): Promise<MarketStatus> {
    return reads.readMarketStatus(this.#parts, options)
  }

  override async getMarketHolidays(year?: number, options?: CallOptions): Promise<readonly MarketHoliday[]> {
    return reads.readHolidays(this.#parts, year, options)
  }

  override async getQuote(symbol: string, options?: CallOptions): Promise<Quote> {
    return reads.onlyQuote(reads.readQuotes(this.#parts, [symbol], options), symbol)
  }

  override async getQuotes(symbols: readonly string[], options?: CallOptions): Promise<QuoteBatch> {
    return reads.readQuotes(this.#parts, symbols, options)
  }

  override async getOptionsChain(
    underlying: string,
    params: ChainParams = {},
    options?: ChainOptions,
  ): Promise<OptionsChain> {
    return readChain(this.#parts, underlying, params, options)
  }

  override async getOptionContract(ticker: string, options?: CallOptions): Promise<OptionContract> {
    return reads.readContract(this.#parts, ticker, options)
  }

  override async getIndex(symbol: string, options?: CallOptions): Promise<Quote> {
    return reads.onlyQuote(reads.readIndices(this.#parts, [symbol], options), symbol)
  }

  override async getIndices(symbols: readonly string[], options?: CallOptions): Promise<QuoteBatch> {
    return reads.readIndices(this.#parts, symbols, options)
  }

  override async getAggregates(
    symbol: string,
    timeframe: Timeframe,
    from: DateOrTime,
    to: DateOrTime,
    options?: CallOptions,
  ): Promise<readonly Aggregate[]> {
    const { ticker, start, end } = checkedBarQuestion(symbol, timeframe, from, to)
    // as scripted: the real one may ask for shorter bars instead
    const bars = await this.#parts.rest.getAggregates(ticker, timeframe, start, end - 1, options)
    this.store.getState().mergeBars(ticker, timeframe, bars)
    return bars
  }

  override async getRSI(symbol: string, params: RSIParams = {}, options?: CallOptions): Promise<IndicatorSeries> {
    return reads.readRSI(this.#parts, symbol, params, options)
  }

  override async getOptionTrades(
    symbol: string,
    params: TradesParams = {},
    options?: CallOptions,
  ): Promise<readonly Trade[]> {
    return readTrades(this.#parts, symbol, params, options)
  }

  override subscribeQuotes(
    symbols: readonly string[],
    callback: (quote: Quote) => void,
    options?: SubscribeOptions,
  ): Stop {
    return subscriptions.subscribeQuotes(this.#parts, symbols, callback, options)
  }

  override subscribeAggregates(
    symbols: readonly string[],
    callback: (bar: Aggregate) => void,
    timeframe: Timeframe = '1m',
    options?: SubscribeOptions,
  ): Stop {
    return subscriptions.subscribeAggregates(this.#parts, symbols, callback, timeframe, options)
  }

  override subscribeTrades(
    symbols: readonly string[],
    callback: (trade: Trade) => void,
    options?: SubscribeOptions,
  ): Stop {
    return subscriptions.subscribeTrades(this.#parts, symbols, callback, options)
  }

  override updateWatchlist(roots: readonly string[]): void {
    const tickers = [...new Set(roots.map(normalizeTicker))]
    this.store.getState().setRoots(tickers)
    this.#parts.transport.updateWatchlist(tickers)
  }

  override getHealth(): MarketDataHealth {
    const { transport, rest, tokens, cache } = this.#parts
    return { ...transport.health(), rest: rest.health(), token: tokens.health(), cache: cache.health() }
  }

  override async connect(options?: CallOptions): Promise<void> {
    options?.signal?.throwIfAborted()
    await this.#parts.transport.connect()
  }

  override disconnect(): void {
    this.#parts.transport.disconnect()
  }

  override clearCache(): void {}
}
