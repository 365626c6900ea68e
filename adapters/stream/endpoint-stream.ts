import { CLOSE_CODES } from '../../domain/close-codes.ts'
import { assertNever } from '../../domain/assert-never.ts'
import { EndpointSocket } from './endpoint-socket.ts'
import { FrameIntake } from './frame-intake.ts'
import { startHeartbeat } from './heartbeat.ts'
import { Subscriptions } from './subscriptions.ts'
import type { Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { EndpointHealth, HealthEvent, UpstreamState } from '../../domain/health.ts'
import type { Cluster, Endpoint, Ticker } from '../../domain/ticker.ts'
import type { Channel, ServerMessageData, StatusData } from '../../domain/wire-protocol.ts'
import type { ConnectionState } from './connection-state.ts'
import type { EndpointSocketOptions } from './endpoint-socket.ts'
import type { ControlMessage } from './frame-intake.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { StreamListener } from './stream-listener.ts'

export interface EndpointStreamOptions extends Omit<EndpointSocketOptions, 'onState' | 'onFrame'> {
  readonly endpoint: Endpoint
  readonly listener: StreamListener
  /** How long a socket stays open when nothing is held any more, ms. @default 30000 */
  readonly idleCloseMs?: number
  /** How long a server that refused for good is left alone before a new subscription asks it again, ms. @default 60000 */
  readonly refusedForMs?: number
  /** Malformed messages in a row after which the socket is given up. @default 5 */
  readonly maxMalformedRun?: number
  /** How long an acknowledgement may take, ms. @default 5000 */
  readonly ackTimeoutMs?: number
}

/** Figures of one endpoint. */
export type StreamFigures = Pick<
  EndpointHealth,
  'messages' | 'quotes' | 'malformed' | 'reconnects' | 'lastMessageAt' | 'latencyMs' | 'upstream'
>

const NOTHING: ReadonlySet<Ticker> = new Set()

/** One endpoint: its socket, what it subscribed to, and what comes in. */
export class EndpointStream {
  readonly subscriptions: Subscriptions
  readonly #options: EndpointStreamOptions
  readonly #socket: EndpointSocket
  readonly #intake: FrameIntake
  #heartbeat: Heartbeat | undefined
  #stopIdle: Stop | undefined
  #isStarted = false
  #openings = 0
  #latencyMs: number | undefined
  /** The server's clock less ours. */
  #skewMs = 0
  #upstream: Readonly<Record<string, UpstreamState>> = {}
  #roots: readonly Ticker[] = []
  #watchlist = NOTHING
  #maxRateHz: number | undefined

  constructor(options: EndpointStreamOptions) {
    const { clock, listener, endpoint } = options
    this.#options = options
    this.#socket = new EndpointSocket({
      ...options,
      onState: (state, previous) => this.#onState(state, previous),
      onFrame: (frame) => this.#onFrame(frame),
    })
    this.subscriptions = new Subscriptions({
      clock,
      serverNow: () => this.now(),
      send: (message) => this.#socket.send(message),
      onRejected: (channel, symbols, error) => {
        this.#event('rejected', `${endpoint}: ${error.message}`)
        listener.rejected(channel, symbols, error)
      },
      ...(options.ackTimeoutMs === undefined ? {} : { ackTimeoutMs: options.ackTimeoutMs }),
    })
    this.#intake = new FrameIntake({
      endpoint,
      clock,
      serverNow: () => this.now(),
      listener,
      subscriptions: this.subscriptions,
      isListed: (symbol) => this.#watchlist.has(symbol),
      onControl: (message) => this.#onControl(message),
      onMalformed: () => this.#event('invalid-message', 'a message that is not of the protocol was dropped'),
      onMalformedRun: (count) => this.recycle(CLOSE_CODES.badMessage, `${count} malformed messages in a row`),
      maxMalformedRun: options.maxMalformedRun,
    })
  }

  get state(): ConnectionState {
    return this.#socket.state
  }

  get figures(): StreamFigures {
    const { messages, quotes, malformed, lastFrameAt: lastMessageAt } = this.#intake
    const counts = { messages, quotes, malformed, reconnects: Math.max(0, this.#openings - 1) }
    return { ...counts, lastMessageAt, latencyMs: this.#latencyMs, upstream: this.#upstream }
  }

  /** The server's time: what was missed ends there, however wrong this machine's clock may be. */
  now(): EpochMs {
    return Math.round(this.#options.clock.now() + this.#skewMs)
  }

  /** The contracts that the server streams for the watchlist's roots, as it last told. */
  get watchlist(): ReadonlySet<Ticker> {
    return this.#watchlist
  }

  /** Whether the connection is wanted at all. */
  get isNeeded(): boolean {
    return this.#roots.length > 0 || this.subscriptions.size > 0
  }

  start(): void {
    this.#isStarted = true
    if (this.state.status === 'closed' && this.isNeeded) this.#socket.start()
    this.#review()
  }

  stop(reason: string): void {
    this.#isStarted = false
    this.#cancelIdle()
    this.#socket.stop(reason)
  }

  recycle(code: number, reason: string): void {
    this.#socket.recycle(code, reason)
  }

  wake(reason: string): void {
    this.#socket.wake(reason)
  }

  renew(token: string): void {
    this.#socket.renew(token)
  }

  add(channel: Channel, symbols: readonly Ticker[]): void {
    this.subscriptions.add(channel, symbols)
    this.#review()
  }

  remove(channel: Channel, symbols: readonly Ticker[]): void {
    this.subscriptions.remove(channel, symbols)
    this.#review()
  }

  setRoots(roots: readonly Ticker[]): void {
    this.#roots = roots
    if (roots.length === 0) this.#list(NOTHING)
    if (this.state.status === 'open') this.#socket.send({ action: 'updateWatchlist', roots })
    this.#review()
  }

  /** Asks for at most so many quote frames a second, now and after every reconnect. */
  configure(maxRateHz: number): void {
    this.#maxRateHz = maxRateHz
    if (this.state.status === 'open') this.#socket.send({ action: 'configure', maxRateHz })
  }

  /** Contracts come and go with the money; nobody holds one that went, unless it is subscribed to beside. */
  #list(symbols: ReadonlySet<Ticker>): void {
    const { quotes } = this.subscriptions
    const gone = [...this.#watchlist].filter((symbol) => !symbols.has(symbol) && !quotes.has(symbol))
    this.#watchlist = symbols
    if (gone.length > 0) this.#options.listener.released('Q', gone)
  }

  #review(): void {
    if (!this.#isStarted) return
    if (this.isNeeded) {
      this.#cancelIdle()
      if (this.state.status === 'idle' || this.#isRefusalOld()) this.#socket.start()
      return
    }
    const { clock, idleCloseMs = 30_000 } = this.#options
    this.#stopIdle ??= clock.after(idleCloseMs, () => {
      this.#stopIdle = undefined
      this.#socket.rest()
    })
  }

  // whoever scrolls a list asks for something new many times a second, and the server has said no
  #isRefusalOld(): boolean {
    const { clock, refusedForMs = 60_000 } = this.#options
    return this.state.status === 'closed' && clock.now() - this.state.since >= refusedForMs
  }

  #cancelIdle(): void {
    this.#stopIdle?.()
    this.#stopIdle = undefined
  }

  #onState(state: ConnectionState, previous: ConnectionState): void {
    if (previous.status === 'open' && state.status !== 'open') this.#leaveOpen()
    if (state.status === 'authenticating') this.#beat()
    if (state.status !== 'authenticating' && state.status !== 'open') this.#stopBeating()
    if (state.status === 'open' && previous.status !== 'open') this.#enterOpen()
    if (state.status !== previous.status) this.#event('connection', describe(state), state.status)
    this.#options.listener.state(this.#options.endpoint, state, previous)
  }

  #enterOpen(): void {
    this.#openings += 1
    this.#heartbeat?.measure()
    if (this.#maxRateHz !== undefined) this.#socket.send({ action: 'configure', maxRateHz: this.#maxRateHz })
    if (this.#roots.length > 0) this.#socket.send({ action: 'updateWatchlist', roots: this.#roots })
    this.subscriptions.opened()
  }

  #leaveOpen(): void {
    this.subscriptions.closed()
    this.#upstream = {}
    this.#intake.reset()
  }

  #beat(): void {
    this.#stopBeating()
    this.#heartbeat = startHeartbeat({
      clock: this.#options.clock,
      ping: (t) => this.#socket.send({ action: 'ping', t }),
      onDead: (silentMs) => this.recycle(CLOSE_CODES.heartbeatTimeout, `nothing heard for ${silentMs} ms`),
    })
  }

  #stopBeating(): void {
    this.#heartbeat?.stop()
    this.#heartbeat = undefined
  }

  #onFrame(frame: string | undefined): void {
    this.#heartbeat?.heard()
    this.#intake.take(frame)
  }

  #onControl(message: ControlMessage): void {
    switch (message.type) {
      case 'error':
        return this.#onError(message.data)
      case 'status':
        return this.#onStatus(message.data)
      case 'pong':
        return this.#onPong(message.data)
      default:
        assertNever(message)
    }
  }

  #onPong({ t, serverTime }: ServerMessageData['pong']): void {
    const latencyMs = this.#heartbeat?.pong(t)
    if (latencyMs === undefined) return
    this.#latencyMs = latencyMs
    this.#skewMs = serverTime - (t + latencyMs / 2)
  }

  #onError({ code, message, symbols, channel }: ServerMessageData['error']): void {
    this.#event('error', `${code}: ${message}`)
    if (symbols !== undefined) this.subscriptions.refused(code, message, symbols, channel)
  }

  #onStatus(data: StatusData): void {
    switch (data.status) {
      case 'authenticated':
        return this.#socket.authenticated()
      case 'watchlist':
        if (this.#roots.length > 0) this.#list(new Set(data.symbols))
        return this.#options.listener.watchlist(data.roots, data.symbols)
      case 'upstream':
        return this.#onUpstream(data.cluster, data.state, data.reason)
      case 'closing':
        this.#event('connection', `the server closes and is back in ${data.reconnectInMs} ms`)
        return this.#socket.holdBack(data.reconnectInMs)
      case 'connected':
      case 'configured':
        return
      default:
        assertNever(data)
    }
  }

  #onUpstream(cluster: Cluster, state: UpstreamState, reason: string | undefined): void {
    this.#upstream = { ...this.#upstream, [cluster]: state }
    this.#event('upstream', `${cluster}: ${state}${reason === undefined ? '' : ` (${reason})`}`, state)
    this.#options.listener.upstream(this.#options.endpoint, cluster, state)
  }

  #event(kind: HealthEvent['kind'], message: string, status?: HealthEvent['status']): void {
    const { clock, endpoint, listener } = this.#options
    listener.event({ at: clock.now(), kind, endpoint, status, message })
  }
}

function describe(state: ConnectionState): string {
  if (state.status !== 'waiting') return `${state.status}: ${state.reason}`
  return `waiting ${state.retryAt - state.since} ms before attempt ${state.attempt}: ${state.reason}`
}
