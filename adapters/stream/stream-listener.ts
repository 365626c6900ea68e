import type { MarketDataError } from '../../domain/errors.ts'
import type { FrameLog } from '../../domain/frame-log.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { HealthEvent, UpstreamState } from '../../domain/health.ts'
import type { Cluster, Endpoint, Ticker } from '../../domain/ticker.ts'
import type { AckData, Channel, LosslessChannel, WireAggregate, WireTrade } from '../../domain/wire-protocol.ts'
import type { ConnectionState } from './connection-state.ts'

/** An interval of which the server cannot send what a client missed. */
export interface MissedInterval {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  readonly from: EpochMs
  readonly to: EpochMs
}

/** What a stream tells its owner. Calls are synchronous, in the order of arrival, and only for what is held. */
export interface StreamListener {
  /** Where frames wait until the quotes in them are read. */
  readonly frames: FrameLog
  /** Where the quote messages of a symbol go; asked for once a subscription. */
  inlet(symbol: Ticker): number
  /** Hot path: one quote message, unread, as the sink's `put` takes it. */
  put(inlet: number, from: number, to: number): void
  /** Whether `quote` has to be told of the frame's messages. */
  isWatching(): boolean
  /** One quote message's text, beside being put where it goes. */
  quote(symbol: Ticker, text: string): void
  trade(trade: WireTrade): void
  bar(channel: 'A' | 'AM', bar: WireAggregate): void
  missed(missed: MissedInterval): void
  /** The server took subscriptions of this endpoint. */
  acknowledged(endpoint: Endpoint, taken: Pick<AckData, 'channel' | 'accepted'>): void
  rejected(channel: Channel, symbols: readonly Ticker[], error: MarketDataError): void
  released(channel: Channel, symbols: readonly Ticker[]): void
  watchlist(roots: readonly Ticker[], symbols: readonly Ticker[]): void
  state(endpoint: Endpoint, state: ConnectionState, previous: ConnectionState): void
  upstream(endpoint: Endpoint, cluster: Cluster, state: UpstreamState): void
  event(event: HealthEvent): void
}
