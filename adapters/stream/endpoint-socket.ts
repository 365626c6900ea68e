import ReconnectingWebSocket from 'reconnecting-websocket'
import { CLOSE_CODES, isRetryable } from '../../domain/close-codes.ts'
import { isAuthenticationError } from '../../domain/errors.ts'
import { retryDelay } from './backoff.ts'
import { initialConnectionState, isUnderWay, nextConnectionState } from './connection-state.ts'
import { guardWebSocket } from './guarded-web-socket.ts'
import { refusalOf } from './refusal.ts'
import { createWakeableWait } from './wakeable-wait.ts'
import type { Clock, Stop } from '../../domain/clock.ts'
import type { TokenSource } from '../token-source.ts'
import type { MarketDataError } from '../../domain/errors.ts'
import type { ClientMessage } from '../../domain/wire-protocol.ts'
import type { ConnectionEvent, ConnectionState } from './connection-state.ts'
import type { WebSocketClass } from './guarded-web-socket.ts'

export interface EndpointSocketOptions {
  readonly url: string
  readonly tokens: TokenSource
  readonly clock: Clock
  readonly random: () => number
  readonly WebSocket: WebSocketClass
  /** Every change of the state, after it was made. */
  readonly onState: (state: ConnectionState, previous: ConnectionState) => void
  /** A text frame of the current socket; anything else arrives as `undefined`. */
  readonly onFrame: (frame: string | undefined) => void
  /** How long opening and authenticating may take together, ms. @default 5000 */
  readonly connectTimeoutMs?: number
  /** A connection that stood this long resets the back-off, ms. @default 10000 */
  readonly stableAfterMs?: number
}

// the longest a browser timer can be: our own clock decides when an attempt took too long
const NEVER_MS = 2 ** 31 - 1
// the protocol allows 123 bytes (RFC 6455, section 5.5)
const MAX_REASON_LENGTH = 100

const RECONNECTING_OPTIONS = {
  // all waiting is done by the URL provider, on the injected clock
  minReconnectionDelay: 0,
  maxReconnectionDelay: 0,
  minUptime: 0,
  connectionTimeout: NEVER_MS,
  // what was not sent is sent anew after the next authentication; an old queue would only repeat stale subscribes
  maxEnqueuedMessages: 0,
}

/** From `start()` to `stop()`; events of an earlier one find that they no longer belong. */
interface Lifecycle {
  readonly abort: AbortController
  socket: ReconnectingWebSocket | undefined
  /** The token of the current attempt; refreshed after the server refused it. */
  token: string | undefined
  isTokenRefused: boolean
}

/** One endpoint's socket: connects, authenticates, comes back after a loss, until it is stopped. */
export class EndpointSocket {
  readonly #options: EndpointSocketOptions
  readonly #WebSocket: object
  readonly #wait: ReturnType<typeof createWakeableWait>
  #state: ConnectionState
  #lifecycle: Lifecycle | undefined
  #stopTimer: Stop | undefined
  #notBefore = 0

  constructor(options: EndpointSocketOptions) {
    this.#options = options
    this.#WebSocket = guardWebSocket(options.WebSocket)
    this.#wait = createWakeableWait(options.clock)
    this.#state = initialConnectionState(options.clock.now())
  }

  get state(): ConnectionState {
    return this.#state
  }

  start(): void {
    if (this.#lifecycle !== undefined) return
    const lifecycle: Lifecycle = {
      abort: new AbortController(),
      socket: undefined,
      token: undefined,
      isTokenRefused: false,
    }
    this.#lifecycle = lifecycle
    this.#notBefore = 0
    this.#apply({ type: 'start', at: this.#now() })
    const socket = new ReconnectingWebSocket(() => this.#nextUrl(lifecycle), undefined, {
      ...RECONNECTING_OPTIONS,
      WebSocket: this.#WebSocket,
    })
    lifecycle.socket = socket
    this.#listen(lifecycle, socket)
  }

  /** Closes for good: nothing of this connection is heard again until `start()`. */
  stop(reason: string): void {
    this.#end(CLOSE_CODES.normal, reason)
    this.#apply({ type: 'stopped', at: this.#now(), reason })
  }

  /** Nothing is held: the socket goes until `start()`. */
  rest(): void {
    this.#end(CLOSE_CODES.normal, 'nothing held')
    this.#apply({ type: 'rest', at: this.#now() })
  }

