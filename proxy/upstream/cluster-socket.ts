import type { WebSocket as WsSocket } from 'ws'
import { assertNever } from '../../domain/assert-never.ts'
import type { Clock, Stop } from '../../domain/clock.ts'
import type { StreamEvent } from '../../domain/massive/stream-events.ts'
import { ackOf, parseStreamFrame } from '../../domain/massive/stream-frames.ts'
import type { StreamStatus } from '../../domain/massive/stream-frames.ts'
import { Inbox } from './inbox.ts'

const MAX_FRAME_BYTES = 16 * 1024 * 1024
const INBOX_LIMIT_BYTES = 128 * 1024 * 1024

/** Why a connection to the vendor ended. */
export interface SocketEnd {
  readonly kind: 'lost' | 'evicted' | 'refused'
  readonly reason: string
}

export type WebSocketFactory = (url: string, options: { maxPayload: number; perMessageDeflate: boolean }) => WsSocket

export interface ClusterSocketOptions {
  readonly url: string
  readonly apiKey: string
  readonly clock: Clock
  readonly createSocket: WebSocketFactory
  readonly handshakeTimeoutMs: number
  readonly pingIntervalMs: number
  readonly onReady: () => void
  /** The vendor confirmed a subscription. */
  readonly onAck: (pair: string) => void
  /** Any other word of the vendor on the connection. */
  readonly onStatus: (status: StreamStatus) => void
  readonly onEvents: (events: readonly StreamEvent[]) => void
  /** Messages that are not what the vendor documents. */
  readonly onMalformed: (count: number) => void
  readonly onOverflow: () => void
  /** Something of the proxy's own failed over a frame. */
  readonly onFailure: (error: unknown) => void
  /** Called once, last. */
  readonly onEnd: (end: SocketEnd) => void
}

/** One connection to one cluster, from opening to its end; a new one is made for each attempt. */
export class ClusterSocket {
  readonly #options: ClusterSocketOptions
  readonly #socket: WsSocket
  readonly #inbox: Inbox
  readonly #stops: Stop[] = []
  #isOver = false
  #isReady = false
  #isHeard = true
  #problem: string | undefined

  constructor(options: ClusterSocketOptions) {
    const { clock, url, apiKey, handshakeTimeoutMs } = options
    this.#options = options
    this.#inbox = new Inbox({
      process: (frame) => this.#read(frame),
      onOverflow: options.onOverflow,
      limitBytes: INBOX_LIMIT_BYTES,
    })
    this.#socket = options.createSocket(url, { maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
    this.#socket.on('open', () => this.#socket.send(JSON.stringify({ action: 'auth', params: apiKey })))
    this.#listen()
    this.#stops.push(
      clock.after(handshakeTimeoutMs, () => {
        if (!this.#isReady) this.abandon(`no handshake within ${handshakeTimeoutMs} ms`)
      }),
    )
  }

  send(action: 'subscribe' | 'unsubscribe', params: string): void {
    if (!this.#isOver) this.#socket.send(JSON.stringify({ action, params }))
  }

  /** Ends it without an `onEnd`. */
  close(): void {
    this.#finish()
  }

  /** Ends it as lost, for this reason. */
  abandon(reason: string): void {
    this.#finish({ kind: 'lost', reason })
  }

  #listen(): void {
    this.#socket.on('pong', () => (this.#isHeard = true))
    this.#socket.on('message', (data, isBinary) => {
      this.#isHeard = true
      if (isBinary) this.#options.onMalformed(1)
      else this.#inbox.push(toBuffer(data))
    })
    // a close follows
    this.#socket.on('error', (error) => (this.#problem = error.message))
    this.#socket.on('close', (code, reason) => {
      const words = reason.length > 0 ? ` (${reason.toString()})` : ''
      const problem = this.#problem ?? `closed by the vendor with ${code}${words}`
      // what came is data like any other, and the reason for the close may stand in it
      this.#inbox.drain(() => this.abandon(problem))
    })
  }

  #finish(end?: SocketEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const stop of this.#stops) stop()
    this.#inbox.stop()
    this.#socket.terminate()
    if (end !== undefined) this.#options.onEnd(end)
  }

  #read(frame: Buffer): void {
    try {
      this.#take(frame)
    } catch (error) {
      // one frame must not end the process; nobody can tell what was not taken from it
      this.#options.onFailure(error)
      this.#options.onMalformed(1)
    }
  }

  #take(frame: Buffer): void {
    const { statuses, events, malformed } = parseStreamFrame(frame.toString('utf8'))
    if (malformed > 0) this.#options.onMalformed(malformed)
    for (const status of statuses) if (!this.#isOver) this.#onStatus(status)
    if (events.length > 0 && !this.#isOver) this.#options.onEvents(events)
  }

  #onStatus(status: StreamStatus): void {
    switch (status.kind) {
      case 'connected':
        return
      case 'auth_failed':
        return this.#finish({ kind: 'refused', reason: status.message })
      case 'auth_timeout':
        // the network was slow; the key may be good
        return this.abandon(status.message)
      case 'max_connections':
        return this.#finish({ kind: 'evicted', reason: status.message })
      case 'auth_success':
        return this.#onAuthenticated()
      case 'success': {
        const ack = ackOf(status)
        if (ack?.action === 'subscribed') this.#options.onAck(ack.pair)
        return
      }
      case 'error':
      case 'unknown':
        return this.#options.onStatus(status)
      default:
        return assertNever(status.kind)
    }
  }

  #onAuthenticated(): void {
    if (this.#isReady) return
    this.#isReady = true
    this.#stops.push(this.#options.clock.every(this.#options.pingIntervalMs, () => this.#probe()))
    this.#options.onReady()
  }

  // half-open connections accept everything and answer nothing: only a ping can tell
  #probe(): void {
    if (!this.#isHeard) return this.abandon(`half-open: no answer to a ping in ${this.#options.pingIntervalMs} ms`)
    this.#isHeard = false
    this.#socket.ping()
  }
}

function toBuffer(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
