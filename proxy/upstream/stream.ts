import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import { symbolOf } from '../../domain/massive/stream-events.ts'
import type { StreamEvent } from '../../domain/massive/stream-events.ts'
import type { StreamStatus } from '../../domain/massive/stream-frames.ts'
import type { Cluster } from '../../domain/ticker.ts'
import { createAckTracker } from './ack-tracker.ts'
import { backoffMs } from './backoff.ts'
import { withoutKey } from './clean-answer.ts'
import { ClusterSocket } from './cluster-socket.ts'
import type { SocketEnd, WebSocketFactory } from './cluster-socket.ts'
import { chunkParams } from './params.ts'

/** Where the connection to one cluster stands. */
export type ClusterStatus = 'idle' | 'connecting' | 'up' | 'waiting' | 'evicted' | 'refused'

export interface ClusterHealth {
  readonly status: ClusterStatus
  readonly reason?: string | undefined
  readonly wanted: number
  readonly confirmed: number
  readonly lastFrameAt?: EpochMs | undefined
  readonly connects: number
  readonly malformed: number
}

/** Waiting times of a cluster's connection, ms. */
export interface StreamTimes {
  readonly handshakeTimeoutMs: number
  readonly pingIntervalMs: number
  readonly ackTimeoutMs: number
  /** Subscription changes are gathered for so long. */
  readonly batchMs: number
  /** How long a socket without subscriptions stays open. */
  readonly socketLingerMs: number
  /** After `max_connections` another process holds the seat: waiting long keeps the two from evicting each other. */
  readonly evictedRetryMs: number
  readonly refusedRetryMs: number
  /** Up for so long, a connection counts as good and the back-off starts anew. */
  readonly stableAfterMs: number
}

export interface ClusterStreamOptions {
  readonly cluster: Cluster
  /** Of the host; the cluster's name is appended. */
  readonly wsUrl: string
  readonly apiKey: string
  readonly clock: Clock
  readonly random: () => number
  readonly createSocket: WebSocketFactory
  readonly times: StreamTimes
  readonly onEvents: (events: readonly StreamEvent[]) => void
  readonly onHealth: (health: ClusterHealth) => void
  readonly onError: (error: unknown) => void
  /** The vendor confirmed a pair by its ack or by its data. */
  readonly onConfirmed: (pair: string) => void
  /** The vendor keeps silent about these, or says no. */
  readonly onUnconfirmed: (pairs: readonly string[]) => void
  /** What came since `since` may be lost; confirmed pairs go on delivering where it `isConnected` still. */
  readonly onInterrupted: (since: EpochMs, isConnected: boolean) => void
}

/** Everything subscribed on one cluster, over however many connections that takes, one at a time. */
export interface ClusterStream {
  want(pair: string): void
  unwant(pair: string): void
  health(): ClusterHealth
  /** Drops the connection and makes a new one. */
  recycle(reason: string): void
  stop(): void
}

/** See {@link ClusterStream}. A class for its many small transitions over the same few facts. */
export class MassiveClusterStream implements ClusterStream {
  readonly #options: ClusterStreamOptions
  readonly #wanted = new Set<string>()
  readonly #acks
  #additions = new Set<string>()
  #removals = new Set<string>()
  #socket: ClusterSocket | undefined
  #status: ClusterStatus = 'idle'
  #reason: string | undefined
  #attempt = 0
  #connects = 0
  #malformed = 0
  #lastFrameAt: EpochMs | undefined
  #readyAt: EpochMs = 0
  #stopTimer: Stop | undefined
  /** Not before: another process has the seat, or the key is refused. */
  #waitUntil: EpochMs = 0
  #stopBatch: Stop | undefined
  #stopLinger: Stop | undefined
  #stopAckCheck: Stop | undefined
  #stopStable: Stop | undefined
  #isStopped = false

  constructor(options: ClusterStreamOptions) {
    this.#options = options
    this.#acks = createAckTracker(options.times.ackTimeoutMs)
  }

