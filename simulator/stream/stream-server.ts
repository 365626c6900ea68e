import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Clock } from '../../domain/clock.ts'
import { CLUSTERS } from '../../domain/ticker.ts'
import type { Cluster } from '../../domain/ticker.ts'
import type { FaultState } from '../faults/fault-state.ts'
import type { Random } from '../market/random.ts'
import type { Universe } from '../market/universe.ts'
import type { SymbolTape } from '../tape/symbol-tape.ts'
import type { Tape, TapeListener } from '../tape/tape.ts'
import { encodeBar, encodeQuote, encodeTrade, encodeValue } from './encode-events.ts'
import { FrameSender } from './frame-sender.ts'
import { clusterOfListing, listingsOf, tickKindOf } from './pairs.ts'
import type { Pair, VendorChannel } from './pairs.ts'
import { STATUS } from './status-messages.ts'
import { StreamSession } from './stream-session.ts'
import type { SessionHost } from './stream-session.ts'

export interface StreamServerOptions {
  readonly server: Server
  readonly clock: Clock
  readonly random: Random
  readonly universe: Universe
  readonly tape: Tape
  readonly faults: FaultState
  readonly isValidKey: (key: string) => boolean
  readonly maxBufferedBytes: number
  readonly authTimeoutMs: number
  /** Sockets of one key on one cluster. */
  readonly maxConnections: number
}

/** The vendor's stream: `/stocks`, `/options` and `/indices`. */
export class StreamServer {
  readonly #options: StreamServerOptions
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  readonly #sessions = new Set<StreamSession>()
  readonly #bySymbol: Readonly<Record<VendorChannel, Map<string, Set<StreamSession>>>> = {
    Q: new Map(),
    T: new Map(),
    A: new Map(),
    AM: new Map(),
    V: new Map(),
  }

  constructor(options: StreamServerOptions) {
    this.#options = options
    options.server.on('upgrade', this.#upgrade)
  }

  /** Sends what the tape publishes to those who subscribed to it. */
  readonly listener: TapeListener = {
    quote: (tape, quote) => this.#send('Q', tape, () => encodeQuote(tape, quote)),
    trade: (tape, trade) => this.#send('T', tape, () => encodeTrade(tape, trade)),
    value: (tape, value) => this.#send('V', tape, () => encodeValue(tape, value)),
    secondBar: (tape, bar) => this.#send('A', tape, () => encodeBar(tape, 'A', bar)),
    minuteBar: (tape, bar) => this.#send('AM', tape, () => encodeBar(tape, 'AM', bar)),
    flush: () => {
      for (const session of this.#sessions) session.sender.flush()
    },
  }

  sessionsOf(cluster?: Cluster): StreamSession[] {
    return [...this.#sessions].filter((session) => cluster === undefined || session.cluster === cluster)
  }

  close(): void {
    this.#options.server.off('upgrade', this.#upgrade)
    for (const session of this.#sessions) session.drop()
    this.#sockets.close()
  }

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy())
    const cluster = clusterOfPath(request.url)
    if (cluster === undefined) return refuse(socket, 404)
    if (this.#options.faults.refused.has(cluster)) return refuse(socket, 503)
    this.#sockets.handleUpgrade(request, socket, head, (client) => this.#accept(client, cluster))
  }

  #accept(socket: WebSocket, cluster: Cluster): void {
    const { clock, random, faults, maxBufferedBytes, authTimeoutMs } = this.#options
    const onTooSlow = (): void => session.drop()
    const sender = new FrameSender({ socket, clock, random, faults, maxBufferedBytes, onTooSlow })
    const session: StreamSession = new StreamSession({
      cluster,
      socket,
      sender,
      host: this.#host,
      clock,
      authTimeoutMs,
    })
    this.#sessions.add(session)
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.#leave(session))
  }

  readonly #host: SessionHost = {
    isValidKey: (key) => this.#options.isValidKey(key),
    isInPlan: (cluster) => !this.#options.faults.revoked.has(cluster),
    authenticated: (session, key) => this.#evictOlder(session, key),
    add: (session, pair) => this.#add(session, pair),
    remove: (session, pair) => this.#remove(session, pair),
    ignoresSubscribe: () => {
      const { faults } = this.#options
      if (faults.ignoredSubscribesLeft <= 0) return false
      faults.ignoredSubscribesLeft--
      return true
    },
  }

  // the newer connection wins: what users of the vendor measured on several clusters
  #evictOlder(session: StreamSession, key: string): void {
    const rivals = this.sessionsOf(session.cluster).filter((other) => other !== session && other.key === key)
    const surplus = rivals.length + 1 - this.#options.maxConnections
    for (const rival of rivals.slice(0, Math.max(0, surplus))) rival.bye(STATUS.maxConnections)
  }

  #add(session: StreamSession, pair: Pair): boolean {
    const { universe, tape } = this.#options
    const listings = pair.symbol === '*' ? listingsOf(session.cluster, universe) : [universe.listing(pair.symbol)]
    for (const listing of listings) {
      if (listing === undefined || clusterOfListing(listing) !== session.cluster) return false
      tape.hold(tickKindOf(pair.channel, listing), listing)
    }
    const held = this.#bySymbol[pair.channel]
    const sessions = held.get(subscriptionKey(session, pair)) ?? new Set()
    held.set(subscriptionKey(session, pair), sessions.add(session))
    return true
  }

  #remove(session: StreamSession, pair: Pair): void {
    const { universe, tape } = this.#options
    const held = this.#bySymbol[pair.channel]
    const sessions = held.get(subscriptionKey(session, pair))
    sessions?.delete(session)
    if (sessions?.size === 0) held.delete(subscriptionKey(session, pair))
    const listings = pair.symbol === '*' ? listingsOf(session.cluster, universe) : [universe.listing(pair.symbol)]
    for (const listing of listings) {
      if (listing !== undefined) tape.release(tickKindOf(pair.channel, listing), listing.ticker)
    }
  }

  #leave(session: StreamSession): void {
    this.#sessions.delete(session)
    for (const pair of session.pairs.values()) this.#remove(session, pair)
    session.pairs.clear()
  }

  #send(channel: VendorChannel, tape: SymbolTape, encode: () => string): void {
    const held = this.#bySymbol[channel]
    if (held.size === 0) return
    const { ticker } = tape.listing
    const direct = held.get(ticker)
    const all = held.get(`${clusterOfListing(tape.listing)}.*`)
    if (direct === undefined && all === undefined) return
    const { muted } = this.#options.faults
    if (muted.size > 0 && (muted.has(ticker) || muted.has(clusterOfListing(tape.listing)))) return
    const event = encode()
    for (const session of direct ?? []) session.sender.add(event)
    for (const session of all ?? []) {
      if (direct?.has(session) !== true) session.sender.add(event)
    }
  }
}

const subscriptionKey = (session: StreamSession, pair: Pair): string =>
  pair.symbol === '*' ? `${session.cluster}.*` : pair.symbol

function clusterOfPath(url: string | undefined): Cluster | undefined {
  const path = url?.split('?')[0]?.replace(/\/+$/, '')
  return CLUSTERS.find((cluster) => path === `/${cluster}`)
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
