import type { CallOptions, DateOrTime, TradesParams } from '../adapters/rest/rest-types.ts'
import type { Aggregate } from '../domain/aggregate.ts'
import type { Stop } from '../domain/clock.ts'
import type { MarketDataHealth } from '../domain/health.ts'
import type { IndicatorSeries, RSIParams } from '../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../domain/market-status.ts'
import type { ChainParams, OptionContract, OptionsChain } from '../domain/option.ts'
import type { Quote } from '../domain/quote.ts'
import type { QuoteBatch } from '../domain/quote-batch.ts'
import { tickersOf } from '../domain/ticker-list.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import type { Trade } from '../domain/trade.ts'
import { createMarketDataStore } from '../store/market-data-store.ts'
import type { MarketDataStore } from '../store/market-data-store.ts'
import type { MassiveConfig } from './config.ts'
import { createInspector } from './inspector.ts'
import type { Inspector } from './inspector.ts'
import type { Reads } from './lazy-rest.ts'
import { createParts } from './parts.ts'
import type { Parts, ReadParts } from './parts.ts'
import type { ChainOptions } from './chain-reads.ts'
import type { TickerDirectory } from './ticker-directory.ts'
import * as subscriptions from './subscriptions.ts'
import type { SubscribeOptions } from './subscriptions.ts'

/**
 * The one way in: REST calls, subscriptions, the watchlist, health and the life of the connections. Whatever it
 * receives goes into `store` *and* to whoever asked.
 *
 * Creating one does nothing: adapters are made at the first call, sockets at the first subscription.
 * Every call rejects with a `MarketDataError` that says what to do, or with the reason of an aborted `signal`.
 *
 * @example
 * const provider = new MassiveDataProvider({ baseUrl: 'https://desk.example/api/massive' })
 * const quote = await provider.getQuote('SPY')
 * const stop = provider.subscribeQuotes(['SPY', 'I:SPX'], ({ symbol, last, value }) => console.log(symbol, last ?? value))
 */
export class MassiveDataProvider {
  /** Where everything ends up. */
  readonly store: MarketDataStore
  /** Finds tickers by text. */
  readonly tickers: TickerDirectory
  /** Looks inside, for developer tools. */
  readonly inspector: Inspector
  readonly #config: MassiveConfig
  #parts: Parts | undefined
  #isConnected = false
  #stopWaking: Stop | undefined
  #mayAutoConnect: boolean

