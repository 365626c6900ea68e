import { IDLE_ENDPOINT, NOTHING_ASKED } from '../domain/health.ts'
import type {
  CacheHealth,
  EndpointHealth,
  HealthEvent,
  MarketDataHealth,
  RestHealth,
  TokenHealth,
  TransportMode,
} from '../domain/health.ts'
import type { Endpoint, Ticker } from '../domain/ticker.ts'
import type { Channel } from '../domain/wire-protocol.ts'
import type { SliceCreator } from './market-data-state.ts'
import { without } from './without.ts'

/** `Q|O:SPY261218C00650000` */
export type RejectionKey = `${Channel}|${Ticker}`

export interface ConnectionState extends MarketDataHealth {
  /** The poorer of the two endpoints' modes: `polling` as soon as one polls. */
  readonly transport: TransportMode
  /** What happened, oldest first, bounded. */
  readonly events: readonly HealthEvent[]
  /** Held symbols the server refuses, and why. */
  readonly rejections: Readonly<Record<RejectionKey, Error>>
}

export interface ConnectionSlice {
  readonly connection: ConnectionState
  readonly setEndpointHealth: (endpoint: Endpoint, health: EndpointHealth) => void
  readonly setRestHealth: (health: RestHealth) => void
  readonly setTokenHealth: (health: TokenHealth) => void
  readonly setCacheHealth: (health: CacheHealth) => void
  readonly recordEvent: (event: HealthEvent) => void
  readonly reject: (channel: Channel, symbols: readonly Ticker[], error: Error) => void
  readonly clearRejections: (channel: Channel, symbols: readonly Ticker[]) => void
}

const INITIAL_CONNECTION: ConnectionState = {
  options: IDLE_ENDPOINT,
  indices: IDLE_ENDPOINT,
  rest: NOTHING_ASKED,
  token: { status: 'none', refreshes: 0, failures: 0, clockSkewMs: 0 },
  cache: { entries: 0, hits: 0, misses: 0, stale: 0, hitRate: 0 },
  transport: 'idle',
  events: [],
  rejections: {},
}

export const rejectionKey = (channel: Channel, symbol: Ticker): RejectionKey => `${channel}|${symbol}`

/** @param eventLimit events kept */
export function createConnectionSlice(eventLimit: number): SliceCreator<ConnectionSlice> {
  return (set, get) => {
    const change = (to: Partial<ConnectionState>, action: string): void => {
      set({ connection: { ...get().connection, ...to } }, false, `connection/${action}`)
    }
    return {
      connection: INITIAL_CONNECTION,
      setEndpointHealth: (endpoint, health) => {
        const { options, indices }: ConnectionState = { ...get().connection, [endpoint]: health }
        change({ [endpoint]: health, transport: poorerMode(options.transport, indices.transport) }, endpoint)
      },
      setRestHealth: (rest) => change({ rest }, 'rest'),
      setTokenHealth: (token) => change({ token }, 'token'),
      setCacheHealth: (cache) => change({ cache }, 'cache'),
      recordEvent: (event) => change({ events: withEvent(get().connection.events, event, eventLimit) }, 'event'),
      reject(channel, symbols, error) {
        const added = Object.fromEntries(symbols.map((symbol) => [rejectionKey(channel, symbol), error]))
        change({ rejections: { ...get().connection.rejections, ...added } }, 'reject')
      },
      clearRejections(channel, symbols) {
        const gone = new Set<string>(symbols.map((symbol) => rejectionKey(channel, symbol)))
        const rejections = without(get().connection.rejections, (key) => gone.has(key))
        if (rejections !== get().connection.rejections) change({ rejections }, 'clear-rejections')
      },
    }
  }
}

export function poorerMode(left: TransportMode, right: TransportMode): TransportMode {
  if (left === 'polling' || right === 'polling') return 'polling'
  return left === 'streaming' || right === 'streaming' ? 'streaming' : 'idle'
}

function withEvent(events: readonly HealthEvent[], event: HealthEvent, limit: number): readonly HealthEvent[] {
  return [...events, event].slice(-limit)
}