  /** Gives the present socket up and makes another one. */
  recycle(code: number, reason: string): void {
    const socket = this.#lifecycle?.socket
    if (socket === undefined || !isUnderWay(this.#state)) return
    this.#lose(code, reason)
    // before the socket exists this does nothing, and the provider that is under way goes on
    socket.reconnect(code, reason.slice(0, MAX_REASON_LENGTH))
  }

  /** Cuts a wait short: the network is back, or somebody looks at the page again. */
  wake(reason: string): void {
    if (this.#state.status !== 'waiting' || this.#now() < this.#notBefore) return
    // the provider may not have come to its wait yet: then it finds that none is left
    this.#apply({ type: 'due', at: this.#now(), reason })
    this.#wait.wake()
  }

  /** The server took the token. */
  authenticated(): void {
    if (this.#state.status !== 'authenticating') return
    const { clock, stableAfterMs = 10_000 } = this.#options
    this.#setTimer(clock.after(stableAfterMs, () => this.#apply({ type: 'stable' })))
    this.#apply({ type: 'authenticated', at: this.#now() })
  }

  /** A fresh token for the live socket. */
  renew(token: string): void {
    if (this.#lifecycle === undefined || this.#lifecycle.token === token) return
    this.#lifecycle.token = token
    this.#lifecycle.isTokenRefused = false
    if (this.#state.status === 'open' || this.#state.status === 'authenticating') this.send({ action: 'auth', token })
  }

  /** The server said when it will be back; no attempt is made before. */
  holdBack(delayMs: number): void {
    this.#notBefore = this.#now() + delayMs
  }

  send(message: ClientMessage): void {
    this.#lifecycle?.socket?.send(JSON.stringify(message))
  }

  /** Never rejects: reconnecting-websocket 4.4.0 would keep its connect lock set for good. */
  async #nextUrl(lifecycle: Lifecycle): Promise<string> {
    const { url } = this.#options
    while (lifecycle === this.#lifecycle) {
      await this.#untilDue(lifecycle)
      if (lifecycle !== this.#lifecycle) return url
      if (await this.#hasToken(lifecycle)) break
    }
    if (lifecycle === this.#lifecycle) this.#watchAttempt()
    return url
  }

  async #untilDue(lifecycle: Lifecycle): Promise<void> {
    if (this.#state.status !== 'waiting') return
    await this.#wait.until(this.#state.retryAt)
    if (lifecycle === this.#lifecycle) this.#apply({ type: 'due', at: this.#now(), reason: 'the wait is over' })
  }

  async #hasToken(lifecycle: Lifecycle): Promise<boolean> {
    const { tokens } = this.#options
    const { signal } = lifecycle.abort
    const refused = lifecycle.isTokenRefused ? lifecycle.token : undefined
    try {
      const token = await (refused === undefined ? tokens.getToken({ signal }) : tokens.refresh(refused, { signal }))
      lifecycle.token = token
      lifecycle.isTokenRefused = false
      return lifecycle === this.#lifecycle && this.#state.status === 'connecting'
    } catch (error) {
      if (lifecycle !== this.#lifecycle) return false
      const reason = `no token: ${error instanceof Error ? error.message : String(error)}`
      this.#lose(CLOSE_CODES.unauthorized, reason, isAuthenticationError(error) ? error : undefined)
      return false
    }
  }

  #watchAttempt(): void {
    const { clock, connectTimeoutMs = 5000 } = this.#options
    const giveUp = (): void => this.recycle(CLOSE_CODES.heartbeatTimeout, `not open within ${connectTimeoutMs} ms`)
    this.#setTimer(clock.after(connectTimeoutMs, giveUp))
  }

  #listen(lifecycle: Lifecycle, socket: ReconnectingWebSocket): void {
    const whenCurrent =
      <T>(handle: (event: T) => void) =>
      (event: T): void => {
        if (lifecycle === this.#lifecycle) handle(event)
      }
    socket.addEventListener(
      'open',
      whenCurrent(() => this.#onOpen(lifecycle)),
    )
    socket.addEventListener(
      'message',
      whenCurrent(({ data }: { data: unknown }) => this.#options.onFrame(typeof data === 'string' ? data : undefined)),
    )
    socket.addEventListener(
      'close',
      whenCurrent(({ code, reason, target }: { code: number; reason: string; target: unknown }) => {
        // the library turns errors into a close of its own with code 1000
        if (target === socket) this.#lose(CLOSE_CODES.abnormal, 'connection failed')
        else this.#onClose(lifecycle, code, reason)
      }),
    )
  }

  #onOpen(lifecycle: Lifecycle): void {
    // given up in the very moment between the URL and the socket: it is there, so it is taken
    this.#apply({ type: 'due', at: this.#now(), reason: 'opened after all' })
    if (lifecycle.token !== undefined) this.send({ action: 'auth', token: lifecycle.token })
    this.#apply({ type: 'opened', at: this.#now() })
  }

  #onClose(lifecycle: Lifecycle, code: number, text: string): void {
    const reason = text === '' ? `closed with code ${code}` : `closed with code ${code}: ${text}`
    if (code === CLOSE_CODES.unauthorized) lifecycle.isTokenRefused = true
    if (isRetryable(code)) return this.#lose(code, reason)
    this.#end(CLOSE_CODES.normal, reason)
    this.#apply({ type: 'refused', at: this.#now(), reason, error: refusalOf(code, this.#options.url, reason) })
  }

  #lose(code: number, reason: string, error?: MarketDataError): void {
    if (!isUnderWay(this.#state)) return
    this.#setTimer(undefined)
    const delayMs = retryDelay(Math.max(1, this.#state.attempt), code, { random: this.#options.random })
    const retryAt = Math.max(this.#now(), this.#notBefore) + delayMs
    if (isPatienceAsked(code)) this.#notBefore = retryAt
    this.#apply({ type: 'lost', at: this.#now(), reason, retryAt, error })
  }

  #end(code: number, reason: string): void {
    const lifecycle = this.#lifecycle
    this.#lifecycle = undefined
    this.#setTimer(undefined)
    lifecycle?.abort.abort(new DOMException(reason, 'AbortError'))
    lifecycle?.socket?.close(code, reason.slice(0, MAX_REASON_LENGTH))
    this.#wait.wake()
  }

  #setTimer(stop: Stop | undefined): void {
    this.#stopTimer?.()
    this.#stopTimer = stop
  }

  #apply(event: ConnectionEvent): void {
    const previous = this.#state
    this.#state = nextConnectionState(previous, event)
    if (this.#state !== previous) this.#options.onState(this.#state, previous)
  }

  #now(): number {
    return this.#options.clock.now()
  }
}

const isPatienceAsked = (code: number): boolean => code === CLOSE_CODES.overLimit || code === CLOSE_CODES.tryAgainLater
