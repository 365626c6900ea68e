import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { CLOSE_CODES } from '../domain/close-codes.ts'
import { CLUSTERS, ENDPOINTS } from '../domain/ticker.ts'
import type { Hub } from './fan-out/hub.ts'
import type { OutboxCounts } from './fan-out/outbox.ts'
import type { Sessions } from './fan-out/sessions.ts'
import type { WatchlistRoots } from './fan-out/watchlist-roots.ts'
import type { UpstreamRest } from './upstream/rest.ts'

export interface MetricsSources {
  readonly hub: Hub
  readonly sessions: Sessions
  readonly roots: WatchlistRoots
  readonly rest: UpstreamRest
  readonly counts: OutboxCounts
}

/** What happens now and then and is counted where it happens; everything else is read when asked for. */
export interface Metrics {
  readonly flushed: (waitedMs: number) => void
  readonly message: (action: string) => void
  readonly closed: (code: number) => void
  readonly refused: (status: number) => void
  readonly render: () => Promise<{ readonly text: string; readonly contentType: string }>
  readonly stop: () => void
}

/** The proxy's figures for Prometheus. Nothing of a visitor is in them: no address, no subject, no symbol. */
export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const latency = new Histogram({
    name: 'massive_proxy_fanout_latency_seconds',
    help: 'Time the oldest message of a frame waited in the outbox',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  })
  const messages = new Counter({
    name: 'massive_proxy_client_messages_total',
    help: 'Messages of clients by action',
    labelNames: ['action'],
    registers,
  })
  const closes = new Counter({
    name: 'massive_proxy_client_closes_total',
    help: 'Closed sockets by close code',
    labelNames: ['code'],
    registers,
  })
  const refusals = new Counter({
    name: 'massive_proxy_upgrades_refused_total',
    help: 'Refused WebSocket upgrades by HTTP status',
    labelNames: ['status'],
    registers,
  })
  readFigures(registry, sources)
  readUpstream(registry, sources)

  return {
    flushed: (waitedMs) => latency.observe(waitedMs / 1000),
    message: (action) => messages.inc({ action }),
    closed: (code) => closes.inc({ code: KNOWN_CODES.has(code) ? code : 'other' }),
    refused: (status) => refusals.inc({ status }),
    render: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
    stop: () => registry.clear(),
  }
}

/** A client can close with any of 2,000 codes, and each would be a time series for ever. */
const KNOWN_CODES: ReadonlySet<number> = new Set([...Object.values(CLOSE_CODES), 1002, 1005, 1007, 1009])

type Figure = readonly [name: string, help: string, read: () => number]

function readFigures(registry: Registry, { hub, sessions, roots, rest, counts }: MetricsSources): void {
  const totals: readonly Figure[] = [
    ['upstream_events_total', 'Events of the vendor', () => hub.counts.events],
    ['upstream_interruptions_total', 'Losses of a connection to the vendor', () => hub.counts.interruptions],
    ['quotes_in_total', 'Changes of a merged quote', () => hub.counts.quotes],
    ['lossless_in_total', 'Trades and bars taken in', () => hub.counts.lossless],
    ['quotes_out_total', 'Quote messages written to clients', () => counts.quotes],
    ['lossless_out_total', 'Trades, bars and gaps written to clients', () => counts.lossless],
    ['frames_out_total', 'Frames of market data written to clients', () => counts.frames],
    ['bytes_out_total', 'Bytes of market data written to clients', () => counts.bytes],
    ['conflated_total', 'Quotes superseded before a client could take them', () => counts.conflated],
    ['dropped_to_gap_total', 'Trades and bars turned into a gap for a slow client', () => counts.gaps],
    ['rest_requests_total', 'Requests to the vendor', () => rest.counts.requests],
    ['rest_shared_total', 'Requests that joined an equal one in flight', () => rest.counts.shared],
    ['rest_errors_total', 'Failed requests to the vendor', () => rest.counts.errors],
    ['rest_limited_total', 'Answers with 429 of the vendor', () => rest.counts.limited],
    ['rest_cache_hits_total', 'Answers given from the cache', () => rest.cache.hits],
    ['rest_cache_misses_total', 'Answers not found in the cache', () => rest.cache.misses],
  ]
  const gauges: readonly Figure[] = [
    ['symbols', 'Symbols whose quote is held', () => hub.sizes.symbols],
    ['lossless_streams', 'Streams of trades or bars that are held', () => hub.sizes.streams],
    ['polled_symbols', 'Symbols served by the shared poll', () => hub.feed.polled],
    ['option_seats', 'Contracts whose quotes are streamed', () => hub.feed.seats.seated],
    [
      'blocked_clients',
      'Sockets that have not taken what was written',
      () => sessions.count(({ isBlocked }) => isBlocked),
    ],
    ['watched_roots', 'Underlyings whose contracts are followed', () => roots.size],
    ['rest_queue', 'Requests that wait for their turn', () => rest.budget.queued],
    ['rest_cache_entries', 'Answers in the cache', () => rest.cache.size],
  ]
  for (const [name, help, read] of totals) {
    const total = new Counter({
      name: `massive_proxy_${name}`,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
    total.inc(0)
  }
  for (const [name, help, read] of gauges) gauge(registry, name, help, (self) => self.set(read()))
  gauge(
    registry,
    'clients',
    'Connected sockets',
    (self) => {
      for (const endpoint of ENDPOINTS)
        self.set(
          { endpoint },
          sessions.count((each) => each.endpoint === endpoint),
        )
    },
    ['endpoint'],
  )
}

function readUpstream(registry: Registry, { hub }: MetricsSources): void {
  const labels = ['cluster']
  gauge(
    registry,
    'upstream_up',
    'Whether the connection to the vendor stands',
    (self) => {
      for (const cluster of CLUSTERS) self.set({ cluster }, hub.feed.health(cluster).status === 'up' ? 1 : 0)
    },
    labels,
  )
  gauge(
    registry,
    'upstream_wanted',
    'Subscriptions asked of the vendor',
    (self) => {
      for (const cluster of CLUSTERS) self.set({ cluster }, hub.feed.health(cluster).wanted)
    },
    labels,
  )
  gauge(
    registry,
    'upstream_confirmed',
    'Subscriptions the vendor confirmed',
    (self) => {
      for (const cluster of CLUSTERS) self.set({ cluster }, hub.feed.health(cluster).confirmed)
    },
    labels,
  )
  gauge(
    registry,
    'upstream_connects',
    'Connections made since the start',
    (self) => {
      for (const cluster of CLUSTERS) self.set({ cluster }, hub.feed.health(cluster).connects)
    },
    labels,
  )
  gauge(
    registry,
    'upstream_malformed',
    'Messages of the vendor that could not be read',
    (self) => {
      for (const cluster of CLUSTERS) self.set({ cluster }, hub.feed.health(cluster).malformed)
    },
    labels,
  )
}

function gauge(
  registry: Registry,
  name: string,
  help: string,
  collect: (self: Gauge) => void,
  labelNames: readonly string[] = [],
): Gauge {
  return new Gauge({
    name: `massive_proxy_${name}`,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      collect(this)
    },
  })
}
