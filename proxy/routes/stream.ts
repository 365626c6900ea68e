import { STATUS_CODES } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { ENDPOINTS } from '../../domain/ticker.ts'
import type { Endpoint } from '../../domain/ticker.ts'
import { addressKey } from './address.ts'
import type { Origins } from './origins.ts'

export interface Upgrade {
  readonly ws: WebSocket
  readonly socket: Socket
  readonly endpoint: Endpoint
  readonly address: string
  /** From `?token=`. */
  readonly token: string | undefined
}

export interface StreamRouteOptions {
  readonly origins: Origins
  readonly maxMessageBytes: number
  readonly trustProxy: boolean
  readonly isStopping: () => boolean
  readonly hasRoomFor: (address: string) => boolean
  /** Another socket is in. */
  readonly onUpgrade: (upgrade: Upgrade) => void
  readonly onRefused: (status: number) => void
}

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Takes `GET /ws/options` and `GET /ws/indices` over to WebSocket; everything else is refused with plain HTTP. */
export function createUpgradeHandler(options: StreamRouteOptions): UpgradeHandler {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // compression costs nine tenths of the fan-out's throughput, and a compressed bomb is none without it
    perMessageDeflate: false,
    maxPayload: options.maxMessageBytes,
    skipUTF8Validation: false,
  })

  return (request, socket, head) => {
    socket.on('error', () => undefined) // a close follows
    const refuse = (status: number): void => {
      options.onRefused(status)
      refuseUpgrade(socket, status)
    }
    const url = parseTarget(request.url)
    const endpoint = ENDPOINTS.find((name) => url?.pathname === `/ws/${name}`)
    if (url === undefined || endpoint === undefined) return refuse(404)
    if (!options.origins.isAllowed(request)) return refuse(403)
    const address = addressKey(addressOf(request, options.trustProxy))
    if (options.isStopping() || !options.hasRoomFor(address)) return refuse(503)
    if (!(socket instanceof Socket)) return refuse(500)

    server.handleUpgrade(request, socket, head, (ws) => {
      socket.setNoDelay(true)
      options.onUpgrade({ ws, socket, endpoint, address, token: url.searchParams.get('token') ?? undefined })
    })
  }
}

/** The visitor's address; the last hop's word for it only where the host says that hop can be trusted. */
function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined
  const last = typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : undefined
  return last || (request.socket.remoteAddress ?? 'unknown')
}

function parseTarget(target = ''): URL | undefined {
  // absolute and network-path forms would bring a host of their own
  if (!target.startsWith('/') || target.startsWith('//')) return undefined
  return URL.canParse(target, 'http://proxy') ? new URL(target, 'http://proxy') : undefined
}

function refuseUpgrade(socket: Duplex, status: number): void {
  const reason = STATUS_CODES[status] ?? ''
  const retry = status === 503 ? 'Retry-After: 5\r\n' : ''
  // one that keeps its own half open would stay, counted by nothing
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n${retry}\r\n`)
}
