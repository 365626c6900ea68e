import type { Aggregate } from '../../domain/aggregate.ts'
import type { IndicatorSeries, RSIParams } from '../../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import type { ChainParams, OptionContract, OptionsChain } from '../../domain/option.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { Trade } from '../../domain/trade.ts'
import type { MassiveConfig } from '../config.ts'
import { MassiveDataProvider } from '../provider.ts'
import { timeframeOf } from './timespan.ts'
import type { Timespan } from './timespan.ts'
import { countUse, sharedProvider } from './usage.ts'

/** `YYYY-MM-DD` or epoch ms. */
type When = string | number

/**
 * The old REST client's methods on the provider.
 *
 * @deprecated Use `MassiveDataProvider`, or the shared `massive`.
 */
export class MassiveApiClient {
  readonly #provider: () => MassiveDataProvider

  /** Without options it shares `massive`; with some it has a provider of its own. */
  constructor(config?: MassiveConfig) {
    if (config === undefined) {
      this.#provider = sharedProvider
      return
    }
    const own = new MassiveDataProvider(config)
    this.#provider = () => own
  }

  /** @deprecated Use `massive.getQuote(symbol)`. */
  readonly getQuote = async (symbol: string): Promise<Quote> => this.#use('getQuote').getQuote(symbol)

  /**
   * The quotes alone; symbols that failed are left out.
   * @deprecated Use `(await massive.getQuotes(symbols)).quotes`; `errors` beside it names what failed.
   */
  readonly getQuotes = async (symbols: readonly string[]): Promise<readonly Quote[]> => {
    const { quotes } = await this.#use('getQuotes').getQuotes(symbols)
    return quotes
  }

  /** @deprecated Use `massive.getOptionsChain(underlying, params)`. */
  readonly getOptionsChain = async (underlying: string, params?: ChainParams): Promise<OptionsChain> =>
    this.#use('getOptionsChain').getOptionsChain(underlying, params)

  /**
   * Takes the contract alone, or its underlying first.
   * @deprecated Use `massive.getOptionContract(ticker)`.
   */
  readonly getOptionContract = async (ticker: string, contract?: string): Promise<OptionContract> =>
    this.#use('getOptionContract').getOptionContract(contract ?? ticker)

  /** @deprecated Use `massive.getIndex(symbol)`. */
  readonly getIndex = async (symbol: string): Promise<Quote> => this.#use('getIndex').getIndex(symbol)

  /**
   * The values alone; symbols that failed are left out.
   * @deprecated Use `(await massive.getIndices(symbols)).quotes`.
   */
  readonly getIndices = async (symbols: readonly string[]): Promise<readonly Quote[]> => {
    const { quotes } = await this.#use('getIndices').getIndices(symbols)
    return quotes
  }

  /**
   * Takes a timeframe (`'5m'`), or a multiplier and a timespan (`5, 'minute'`).
   * @deprecated Use `massive.getAggregates(symbol, timeframe, from, to)`.
   */
  readonly getAggregates: GetAggregates = async (symbol: string, length: string | number, ...rest: readonly When[]) => {
    const provider = this.#use('getAggregates')
    const [timespan, from, to] = rest.length < 3 ? [length, ...rest] : rest
    return provider.getAggregates(symbol, timeframeOf(length, String(timespan)), from ?? '', to ?? '')
  }

  /** @deprecated Use `massive.getMarketStatus()`. */
  readonly getMarketStatus = async (): Promise<MarketStatus> => this.#use('getMarketStatus').getMarketStatus()

  /** @deprecated Use `massive.getMarketHolidays(year)`. */
  readonly getMarketHolidays = async (year?: number): Promise<readonly MarketHoliday[]> =>
    this.#use('getMarketHolidays').getMarketHolidays(year)

  /** @deprecated Use `massive.getRSI(symbol, params)`. */
  readonly getRSI = async (symbol: string, params?: RSIParams): Promise<IndicatorSeries> =>
    this.#use('getRSI').getRSI(symbol, params)

  /** @deprecated Use `massive.getOptionTrades(ticker, params)`. */
  readonly getOptionTrades = async (
    ticker: string,
    params?: { readonly from?: When; readonly to?: When; readonly limit?: number },
  ): Promise<readonly Trade[]> => this.#use('getOptionTrades').getOptionTrades(ticker, params)

  #use(method: string): MassiveDataProvider {
    countUse(`massiveClient.${method}`, `massive.${method}()`)
    return this.#provider()
  }
}

interface GetAggregates {
  (symbol: string, timeframe: Timeframe, from: When, to: When): Promise<readonly Aggregate[]>
  (symbol: string, multiplier: number, timespan: Timespan, from: When, to: When): Promise<readonly Aggregate[]>
}

/**
 * The old shared REST client.
 *
 * @deprecated Use `massive` of 'massive-market-data'.
 */
export const massiveClient = /* #__PURE__ */ new MassiveApiClient()