  want(pair: string): void {
    if (this.#isStopped || this.#wanted.has(pair)) return
    this.#wanted.add(pair)
    // what the vendor has, and was to be told to end, just goes on
    if (!this.#removals.delete(pair) || !this.#acks.isConfirmed(pair)) this.#additions.add(pair)
    this.#stopLinger?.()
    this.#stopLinger = undefined
    if (this.#status === 'idle') this.#connectWhenAllowed()
    this.#scheduleBatch()
  }

  unwant(pair: string): void {
    if (!this.#wanted.delete(pair)) return
    if (!this.#additions.delete(pair)) this.#removals.add(pair)
    this.#scheduleBatch()
    if (this.#wanted.size > 0) return
    this.#stopLinger ??= this.#options.clock.after(this.#options.times.socketLingerMs, () => this.#rest())
  }

  health(): ClusterHealth {
    return {
      status: this.#status,
      reason: this.#reason,
      wanted: this.#wanted.size,
      confirmed: this.#acks.confirmed,
      lastFrameAt: this.#lastFrameAt,
      connects: this.#connects,
      malformed: this.#malformed,
    }
  }

  recycle(reason: string): void {
    this.#socket?.abandon(reason)
  }

  stop(): void {
    this.#isStopped = true
    this.#rest()
  }

  /** Nobody needs the cluster: no socket, no timer. */
  #rest(): void {
    for (const stop of [this.#stopTimer, this.#stopBatch, this.#stopLinger, this.#stopAckCheck, this.#stopStable]) {
      stop?.()
    }
    this.#stopBatch = undefined
    this.#stopLinger = undefined
    this.#socket?.close()
    this.#socket = undefined
    this.#acks.reset()
    this.#attempt = 0
    this.#setStatus('idle')
  }

  /** Data came last; a connection may be mute from its first moment on. */
  get #heardAt(): EpochMs {
    return this.#lastFrameAt ?? this.#readyAt
  }

  #connect(): void {
    this.#setStatus('connecting')
    this.#connects += 1
    try {
      this.#socket = this.#openSocket()
    } catch (error) {
      // it runs by timer, too: an address that cannot be must not end the process
      this.#onEnd({ kind: 'lost', reason: error instanceof Error ? error.message : String(error) })
    }
  }

  #openSocket(): ClusterSocket {
    const { wsUrl, cluster, apiKey, clock, createSocket, times } = this.#options
    return new ClusterSocket({
      url: `${wsUrl}/${cluster}`,
      apiKey,
      clock,
      createSocket,
      handshakeTimeoutMs: times.handshakeTimeoutMs,
      pingIntervalMs: times.pingIntervalMs,
      onReady: () => this.#onReady(),
      onAck: (pair) => this.#confirm(pair),
      onStatus: (status) => this.#onStatus(status),
      onEvents: (events) => this.#onEvents(events),
      onMalformed: (count) => {
        this.#malformed += count
        // nobody can tell what was in it
        this.#options.onInterrupted(this.#heardAt, true)
      },
      onFailure: this.#options.onError,
      onOverflow: () => this.#options.onInterrupted(this.#heardAt, true),
      onEnd: (end) => this.#onEnd(end),
    })
  }

  #onReady(): void {
    const { clock, times } = this.#options
    this.#readyAt = clock.now()
    this.#setStatus('up')
    this.#additions = new Set(this.#wanted)
    this.#removals = new Set()
    this.#flushBatch()
    this.#stopAckCheck = clock.every(times.ackTimeoutMs, () => this.#checkAcks())
    this.#stopStable = clock.after(times.stableAfterMs, () => (this.#attempt = 0))
  }

  #onStatus({ status, message }: StreamStatus): void {
    this.#reason = this.#clean(`${status}: ${message}`)
    this.#options.onHealth(this.health())
  }

  #onEvents(events: readonly StreamEvent[]): void {
    this.#lastFrameAt = this.#options.clock.now()
    if (this.#acks.unconfirmed > 0) this.#confirmByData(events)
    this.#options.onEvents(events)
  }

  #confirm(pair: string): void {
    if (this.#acks.confirm(pair) && this.#wanted.has(pair)) this.#options.onConfirmed(pair)
  }

  // a pair that is held already is not acked again, but its data comes
  #confirmByData(events: readonly StreamEvent[]): void {
    for (const event of events) this.#confirm(`${event.ev}.${symbolOf(event)}`)
  }

  #checkAcks(): void {
    const { retry, givenUp } = this.#acks.overdue(this.#options.clock.now())
    if (retry.length > 0) this.#send('subscribe', retry)
    const missing = givenUp.filter((pair) => this.#wanted.has(pair))
    if (missing.length > 0) this.#options.onUnconfirmed(missing)
  }

  #onEnd({ kind, reason }: SocketEnd): void {
    const { clock, times, random } = this.#options
    const wasUp = this.#status === 'up'
    this.#socket = undefined
    this.#acks.reset()
    this.#stopAckCheck?.()
    this.#stopStable?.()
    this.#attempt += 1
    this.#setStatus(kind === 'lost' ? 'waiting' : kind, reason)
    if (wasUp) this.#options.onInterrupted(this.#heardAt, false)
    const delays = {
      lost: backoffMs(this.#attempt, random),
      evicted: times.evictedRetryMs,
      refused: times.refusedRetryMs,
    }
    if (kind !== 'lost') this.#waitUntil = clock.now() + delays[kind]
    this.#stopTimer = clock.after(delays[kind], () => this.#connect())
  }

  /** That nobody needed the cluster for a while does not shorten the wait. */
  #connectWhenAllowed(): void {
    const { clock } = this.#options
    const waitMs = this.#waitUntil - clock.now()
    if (waitMs <= 0) return this.#connect()
    this.#setStatus('waiting', 'the vendor refused the last connection')
    this.#stopTimer = clock.after(waitMs, () => this.#connect())
  }

  #scheduleBatch(): void {
    this.#stopBatch ??= this.#options.clock.after(this.#options.times.batchMs, () => this.#flushBatch())
  }

  #flushBatch(): void {
    this.#stopBatch?.()
    this.#stopBatch = undefined
    if (this.#status !== 'up') return
    const removals = [...this.#removals]
    const additions = [...this.#additions]
    this.#removals.clear()
    this.#additions.clear()
    for (const pair of removals) this.#acks.forget(pair)
    this.#send('unsubscribe', removals)
    this.#send('subscribe', additions)
  }

  #send(action: 'subscribe' | 'unsubscribe', pairs: readonly string[]): void {
    if (pairs.length === 0) return
    for (const params of chunkParams(pairs)) this.#socket?.send(action, params)
    if (action === 'subscribe') this.#acks.sent(pairs, this.#options.clock.now())
  }

  // reasons are told to clients; the vendor might repeat the key in one
  #clean(text: string): string {
    return withoutKey(text, this.#options.apiKey)
  }

  #setStatus(status: ClusterStatus, reason?: string): void {
    this.#status = status
    this.#reason = reason === undefined ? undefined : this.#clean(reason)
    this.#options.onHealth(this.health())
  }
}
