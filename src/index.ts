export { massive, marketDataStore } from './massive.ts'
export { MassiveDataProvider } from './provider.ts'
export { createMarketDataStore } from '../store/market-data-store.ts'

export { takeSnapshot } from '../store/snapshot.ts'
export type { MarketDataSnapshot } from '../store/snapshot.ts'
export { selectConnectionStatus } from './connection-status.ts'
export type { OverallStatus } from './connection-status.ts'
export {
  selectAtTheMoney,
  selectChain,
  selectContract,
  selectExpirations,
  selectUnderlyingPrice,
} from '../store/selectors/chains.ts'
export { selectChainRows } from '../store/selectors/chain-rows.ts'
export { selectFreshness } from '../store/selectors/freshness.ts'
export {
  selectConnection,
  selectEndpoint,
  selectHolidays,
  selectIsLive,
  selectMarketStatus,
  selectWatchlist,
} from '../store/selectors/health.ts'
export { selectChange, selectMid, selectQuote, selectQuotes, selectSpread } from '../store/selectors/quotes.ts'
export { selectBars, selectIndicator, selectLastBar, selectTrades } from '../store/selectors/series.ts'

export {
  AuthenticationError,
  ConfigurationError,
  InvalidPayloadError,
  InvalidRequestError,
  InvalidTickerError,
  MarketDataError,
  NetworkError,
  NotEntitledError,
  NotFoundError,
  RateLimitError,
  RequestTimeoutError,
  SubscriptionError,
  UpstreamError,
  isAuthenticationError,
  isInvalidTickerError,
  isMarketDataError,
  isNotEntitledError,
  isNotFoundError,
  isRateLimitError,
} from '../domain/errors.ts'
export {
  endpointOf,
  formatOptionTicker,
  guessUnderlying,
  isTicker,
  normalizeTicker,
  parseOptionTicker,
  parseTicker,
} from '../domain/ticker.ts'
export { lastPriceOf } from '../domain/quote.ts'
export { TIMEFRAMES, isTimeframe } from '../domain/timeframe.ts'
export { CLOSE_CODES, isRetryable } from '../domain/close-codes.ts'
export { systemClock } from '../domain/clock.ts'

export type { MassiveConfig } from './config.ts'
export type { Inspector } from './inspector.ts'
export type { ChainOptions } from './chain-reads.ts'
export type { SearchOptions } from './reads.ts'
export type { SubscribeOptions } from './subscriptions.ts'
export type { TickerDirectory } from './ticker-directory.ts'
export type { CallOptions, DateOrTime, PageProgress, TradesParams } from '../adapters/rest/rest-types.ts'
export type { MarketDataStore, MarketDataStoreOptions } from '../store/market-data-store.ts'
export type { ChainProgress, ChainStrike, OptionsChainState } from '../slices/chains.ts'
export type { BarSeries, SeriesKey } from '../slices/aggregates.ts'
export type { MarketDataState } from '../slices/market-data-state.ts'
export type { Selector } from '../store/selectors/selector.ts'
export type { ChainLeg, ChainRow } from '../store/selectors/chain-rows.ts'
export type { Change } from '../store/selectors/quotes.ts'
export type { Aggregate } from '../domain/aggregate.ts'
export type { Clock, Stop } from '../domain/clock.ts'
export type { SymbolError } from '../domain/errors.ts'
export type { DataSource, EpochMs, Freshness, Recency } from '../domain/freshness.ts'
export type {
  CacheHealth,
  ConnectionStatus,
  EndpointHealth,
  HealthEvent,
  MarketDataHealth,
  RestHealth,
  TokenHealth,
  TransportMode,
  UpstreamState,
} from '../domain/health.ts'
export type { IndicatorPoint, IndicatorSeries, RSIParams } from '../domain/indicator.ts'
export type { MarketHoliday, MarketSession, MarketStatus } from '../domain/market-status.ts'
export type { ChainParams, ContractType, Greeks, OptionContract, OptionDay, OptionsChain } from '../domain/option.ts'
export type { Quote, QuotePatch } from '../domain/quote.ts'
export type { QuoteBatch } from '../domain/quote-batch.ts'
export type { Cluster, Endpoint, OptionTicker, ParsedTicker, Ticker } from '../domain/ticker.ts'
export type { TickerMatch } from '../domain/ticker-match.ts'
export type { Timeframe } from '../domain/timeframe.ts'
export type { Trade } from '../domain/trade.ts'
export type { Channel } from '../domain/wire-protocol.ts'
