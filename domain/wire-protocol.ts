import type { Aggregate } from './aggregate.ts'
import type { EpochMs } from './freshness.ts'
import type { UpstreamState } from './health.ts'
import type { QuotePatch } from './quote.ts'
import type { Endpoint, Ticker } from './ticker.ts'
import type { Trade } from './trade.ts'

/** The protocol's version, told in the `connected` status. */
export const PROTOCOL_VERSION = 1

/** `Q` quotes (and index values), `T` trades, `A` second bars, `AM` minute bars. */
export const CHANNELS = ['Q', 'T', 'A', 'AM'] as const
export type Channel = (typeof CHANNELS)[number]

/** Channels of which nothing may be lost; they are numbered and replayed. */
export type LosslessChannel = Exclude<Channel, 'Q'>

/** A place in the numbered stream of one channel and symbol. A new epoch starts the count anew. */
export interface ReplayPosition {
  readonly epoch: string
  readonly offset: number
}

export type SubscribeMessage = {
  readonly action: 'subscribe'
  /** @default 'Q' */
  readonly channel?: Channel
  readonly symbols: readonly Ticker[]
  /** The last position seen of each symbol: what came after it is sent again. */
  readonly from?: Readonly<Record<Ticker, ReplayPosition>>
}
export type UnsubscribeMessage = {
  readonly action: 'unsubscribe'
  readonly channel?: Channel
  readonly symbols: readonly Ticker[]
}
/** Streams the contracts around the money of these underlyings. Replaces the former roots; `[]` ends it. */
export type UpdateWatchlistMessage = { readonly action: 'updateWatchlist'; readonly roots: readonly Ticker[] }
/** The first message of a socket opened without `?token=`, or a renewal on a live one. */
export type AuthMessage = { readonly action: 'auth'; readonly token: string }
/** Asks for at most so many frames of quotes a second; answered by a `configured` status with what was granted. */
export type ConfigureMessage = { readonly action: 'configure'; readonly maxRateHz: number }
/** Answered by a `pong` with the same `t`. */
export type PingMessage = { readonly action: 'ping'; readonly t: number }

export type ClientMessage =
  SubscribeMessage | UnsubscribeMessage | UpdateWatchlistMessage | AuthMessage | ConfigureMessage | PingMessage

/** Everything known of a symbol now, so that a newer message makes an older one superfluous. */
export type WireQuote = QuotePatch
export type WireTrade = Omit<Trade, 'source'> & ReplayPosition
export type WireAggregate = Omit<Aggregate, 'source'> & ReplayPosition

export type ErrorCode =
  | 'bad-message'
  | 'unknown-action'
  | 'invalid-symbol'
  | 'wrong-endpoint'
  | 'not-found'
  | 'not-entitled'
  | 'too-many-symbols'
  | 'rate-limited'
  | 'unauthorized'
  | 'upstream-unavailable'

export interface RejectedSymbol {
  readonly symbol: string
  readonly code: ErrorCode
  readonly message: string
}

export interface AckData {
  readonly action: 'subscribe' | 'unsubscribe'
  readonly channel: Channel
  readonly accepted: readonly Ticker[]
  readonly rejected: readonly RejectedSymbol[]
  /** Symbols whose missed messages follow in full. Always a part of `accepted`. */
  readonly recovered: readonly Ticker[]
  /** Lossless channels: where each accepted symbol's numbering stands now. */
  readonly positions?: Readonly<Record<Ticker, ReplayPosition>>
}

/** Messages of one channel and symbol that the proxy cannot replay: ask REST for this interval. */
export interface GapData {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  readonly from: EpochMs
  readonly to: EpochMs
}

export type StatusData =
  | { readonly status: 'connected'; readonly endpoint: Endpoint; readonly protocol: number; readonly epoch: string }
  | { readonly status: 'authenticated'; readonly expiresAt: EpochMs }
  | { readonly status: 'configured'; readonly maxRateHz: number }
  | { readonly status: 'watchlist'; readonly roots: readonly Ticker[]; readonly symbols: readonly Ticker[] }
  | {
      readonly status: 'upstream'
      readonly cluster: 'stocks' | 'options' | 'indices'
      readonly state: UpstreamState
      readonly reason?: string
    }
  /** The proxy is about to stop; come back after so long. */
  | { readonly status: 'closing'; readonly reconnectInMs: number }

/** What each message of the proxy carries, by its `type`. */
export interface ServerMessageData {
  Q: WireQuote
  T: WireTrade
  A: WireAggregate
  AM: WireAggregate
  ack: AckData
  error: {
    readonly code: ErrorCode
    readonly message: string
    readonly symbols?: readonly string[]
    /** Where only one channel of these symbols is concerned. */
    readonly channel?: Channel
  }
  gap: GapData
  status: StatusData
  pong: { readonly t: number; readonly serverTime: EpochMs }
}

export type ServerMessageType = keyof ServerMessageData
export type ServerMessage = {
  [TType in ServerMessageType]: { readonly type: TType; readonly data: ServerMessageData[TType] }
}[ServerMessageType]

/**
 * How the text of every quote message starts. `type`, `data` and `symbol` always come first and in this order, so
 * that a reader can tell a message's symbol, and where a message of an array begins, without parsing it. The
 * sequence cannot occur inside a JSON string: its quotation marks would be escaped there.
 */
export const QUOTE_MESSAGE_PREFIX = '{"type":"Q","data":{"symbol":"'
