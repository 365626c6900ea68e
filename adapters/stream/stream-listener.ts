import type { MarketDataError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { HealthEvent } from '../../domain/health.ts'
import type { Cluster, Endpoint, Ticker } from '../../domain/ticker.ts'
import type { Channel, LosslessChannel, WireAggregate, WireTrade } from '../../domain/wire-protocol.ts'
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
  /** Hot path: one quote message, unparsed: what the text has from `from` to `to`. */
  quote(symbol: Ticker, text: string, from: number, to: number): void
  trade(trade: WireTrade): void
  bar(channel: 'A' | 'AM', bar: WireAggregate): void
  missed(missed: MissedInterval): void
  /** The server took subscriptions of this endpoint. */
  acknowledged(endpoint: Endpoint): void
  rejected(channel: Channel, symbols: readonly Ticker[], error: MarketDataError): void
  released(channel: Channel, symbols: readonly Ticker[]): void
  watchlist(roots: readonly Ticker[], symbols: readonly Ticker[]): void
  state(endpoint: Endpoint, state: ConnectionState, previous: ConnectionState): void
  upstream(endpoint: Endpoint, cluster: Cluster, state: 'up' | 'down' | 'evicted' | 'refused'): void
  event(event: HealthEvent): void
}
