import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import type { Logger } from 'pino'
import type { Clock } from '../domain/clock.ts'
import { CLUSTERS } from '../domain/ticker.ts'
import type { Cluster, Endpoint } from '../domain/ticker.ts'
import type { StatusData } from '../domain/wire-protocol.ts'
import type { Settings } from './config.ts'
import { ClientSession } from './fan-out/client-session.ts'
import { Hub } from './fan-out/hub.ts'
import type { OutboxCounts } from './fan-out/outbox.ts'
import { createSessions } from './fan-out/sessions.ts'
import type { Sessions } from './fan-out/sessions.ts'
import { WatchlistRoots } from './fan-out/watchlist-roots.ts'
import type { Metrics } from './metrics.ts'
import type { Upgrade } from './routes/stream.ts'
import type { Tokens } from './tokens.ts'
import type { WebSocketFactory } from './upstream/cluster-socket.ts'
import { listContracts } from './upstream/listed-contracts.ts'
import { MarketFeed } from './upstream/market-feed.ts'
import type { UpstreamRest } from './upstream/rest.ts'
import type { ClusterHealth, ClusterStatus } from './upstream/stream.ts'

export interface StreamSideOptions {
  readonly settings: Settings
  readonly clock: Clock
  readonly random: () => number
  readonly createSocket?: WebSocketFactory | undefined
  readonly rest: UpstreamRest
  readonly tokens: Tokens
  readonly log: Logger
}

/** Everything between the vendor's sockets and the clients'. */
export interface StreamSide {
  readonly hub: Hub
  readonly sessions: Sessions
  readonly roots: WatchlistRoots
  readonly counts: OutboxCounts
  accept(upgrade: Upgrade, metrics: Metrics): void
  stop(): Promise<void>
}

export function createStreamSide(options: StreamSideOptions): StreamSide {
  const { settings, clock, random, tokens, log } = options
  const counts: OutboxCounts = { quotes: 0, lossless: 0, frames: 0, bytes: 0, conflated: 0, gaps: 0 }
  const sessions = createSessions({
    clock,
    random,
    maxClients: settings.maxClients,
    maxPerAddress: settings.maxClientsPerAddress,
    maxPerSubject: settings.maxClientsPerSubject,
    pingIntervalMs: settings.pingIntervalMs,
  })
  const hub = openHub(options, createAnnouncer(sessions, log))
  const roots = openRoots(options, hub)
  let lastId = 0
  function accept({ ws, socket, endpoint, address, token }: Upgrade, metrics: Metrics): void {
    lastId += 1
    const session = new ClientSession({
      id: lastId,
      ws,
      socket,
      endpoint,
      hub,
      roots,
      tokens,
      limits: settings,
      clock,
      counts,
      upstream: () => upstreamStatuses(hub, endpoint),
      onToken: (each, verified) => sessions.admit(each, verified),
      onFlushed: metrics.flushed,
      onMessage: metrics.message,
      onClosed: (each, code) => {
        metrics.closed(code)
        sessions.remove(each)
      },
      onFailure: (each, error) => log.error({ err: error, client: each.id }, 'a client was closed for a failure'),
    })
    sessions.add(session, address)
    session.begin(token)
  }

  return {
    hub,
    sessions,
    roots,
    counts,
    accept,
    async stop() {
      await sessions.close(settings.closeSpreadMs, settings.closeGraceMs)
      roots.stop()
      hub.stop()
    },
  }
}

function openRoots({ settings, clock, random, rest }: StreamSideOptions, hub: Hub): WatchlistRoots {
  return new WatchlistRoots({
    hub,
    clock,
    random,
    listContracts: (underlying, today, expirations) => listContracts(rest, underlying, today, expirations),
    contractsPerRoot: settings.contractsPerRoot,
    expirations: settings.watchlistExpirations,
    budget: settings.watchlistBudget,
  })
}

type Announce = (cluster: Cluster, health: ClusterHealth) => void

function openHub({ settings, clock, random, createSocket, rest, log }: StreamSideOptions, announce: Announce): Hub {
  return new Hub({
    ...settings,
    clock,
    epoch: randomBytes(6).toString('base64url'),
    recency: new URL(settings.wsUrl).hostname.startsWith('delayed') ? 'delayed' : 'real-time',
    openFeed: (callbacks) =>
      new MarketFeed({
        ...settings,
        ...callbacks,
        rest,
        clock,
        random,
        createSocket: createSocket ?? openSocket,
        times: { ...settings, pingIntervalMs: settings.upstreamPingIntervalMs },
        onHealth: announce,
        onError: (error) => log.warn({ err: error }, "the vendor's data could not be had or read"),
      }),
  })
}

const openSocket: WebSocketFactory = (url, options) => new WebSocket(url, options)

/** Stocks and indices share an endpoint. */
const ENDPOINT_OF: Readonly<Record<Cluster, Endpoint>> = { options: 'options', stocks: 'indices', indices: 'indices' }

function upstreamStatuses(hub: Hub, endpoint: Endpoint): readonly StatusData[] {
  const clusters = CLUSTERS.filter((cluster) => ENDPOINT_OF[cluster] === endpoint)
  return clusters.flatMap((cluster) => statusOf(cluster, hub.feed.health(cluster)) ?? [])
}

function createAnnouncer(sessions: Sessions, log: Logger): Announce {
  const former = new Map<Cluster, ClusterStatus>()
  return (cluster, health) => {
    if (former.get(cluster) === health.status) return
    former.set(cluster, health.status)
    const level = health.status === 'refused' || health.status === 'evicted' ? 'error' : 'info'
    log[level]({ cluster, status: health.status, reason: health.reason }, ADVICE[health.status])
    const status = statusOf(cluster, health)
    if (status !== undefined) sessions.broadcast(ENDPOINT_OF[cluster], status)
  }
}

const ADVICE: Readonly<Record<ClusterStatus, string>> = {
  idle: 'nobody needs this cluster',
  connecting: 'connecting to the vendor',
  up: 'connected to the vendor',
  waiting: 'the connection to the vendor was lost; trying again',
  evicted:
    'another process uses the same key on this cluster: the vendor allows one. Stop the other, or buy a connection',
  refused: "the vendor refuses the key: check MASSIVE_API_KEY and that the plan includes this cluster's WebSocket",
}

function statusOf(cluster: Cluster, { status, reason }: ClusterHealth): StatusData | undefined {
  // idle and connecting are neither good nor bad news yet
  if (status === 'idle' || status === 'connecting') return undefined
  const state = status === 'waiting' ? 'down' : status
  return { status: 'upstream', cluster, state, ...(reason === undefined ? {} : { reason }) }
}