  /** @throws ConfigurationError at the first call, where an option has a value it cannot have. */
  constructor(config: MassiveConfig = {}) {
    this.#config = config
    this.store = config.store ?? createMarketDataStore()
    this.#mayAutoConnect = config.autoConnect ?? true
    this.tickers = {
      search: async (text, options) => this.#read(options, (reads, parts) => reads.searchTickers(parts, text, options)),
    }
    this.inspector = createInspector(() => this.#parts)
  }

  /** Whether the US markets trade now. Kept for some seconds. */
  async getMarketStatus(options?: CallOptions): Promise<MarketStatus> {
    return this.#read(options, (reads, parts) => reads.readMarketStatus(parts, options))
  }

  /** Coming holidays, of one year or all that the vendor knows, ascending. */
  async getMarketHolidays(year?: number, options?: CallOptions): Promise<readonly MarketHoliday[]> {
    return this.#read(options, (reads, parts) => reads.readHolidays(parts, year, options))
  }

  /**
   * One symbol of any class, with its session's figures.
   * @throws InvalidTickerError, NotFoundError, NotEntitledError
   */
  async getQuote(symbol: string, options?: CallOptions): Promise<Quote> {
    return this.#read(options, (reads, parts) => reads.onlyQuote(reads.readQuotes(parts, [symbol], options), symbol))
  }

  /** Any number of symbols of any class; those that cannot be answered stand in `errors` beside the good ones. */
  async getQuotes(symbols: readonly string[], options?: CallOptions): Promise<QuoteBatch> {
    return this.#read(options, (reads, parts) => reads.readQuotes(parts, symbols, options))
  }

  /**
   * The contracts of an underlying (`SPY`, `I:SPX`), all or a part. The store shows them page by page meanwhile.
   * @throws InvalidRequestError where bounds are the wrong way round
   */
  async getOptionsChain(underlying: string, params: ChainParams = {}, options?: ChainOptions): Promise<OptionsChain> {
    return this.#read(options, (reads, parts) => reads.readChain(parts, underlying, params, options))
  }

  /** What is known of one contract (`O:SPY261218C00650000`). */
  async getOptionContract(ticker: string, options?: CallOptions): Promise<OptionContract> {
    return this.#read(options, (reads, parts) => reads.readContract(parts, ticker, options))
  }

  /** One index (`I:SPX`); its price is `value`. */
  async getIndex(symbol: string, options?: CallOptions): Promise<Quote> {
    return this.#read(options, (reads, parts) => reads.onlyQuote(reads.readIndices(parts, [symbol], options), symbol))
  }

  async getIndices(symbols: readonly string[], options?: CallOptions): Promise<QuoteBatch> {
    return this.#read(options, (reads, parts) => reads.readIndices(parts, symbols, options))
  }

  /**
   * Bars between two days (`YYYY-MM-DD`, US Eastern) or instants (epoch ms), both included, ascending. Windows
   * without trades have no bar.
   */
  async getAggregates(
    symbol: string,
    timeframe: Timeframe,
    from: DateOrTime,
    to: DateOrTime,
    options?: CallOptions,
  ): Promise<readonly Aggregate[]> {
    return this.#read(options, (reads, parts) => reads.readAggregates(parts, symbol, timeframe, from, to, options))
  }

  /** The relative strength index, oldest value first. */
  async getRSI(symbol: string, params: RSIParams = {}, options?: CallOptions): Promise<IndicatorSeries> {
    return this.#read(options, (reads, parts) => reads.readRSI(parts, symbol, params, options))
  }

  /** Trades of a contract, or of a stock: ascending, the newest of the interval when `limit` cuts. */
  async getOptionTrades(symbol: string, params: TradesParams = {}, options?: CallOptions): Promise<readonly Trade[]> {
    return this.#read(options, (reads, parts) => reads.readTrades(parts, symbol, params, options))
  }

  /**
   * Calls back with a symbol's newest quote whenever it changed, at most once a frame; quotes that were superseded
   * within a frame are never seen. REST takes over while the stream is down.
   * @throws InvalidTickerError, InvalidRequestError for an empty list
   */
  subscribeQuotes(symbols: readonly string[], callback: (quote: Quote) => void, options?: SubscribeOptions): Stop {
    return this.#subscribed((parts) => subscriptions.subscribeQuotes(parts, symbols, callback, options))
  }

  /**
   * Calls back with every bar as it grows and closes; what an outage hid is filled in from REST. A length above a minute
   * is built from minutes: its first bar holds those since the subscription, until `getAggregates` brings the earlier ones.
   * @throws InvalidTickerError, InvalidRequestError for an empty list or a length that there is not
   */
  subscribeAggregates(
    symbols: readonly string[],
    callback: (bar: Aggregate) => void,
    timeframe: Timeframe = '1m',
    options?: SubscribeOptions,
  ): Stop {
    return this.#subscribed((parts) => subscriptions.subscribeAggregates(parts, symbols, callback, timeframe, options))
  }

  /**
   * Calls back with every trade once; what an outage hid is filled in from REST.
   * @throws InvalidTickerError, InvalidRequestError for an empty list
   */
  subscribeTrades(symbols: readonly string[], callback: (trade: Trade) => void, options?: SubscribeOptions): Stop {
    return this.#subscribed((parts) => subscriptions.subscribeTrades(parts, symbols, callback, options))
  }

  /** Streams the contracts around the money of these underlyings into the store; `[]` ends it. */
  updateWatchlist(roots: readonly string[]): void {
    const tickers = tickersOf(roots)
    const { transport } = this.#made()
    this.store.getState().setRoots(tickers)
    transport.updateWatchlist(tickers)
    if (tickers.length > 0) this.#autoConnect()
  }

  /** Every figure there is about connections, REST, token and cache. */
  getHealth(): MarketDataHealth {
    const { transport, rest, tokens, cache } = this.#made()
    return { ...transport.health(), rest: rest.health(), token: tokens.health(), cache: cache.health() }
  }

  /**
   * Gets a token and lets subscriptions stream. Resolves when the proxy can be used; sockets open when something is
   * subscribed. Calling it while connected does nothing.
   * @throws AuthenticationError, NetworkError; attempts go on in the background all the same
   */
  async connect(options?: CallOptions): Promise<void> {
    const { tokens, transport, rest, environment } = this.#made()
    this.#isConnected = true
    this.#mayAutoConnect = this.#config.autoConnect ?? true
    tokens.start()
    // timers stood still while the page slept, the token's life did not
    this.#stopWaking ??= environment.onVisibilityChange(() => tokens.wake())
    const { roots } = this.store.getState().watchlist
    if (roots.length > 0) transport.updateWatchlist(roots) // kept from an earlier visit
    const connected = transport.connect(options)
    rest.preload() // the sockets are asked for; what stands in for them should be at hand
    await connected
  }

  /** Closes sockets and stops every timer. Subscriptions stay held, and stream again after `connect()`. */
  disconnect(): void {
    this.#isConnected = false
    this.#mayAutoConnect = false
    this.#stopWaking?.()
    this.#stopWaking = undefined
    this.#parts?.recent.clear()
    this.#parts?.transport.disconnect()
    this.#parts?.tokens.stop()
    // what has arrived is not sent again
    this.#parts?.feed.flush()
    this.#parts?.feed.stop()
  }

  /** Forgets cached answers: all, those of a literal prefix, or of a pattern with `*`. */
  clearCache(pattern?: string): void {
    this.#made().cache.clear(pattern)
  }

  #read<T>(options: CallOptions | undefined, act: (reads: Reads, parts: ReadParts) => Promise<T>): Promise<T> {
    const parts = this.#made()
    return parts.rest.reads(options, (reads, rest) => act(reads, { ...parts, rest }))
  }

  #subscribed(subscribe: (parts: Parts) => Stop): Stop {
    const stop = subscribe(this.#made())
    this.#autoConnect()
    return stop
  }

  #autoConnect(): void {
    if (this.#isConnected || !this.#mayAutoConnect) return
    // a failure shows in the connection slice, and attempts go on
    this.connect().catch(() => {})
  }

  #made(): Parts {
    this.#parts ??= createParts(this.#config, this.store)
    return this.#parts
  }
}
