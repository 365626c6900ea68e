import type { Aggregate } from './aggregate.ts'
import type { MarketDataError } from './errors.ts'
import type { HealthEvent, EndpointHealth } from './health.ts'
import type { QuotePatch } from './quote.ts'
import type { Endpoint, Ticker } from './ticker.ts'
import type { Trade } from './trade.ts'
import type { Channel } from './wire-protocol.ts'

/** A quote on its way to the store: text of the stream with one quote message, still unparsed, or a patch from REST. */
export type PendingQuote = string | QuotePatch

/**
 * Where the transport puts what arrives. Calls are synchronous and must not throw. Quotes come in the order of
 * arrival and may supersede one another; trades and bars come once each, in the order of the exchange.
 */
export interface FeedSink {
  /**
   * Hot path: called for every quote message before it is parsed.
   *
   * @param from where the message starts in a text that is a whole frame. @default 0
   * @param to where it ends. @default the text's end
   */
  quote(symbol: Ticker, pending: PendingQuote, from?: number, to?: number): void
  trades(trades: readonly Trade[]): void
  bars(bars: readonly Aggregate[]): void
  /** The server refuses a held symbol, for good. */
  rejected(channel: Channel, symbols: readonly Ticker[], error: MarketDataError): void
  /** Nobody holds these any more, lingering included. */
  released(channel: Channel, symbols: readonly Ticker[]): void
  /** Contracts the proxy streams for the watchlist's roots. */
  watchlist(roots: readonly Ticker[], symbols: readonly Ticker[]): void
  endpoint(endpoint: Endpoint, health: EndpointHealth): void
  event(event: HealthEvent): void
}
