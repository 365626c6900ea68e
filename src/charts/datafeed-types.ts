import type { Aggregate } from '../../domain/aggregate.ts'
import type { Stop } from '../../domain/clock.ts'
import type { Quote } from '../../domain/quote.ts'
import type { QuoteBatch } from '../../domain/quote-batch.ts'
import type { TickerMatch } from '../../domain/ticker-match.ts'
import type { Timeframe } from '../../domain/timeframe.ts'

/*
 * What a TradingView chart expects of its datafeed, written down from its public description. Only the members that
 * are used here appear; the library passes objects with more.
 */

/** What the datafeed needs of a provider; `MassiveDataProvider` has it. */
export interface DatafeedProvider {
  readonly tickers: { search(text: string, options?: { readonly limit?: number }): Promise<readonly TickerMatch[]> }
  getQuotes(symbols: readonly string[]): Promise<QuoteBatch>
  getAggregates(symbol: string, timeframe: Timeframe, from: number, to: number): Promise<readonly Aggregate[]>
  subscribeAggregates(
    symbols: readonly string[],
    callback: (bar: Aggregate) => void,
    timeframe?: Timeframe,
    options?: { readonly onError?: (error: Error) => void },
  ): Stop
  subscribeQuotes(
    symbols: readonly string[],
    callback: (quote: Quote) => void,
    options?: { readonly onError?: (error: Error) => void },
  ): Stop
}

/** A bar as the chart takes it; `time` is epoch ms, UTC. */
export interface DatafeedBar {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume?: number
}

/** Minutes, or a number of days, weeks or months: `1`, `60`, `1D`, `1W`, `1M`. */
export type Resolution = string

export interface DatafeedConfiguration {
  readonly supported_resolutions: readonly Resolution[]
  readonly supports_time: boolean
  readonly supports_marks: boolean
  readonly supports_timescale_marks: boolean
}

export interface DatafeedSymbol {
  readonly ticker: string
  readonly name: string
  readonly full_name: string
  readonly description: string
  readonly type: string
  readonly session: string
  readonly timezone: 'America/New_York'
  readonly exchange: string
  readonly listed_exchange: string
  readonly format: 'price'
  readonly minmov: number
  readonly pricescale: number
  readonly has_intraday: boolean
  readonly has_seconds: boolean
  readonly seconds_multipliers: readonly string[]
  readonly has_weekly_and_monthly: boolean
  readonly supported_resolutions: readonly Resolution[]
  readonly volume_precision: number
  readonly visible_plots_set: 'ohlcv' | 'ohlc'
  readonly data_status: 'streaming'
}

export interface DatafeedSearchResult {
  readonly symbol: string
  readonly full_name: string
  readonly description: string
  readonly exchange: string
  readonly ticker: string
  readonly type: string
}

/** The interval asked for: epoch seconds, `to` excluded; at least `countBack` bars where history has them. */
export interface DatafeedPeriod {
  readonly from: number
  readonly to: number
  readonly countBack: number
  readonly firstDataRequest: boolean
}

export type DatafeedQuote =
  | {
      readonly s: 'ok'
      readonly n: string
      readonly v: {
        readonly lp?: number
        readonly bid?: number
        readonly ask?: number
        readonly ch?: number
        readonly chp?: number
        readonly open_price?: number
        readonly high_price?: number
        readonly low_price?: number
        readonly prev_close_price?: number
        readonly volume?: number
      }
    }
  | { readonly s: 'error'; readonly n: string; readonly v: Record<string, never> }

export interface Datafeed {
  onReady(callback: (configuration: DatafeedConfiguration) => void): void
  searchSymbols(
    text: string,
    exchange: string,
    type: string,
    onResult: (results: readonly DatafeedSearchResult[]) => void,
  ): void
  resolveSymbol(name: string, onResolve: (symbol: DatafeedSymbol) => void, onError: (reason: string) => void): void
  getBars(
    symbol: Pick<DatafeedSymbol, 'ticker'>,
    resolution: Resolution,
    period: DatafeedPeriod,
    onResult: (bars: readonly DatafeedBar[], meta: { readonly noData: boolean }) => void,
    onError: (reason: string) => void,
  ): void
  subscribeBars(
    symbol: Pick<DatafeedSymbol, 'ticker'>,
    resolution: Resolution,
    onTick: (bar: DatafeedBar) => void,
    listenerGuid: string,
    onResetCacheNeeded?: () => void,
  ): void
  unsubscribeBars(listenerGuid: string): void
  getServerTime(callback: (epochSeconds: number) => void): void
  getQuotes(
    symbols: readonly string[],
    onData: (quotes: readonly DatafeedQuote[]) => void,
    onError: (reason: string) => void,
  ): void
  subscribeQuotes(
    symbols: readonly string[],
    fastSymbols: readonly string[],
    onData: (quotes: readonly DatafeedQuote[]) => void,
    listenerGuid: string,
  ): void
  unsubscribeQuotes(listenerGuid: string): void
  /** Ends every subscription that is left; calling it again does nothing. */
  stop(): void
}
