import type { EpochMs } from './freshness.ts'
import type { Endpoint, Ticker } from './ticker.ts'

/** Where a socket stands; `closed` is final until `connect()` is called again. */
export type ConnectionStatus = 'idle' | 'connecting' | 'authenticating' | 'open' | 'waiting' | 'closed'

/** Where an endpoint's data comes from. */
export type TransportMode = 'idle' | 'streaming' | 'polling'

/** The proxy's own connection to a cluster of the vendor; `evicted` after the vendor's `max_connections`. */
export type UpstreamState = 'up' | 'down' | 'evicted' | 'refused'

/** One endpoint (`options`, `indices`) at a glance. */
export interface EndpointHealth {
  readonly status: ConnectionStatus
  readonly since: EpochMs
  /** Why it stands where it stands, in words. */
  readonly reason?: string | undefined
  /** Connection attempts since the last stable period. */
  readonly attempt: number
  /** When the next attempt is due; only while `waiting`. */
  readonly retryAt?: EpochMs | undefined
  readonly transport: TransportMode
  readonly transportSince: EpochMs
  /** Subscriptions held, acknowledged by the proxy, and delivering. */
  readonly requested: number
  readonly acknowledged: number
  readonly delivering: number
  readonly messages: number
  /** Of the messages, those that were quotes; what changed fewer of the store's was conflated. */
  readonly quotes: number
  readonly malformed: number
  readonly reconnects: number
  readonly lastMessageAt?: EpochMs | undefined
  /** Round trip of the last heartbeat, ms. */
  readonly latencyMs?: number | undefined
  /** From the last loss of the connection to the first acknowledgement after it, with which data come again, ms. */
  readonly lastRecoveryMs?: number | undefined
  /** The proxy's own connections to the vendor, by cluster. */
  readonly upstream: Readonly<Record<string, UpstreamState>>
}

/** An endpoint before anything was held of it. */
export const IDLE_ENDPOINT: EndpointHealth = {
  status: 'idle',
  since: 0,
  attempt: 0,
  transport: 'idle',
  transportSince: 0,
  requested: 0,
  acknowledged: 0,
  delivering: 0,
  messages: 0,
  quotes: 0,
  malformed: 0,
  reconnects: 0,
  upstream: {},
}

export interface RestHealth {
  readonly requests: number
  readonly retries: number
  /** By error name. */
  readonly errors: Readonly<Record<string, number>>
  readonly p50Ms?: number | undefined
  readonly p95Ms?: number | undefined
  /** How long the last chain took that came whole, ms. */
  readonly lastChainMs?: number | undefined
  readonly lastSuccessAt?: EpochMs | undefined
  /** Requests are held back until then. */
  readonly limitedUntil?: EpochMs | undefined
}

/** REST before its first request. */
export const NOTHING_ASKED: RestHealth = { requests: 0, retries: 0, errors: {} }

export interface TokenHealth {
  readonly status: 'none' | 'valid' | 'refreshing' | 'failed' | 'refused'
  readonly expiresAt?: EpochMs | undefined
  readonly refreshes: number
  readonly failures: number
  /** Server clock less ours, ms, by the token's answer; 0 where the two may agree, as far as that answer tells. */
  readonly clockSkewMs: number
  readonly lastRefreshMs?: number | undefined
}

export interface CacheHealth {
  readonly entries: number
  readonly hits: number
  readonly misses: number
  readonly stale: number
  /** Hits over all look-ups, 0..1; 0 before the first. */
  readonly hitRate: number
}

/** Something that happened to a connection, in the order it happened. */
export interface HealthEvent {
  readonly at: EpochMs
  readonly kind:
    | 'connection'
    | 'transport'
    | 'token'
    | 'gap'
    | 'healed'
    | 'mute'
    | 'rejected'
    | 'invalid-message'
    | 'rate-limited'
    | 'upstream'
    | 'error'
  readonly endpoint?: Endpoint | undefined
  /** What a `connection`, a `transport` or an `upstream` has become. */
  readonly status?: ConnectionStatus | TransportMode | UpstreamState | undefined
  /** One line for people: what happened and why. */
  readonly message: string
  readonly symbol?: Ticker | undefined
  /** The interval a `gap` or `healed` speaks of, and how many items it held. */
  readonly from?: EpochMs | undefined
  readonly to?: EpochMs | undefined
  readonly count?: number | undefined
}

/** Everything `getHealth()` knows; the store's connection slice holds the same. */
export interface MarketDataHealth {
  readonly options: EndpointHealth
  readonly indices: EndpointHealth
  readonly rest: RestHealth
  readonly token: TokenHealth
  readonly cache: CacheHealth
}
