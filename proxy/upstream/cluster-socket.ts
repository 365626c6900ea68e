import type { WebSocket as WsSocket } from 'ws'
import { assertNever } from '../../domain/assert-never.ts'
import type { Clock, Stop } from '../../domain/clock.ts'
import type { StreamEvent } from '../../domain/massive/stream-events.ts'
import { ackOf, parseStreamFrame } from '../../domain/massive/stream-frames.ts'
import type { StreamStatus } from '../../domain/massive/stream-frames.ts'
import { createInbox } from './inbox.ts'

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
  /** Called once, last. */
  readonly onEnd: (end: SocketEnd) => void
}

/** One connection to one cluster, from opening to its end; a new one is made for each attempt. */
export interface ClusterSocket {
  send(action: 'subscribe' | 'unsubscribe', params: string): void
  /** Ends it without an `onEnd`. */
  close(): void
  /** Ends it as lost, for this reason. */
  abandon(reason: string): void
}

export function openClusterSocket(options: ClusterSocketOptions): ClusterSocket {
  const { clock, apiKey } = options
  let isOver = false
  let isReady = false
  let isHeard = true
  const stops: Stop[] = []
  const socket = options.createSocket(options.url, { maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
  const inbox = createInbox({ process: read, onOverflow: options.onOverflow, limitBytes: INBOX_LIMIT_BYTES })

  function finish(end?: SocketEnd): void {
    if (isOver) return
    isOver = true
    for (const stop of stops) stop()
    inbox.stop()
    socket.terminate()
    if (end !== undefined) options.onEnd(end)
  }
  const lose = (reason: string): void => finish({ kind: 'lost', reason })

  function read(frame: Buffer): void {
    const { statuses, events, malformed } = parseStreamFrame(frame.toString('utf8'))
    if (malformed > 0) options.onMalformed(malformed)
    for (const status of statuses) if (!isOver) onStatus(status)
    if (events.length > 0 && !isOver) options.onEvents(events)
  }

  function onStatus(status: StreamStatus): void {
    switch (status.kind) {
      case 'connected':
        return
      case 'auth_failed':
      case 'auth_timeout':
        return finish({ kind: 'refused', reason: status.message })
      case 'max_connections':
        return finish({ kind: 'evicted', reason: status.message })
      case 'auth_success':
        return onAuthenticated()
      case 'success': {
        const ack = ackOf(status)
        if (ack?.action === 'subscribed') options.onAck(ack.pair)
        return
      }
      case 'error':
      case 'unknown':
        return options.onStatus(status)
      default:
        return assertNever(status.kind)
    }
  }

  function onAuthenticated(): void {
    if (isReady) return
    isReady = true
    stops.push(clock.every(options.pingIntervalMs, probe))
    options.onReady()
  }

  // half-open connections accept everything and answer nothing: only a ping can tell
  function probe(): void {
    if (!isHeard) return lose(`half-open: no answer to a ping within ${options.pingIntervalMs} ms`)
    isHeard = false
    socket.ping()
  }

  stops.push(
    clock.after(options.handshakeTimeoutMs, () => {
      if (!isReady) lose(`no handshake within ${options.handshakeTimeoutMs} ms`)
    }),
  )
  socket.on('open', () => socket.send(JSON.stringify({ action: 'auth', params: apiKey })))
  socket.on('pong', () => (isHeard = true))
  socket.on('message', (data, isBinary) => {
    isHeard = true
    if (isBinary) options.onMalformed(1)
    else inbox.push(toBuffer(data))
  })
  socket.on('error', (error) => lose(error.message))
  // the reason for a close may stand in a frame that is still waiting to be parsed
  socket.on('close', (code, reason) => {
    setImmediate(() => lose(`closed by the vendor with ${code}${reason.length > 0 ? ` (${reason.toString()})` : ''}`))
  })

  return {
    send(action, params) {
      if (!isOver) socket.send(JSON.stringify({ action, params }))
    },
    close: () => finish(),
    abandon: lose,
  }
}

function toBuffer(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
