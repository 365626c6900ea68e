import type { Aggregate } from './aggregate.ts'
import type { MarketDataError } from './errors.ts'
import type { FrameLog } from './frame-log.ts'
import type { HealthEvent, EndpointHealth } from './health.ts'
import type { QuotePatch } from './quote.ts'
import type { Endpoint, Ticker } from './ticker.ts'
import type { Trade } from './trade.ts'
import type { Channel } from './wire-protocol.ts'

/** What can be told before there is anything to receive. Calls are synchronous and must not throw. */
export interface FeedReports {
  /** Nobody holds these any more, lingering included. */
  released(channel: Channel, symbols: readonly Ticker[]): void
  endpoint(endpoint: Endpoint, health: EndpointHealth): void
  event(event: HealthEvent): void
}

/**
 * Where the transport puts what arrives. Quotes come in the order of arrival and may supersede one another; trades and
 * bars come once each, in the order of the exchange.
 */
export interface FeedSink extends FeedReports {
  /** Keeps the stream's frames until the quotes in them are read. */
  readonly frames: FrameLog
  /** Where the stream's messages of the symbol go. Counts until the symbol is released. */
  inlet(symbol: Ticker): number
  /**
   * Hot path: called for every quote message before it is read.
   *
   * @param from where `frames` has the message, or what it has behind the symbol's quotation mark
   * @param to where it ends
   */
  put(inlet: number, from: number, to: number): void
  /** A quote that did not come by the stream, or was read already. */
  quote(symbol: Ticker, quote: QuotePatch): void
  trades(trades: readonly Trade[]): void
  bars(bars: readonly Aggregate[]): void
  /** The server takes these; an earlier rejection of them is over. */
  accepted(channel: Channel, symbols: readonly Ticker[]): void
  /** The server refuses these; unless `accepted` follows, for good. */
  rejected(channel: Channel, symbols: readonly Ticker[], error: MarketDataError): void
  /** Contracts the proxy streams for the watchlist's roots. */
  watchlist(roots: readonly Ticker[], symbols: readonly Ticker[]): void
}
