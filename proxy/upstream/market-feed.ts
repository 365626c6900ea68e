import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { StreamEvent } from '../../domain/massive/stream-events.ts'
import { clusterOf, CLUSTERS } from '../../domain/ticker.ts'
import type { Cluster, Ticker } from '../../domain/ticker.ts'
import type { Channel, ErrorCode } from '../../domain/wire-protocol.ts'
import type { WebSocketFactory } from './cluster-socket.ts'
import { watchForMute } from './mute-watchdog.ts'
import { createOptionSeats } from './option-seats.ts'
import type { OptionSeats } from './option-seats.ts'
import { splitPair } from './params.ts'
import { createSharedPoll } from './shared-poll.ts'
import { createSnapshots } from './snapshots.ts'
import type { Snapshots, SnapshotsOptions } from './snapshots.ts'
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
  readonly onInterrupted: (cluster: Cluster, since: EpochMs, isConnected: boolean) => void
  readonly onHealth: (cluster: Cluster, health: ClusterHealth) => void
  readonly onError: (error: unknown) => void
}

/** All the vendor delivers, by whatever way it comes: three streams, snapshots and the shared poll. */
export class MarketFeed {
  readonly #options: MarketFeedOptions
  readonly #quoted: Readonly<Record<Cluster, Set<Ticker>>> = {
    stocks: new Set(),
    options: new Set(),
    indices: new Set(),
  }
  /** Trades and bars that are held, `CHANNEL.TICKER`. */
  readonly #lossless: Readonly<Record<Cluster, Set<string>>> = {
    stocks: new Set(),
    options: new Set(),
    indices: new Set(),
  }
  #sampledTo = 0
  readonly #streams: Readonly<Record<Cluster, ClusterStream>>
  readonly #watchdogs: readonly Stop[]
  readonly #refreshedAt: Partial<Record<Cluster, EpochMs>> = {}
  readonly #stopRefresh: Partial<Record<Cluster, Stop | undefined>> = {}
  readonly #snapshots
  readonly #poll
  readonly #seats

  constructor(options: MarketFeedOptions) {
    const { clock, onError, muteAfterMs } = options
    this.#options = options
    this.#streams = {
      stocks: this.#openStream('stocks'),
      options: this.#openStream('options'),
      indices: this.#openStream('indices'),
    }
    this.#snapshots = this.#openSnapshots()
    this.#poll = createSharedPoll({
      clock,
      intervalMs: options.pollIntervalMs,
      fetch: (symbols) => this.#snapshots.fetch(symbols),
      onError,
    })
    this.#seats = this.#openSeats()
    this.#watchdogs = CLUSTERS.map((cluster) =>
      watchForMute({
        clock,
        muteAfterMs,
        health: () => this.health(cluster),
        hasMoved: () => this.#hasMoved(cluster),
        onMute: (silentMs) => this.#streams[cluster].recycle(`mute: nothing for ${silentMs} ms while REST moved`),
      }),
    )
  }

  /** Contracts whose quotes are streamed, and those that wait for a place. */
  get seats(): { readonly seated: number; readonly standing: number } {
    return this.#seats
  }

  /** Symbols served by the shared poll. */
  get polled(): number {
    return this.#poll.size
  }

  health(cluster: Cluster): ClusterHealth {
    return this.#streams[cluster].health()
  }

  start(channel: Channel, symbol: Ticker): void {
    if (channel === 'Q') return this.#startQuote(symbol)
    const stream = this.#streams[clusterOf(symbol)]
    this.#lossless[clusterOf(symbol)].add(`${channel}.${symbol}`)
    stream.want(`${channel}.${symbol}`)
    // what was traded in each minute, to tell by whether trades are missing
    if (channel === 'T') stream.want(`AM.${symbol}`)
  }

  /** A visitor asks for a symbol's quotes: who has a claim to what is streamed is told by it. */
  hold(symbol: Ticker, subject: string): void {
    if (clusterOf(symbol) === 'options') this.#seats.hold(symbol, subject)
  }

  release(symbol: Ticker, subject: string): void {
    if (clusterOf(symbol) === 'options') this.#seats.release(symbol, subject)
  }

  end(channel: Channel, symbol: Ticker): void {
    if (channel === 'Q') return this.#endQuote(symbol)
    const { isHeld } = this.#options
    const stream = this.#streams[clusterOf(symbol)]
    this.#lossless[clusterOf(symbol)].delete(`${channel}.${symbol}`)
    if (channel === 'T' && !isHeld('AM', symbol)) stream.unwant(`AM.${symbol}`)
    if (channel === 'AM' && isHeld('T', symbol)) return
    // trades also move the quote's last price
    if (channel === 'T' && isHeld('Q', symbol)) return
    stream.unwant(`${channel}.${symbol}`)
  }

  stop(): void {
    for (const stop of this.#watchdogs) stop()
    for (const cluster of CLUSTERS) {
      this.#streams[cluster].stop()
      this.#stopRefresh[cluster]?.()
    }
    this.#snapshots.stop()
    this.#seats.stop()
    this.#poll.stop()
  }

  /** Of what the poll serves the stream says nothing, however lively it is. */
  async #hasMoved(cluster: Cluster): Promise<boolean> {
    const quoted = [...this.#quoted[cluster]].filter((symbol) => !this.#poll.has(symbol))
    const traded = [...this.#lossless[cluster]].map((pair) => splitPair(pair).symbol)
    const streamed = [...new Set([...quoted, ...traded])]
    // not the same ones each time: those that were held first may be the quiet ones
    const start = this.#sampledTo % Math.max(1, streamed.length)
    this.#sampledTo = start + SAMPLE_SIZE
    const sample = [...streamed.slice(start), ...streamed.slice(0, start)].slice(0, SAMPLE_SIZE)
    return (await this.#snapshots.fetch(sample)) > 0
  }

  #openStream(cluster: Cluster): ClusterStream {
    const options = this.#options
    return new MassiveClusterStream({
      ...options,
      cluster,
      onEvents: (events) => options.onEvents(cluster, events),
      onHealth: (health) => options.onHealth(cluster, health),
      onConfirmed: (pair) => {
        const { channel, symbol } = splitPair(pair)
        // it was given up before: a plan was upgraded, or the vendor was slow
        if (isQuoteChannel(channel)) this.#poll.remove(symbol)
        options.onConfirmed(pair)
      },
      onUnconfirmed: (pairs) => {
        for (const pair of pairs) this.#giveUp(pair)
      },
      onInterrupted: (since, isConnected) => {
        options.onInterrupted(cluster, since, isConnected)
        this.#refresh(cluster)
      },
    })
  }

  /** Nothing is replayed: what quotes did meanwhile only REST knows. */
  #refresh(cluster: Cluster): void {
    const now = this.#options.clock.now()
    // a run of broken frames must not become a run of requests
    if (now - (this.#refreshedAt[cluster] ?? 0) < REFRESH_MS) {
      this.#stopRefresh[cluster] ??= this.#options.clock.after(REFRESH_MS, () => {
        this.#stopRefresh[cluster] = undefined
        this.#refresh(cluster)
      })
      return
    }
    this.#refreshedAt[cluster] = now
    for (const symbol of this.#quoted[cluster]) this.#snapshots.request(symbol)
  }

  #openSnapshots(): Snapshots {
    const { rest, clock, random, onRow, onRejected, onError, batchMs } = { ...this.#options, ...this.#options.times }
    return createSnapshots({
      rest,
      clock,
      random,
      batchMs,
      isWanted: (symbol) => this.#quoted[clusterOf(symbol)].has(symbol),
      onRow,
      onMissing: ({ symbol, code, message }) => {
        if (code === 'not-found') onRejected(symbol, undefined, code, message)
        // a plan may have the one and not the other: only what the stream does not deliver either cannot be had
        if (code === 'not-entitled' && this.#poll.has(symbol)) onRejected(symbol, 'Q', code, message)
      },
      onError,
    })
  }

  #openSeats(): OptionSeats {
    return createOptionSeats({
      clock: this.#options.clock,
      limit: this.#options.optionQuoteLimit,
      onStream: (contract) => this.#streams.options.want(`Q.${contract}`),
      onStreamEnd: (contract) => this.#streams.options.unwant(`Q.${contract}`),
      onPoll: (contract) => this.#poll.add(contract),
      onPollEnd: (contract) => this.#poll.remove(contract),
    })
  }

  /** The vendor streams nothing for this pair: quotes are polled instead, the rest cannot be had. */
  #giveUp(pair: string): void {
    const { channel, symbol } = splitPair(pair)
    if (isQuoteChannel(channel)) return this.#poll.add(symbol)
    if (!isLossless(channel) || !this.#options.isHeld(channel, symbol)) return
    const message = `the vendor does not stream ${pair}: unknown, or not in the plan`
    this.#options.onRejected(symbol, channel, 'not-found', message)
  }

  #startQuote(symbol: Ticker): void {
    const cluster = clusterOf(symbol)
    const stream = this.#streams[cluster]
    this.#quoted[cluster].add(symbol)
    this.#snapshots.request(symbol)
    if (cluster === 'indices') return stream.want(`V.${symbol}`)
    stream.want(`T.${symbol}`)
    if (cluster === 'options') this.#seats.add(symbol)
    else stream.want(`Q.${symbol}`)
  }

  #endQuote(symbol: Ticker): void {
    const cluster = clusterOf(symbol)
    const stream = this.#streams[cluster]
    this.#quoted[cluster].delete(symbol)
    this.#poll.remove(symbol)
    if (cluster === 'indices') return stream.unwant(`V.${symbol}`)
    if (!this.#options.isHeld('T', symbol)) stream.unwant(`T.${symbol}`)
    if (cluster === 'options') this.#seats.remove(symbol)
    else stream.unwant(`Q.${symbol}`)
  }
}

const REFRESH_MS = 1_000
const SAMPLE_SIZE = 250

function isQuoteChannel(channel: string): boolean {
  return channel === 'Q' || channel === 'V'
}

function isLossless(channel: string): channel is 'T' | 'A' | 'AM' {
  return channel === 'T' || channel === 'A' || channel === 'AM'
}
