import type { Clock } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { StreamEvent } from '../../domain/massive/stream-events.ts'
import { clusterOf, CLUSTERS } from '../../domain/ticker.ts'
import type { Cluster, Ticker } from '../../domain/ticker.ts'
import type { Channel, ErrorCode } from '../../domain/wire-protocol.ts'
import type { WebSocketFactory } from './cluster-socket.ts'
import { watchForMute } from './mute-watchdog.ts'
import { createOptionSeats } from './option-seats.ts'
import { splitPair } from './params.ts'
import { createSharedPoll } from './shared-poll.ts'
import { createSnapshots } from './snapshots.ts'
import type { SnapshotsOptions } from './snapshots.ts'
import { MassiveClusterStream } from './stream.ts'
import type { ClusterHealth, ClusterStream, StreamTimes } from './stream.ts'
import type { UpstreamRest } from './rest.ts'

export interface MarketFeedOptions {
  readonly wsUrl: string
  readonly apiKey: string
  readonly rest: Pick<UpstreamRest, 'request'>
  readonly clock: Clock
  readonly random: () => number
  readonly createSocket: WebSocketFactory
  readonly times: StreamTimes
  readonly muteAfterMs: number
  readonly pollIntervalMs: number
  readonly optionQuoteLimit: number
  /** Whether some client holds this. */
  readonly isHeld: (channel: Channel, symbol: Ticker) => boolean
  readonly onEvents: (cluster: Cluster, events: readonly StreamEvent[]) => void
  readonly onRow: SnapshotsOptions['onRow']
  readonly onRejected: (symbol: Ticker, channel: Channel | undefined, code: ErrorCode, message: string) => void
  readonly onConfirmed: (pair: string) => void
  readonly onInterrupted: (cluster: Cluster, since: EpochMs) => void
  readonly onHealth: (cluster: Cluster, health: ClusterHealth) => void
  readonly onError: (error: unknown) => void
}

/** All the vendor delivers, by whatever way it comes: three streams, snapshots and the shared poll. */
export interface MarketFeed {
  start(channel: Channel, symbol: Ticker): void
  end(channel: Channel, symbol: Ticker): void
  health(cluster: Cluster): ClusterHealth
  /** Contracts whose quotes are streamed, and polled. */
  readonly seats: { readonly seated: number; readonly standing: number }
  readonly polled: number
  stop(): void
}

export function createMarketFeed(options: MarketFeedOptions): MarketFeed {
  const { clock, isHeld } = options
  const quoted = new Map<Cluster, Set<Ticker>>(CLUSTERS.map((cluster) => [cluster, new Set()]))
  const streams = new Map(CLUSTERS.map((cluster) => [cluster, openStream(cluster)]))
  const stream = (cluster: Cluster): ClusterStream => streams.get(cluster) ?? neverStream(cluster)

  const snapshots = createSnapshots({
    rest: options.rest,
    clock,
    random: options.random,
    batchMs: 20,
    isWanted: (symbol) => quoted.get(clusterOf(symbol))?.has(symbol) ?? false,
    onRow: options.onRow,
    onMissing: ({ symbol, code, message }) => {
      if (code === 'not-found') options.onRejected(symbol, undefined, code, message)
    },
    onError: options.onError,
  })
  const poll = createSharedPoll({
    clock,
    intervalMs: options.pollIntervalMs,
    fetch: (symbols) => snapshots.fetch(symbols),
    onError: options.onError,
  })
  const seats = createOptionSeats({
    limit: options.optionQuoteLimit,
    onStream: (contract) => stream('options').want(`Q.${contract}`),
    onStreamEnd: (contract) => stream('options').unwant(`Q.${contract}`),
    onPoll: (contract) => poll.add(contract),
    onPollEnd: (contract) => poll.remove(contract),
  })
  const watchdogs = CLUSTERS.map((cluster) =>
    watchForMute({
      clock,
      muteAfterMs: options.muteAfterMs,
      health: () => stream(cluster).health(),
      hasMoved: async () => (await snapshots.fetch(sampleOf(quoted.get(cluster)))) > 0,
      onMute: (silentMs) => stream(cluster).recycle(`mute: nothing for ${silentMs} ms while REST moved`),
    }),
  )

  function openStream(cluster: Cluster): ClusterStream {
    return new MassiveClusterStream({
      ...options,
      cluster,
      onEvents: (events) => options.onEvents(cluster, events),
      onHealth: (health) => options.onHealth(cluster, health),
      onConfirmed: (pair) => {
        const { channel, symbol } = splitPair(pair)
        // it was given up before: a plan was upgraded, or the vendor was slow
        if (channel === 'Q' || channel === 'V') poll.remove(symbol)
        options.onConfirmed(pair)
      },
      onUnconfirmed: (pairs) => pairs.forEach(giveUp),
      onInterrupted: (since) => {
        options.onInterrupted(cluster, since)
        // nothing is replayed: what quotes did meanwhile only REST knows
        for (const symbol of quoted.get(cluster) ?? []) snapshots.request(symbol)
      },
    })
  }

  /** The vendor streams nothing for this pair: quotes are polled instead, the rest cannot be had. */
  function giveUp(pair: string): void {
    const { channel, symbol } = splitPair(pair)
    const cluster = clusterOf(symbol)
    if (channel === 'Q' || channel === 'V') {
      poll.add(symbol)
    } else if (isLossless(channel) && isHeld(channel, symbol)) {
      options.onRejected(symbol, channel, 'not-found', `${cluster} does not stream ${pair}`)
    }
  }

  function startQuote(symbol: Ticker): void {
    const cluster = clusterOf(symbol)
    quoted.get(cluster)?.add(symbol)
    snapshots.request(symbol)
    if (cluster === 'indices') return stream(cluster).want(`V.${symbol}`)
    stream(cluster).want(`T.${symbol}`)
    if (cluster === 'options') seats.add(symbol)
    else stream(cluster).want(`Q.${symbol}`)
  }

  function endQuote(symbol: Ticker): void {
    const cluster = clusterOf(symbol)
    quoted.get(cluster)?.delete(symbol)
    poll.remove(symbol)
    if (cluster === 'indices') return stream(cluster).unwant(`V.${symbol}`)
    if (!isHeld('T', symbol)) stream(cluster).unwant(`T.${symbol}`)
    if (cluster === 'options') seats.remove(symbol)
    else stream(cluster).unwant(`Q.${symbol}`)
  }

  return {
    seats,
    get polled() {
      return poll.size
    },
    start(channel, symbol) {
      if (channel === 'Q') startQuote(symbol)
      else stream(clusterOf(symbol)).want(`${channel}.${symbol}`)
    },
    end(channel, symbol) {
      if (channel === 'Q') return endQuote(symbol)
      // trades also move the quote's last price
      if (channel === 'T' && isHeld('Q', symbol)) return
      stream(clusterOf(symbol)).unwant(`${channel}.${symbol}`)
    },
    health: (cluster) => stream(cluster).health(),
    stop() {
      for (const stop of watchdogs) stop()
      for (const cluster of CLUSTERS) stream(cluster).stop()
      snapshots.stop()
      poll.stop()
    },
  }
}

const SAMPLE_SIZE = 250

function sampleOf(symbols: ReadonlySet<Ticker> = new Set()): readonly Ticker[] {
  return [...symbols].slice(0, SAMPLE_SIZE)
}

function isLossless(channel: string): channel is 'T' | 'A' | 'AM' {
  return channel === 'T' || channel === 'A' || channel === 'AM'
}

function neverStream(cluster: Cluster): never {
  throw new TypeError(`No stream for cluster ${cluster}`)
}
