import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import * as z from 'zod'

export interface FakeVendorSocket {
  readonly cluster: string
  readonly pairs: ReadonlySet<string>
  /** Sends events in one frame, whether or not anything was subscribed. */
  send(...events: readonly object[]): void
  sendText(text: string): void
  /** As the network does it: no close frame. */
  drop(): void
  evict(): void
  /** Stops reading and answering, pings included, without closing. */
  freeze(): void
}

export interface FakeVendorRequest {
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  readonly rawUrl: string
}

export type FakeVendorHandler = (
  request: FakeVendorRequest,
) => { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown } | undefined

/** A scriptable stand-in for the vendor: it does what the test says and notes what it was asked. */
export interface FakeVendor {
  readonly restUrl: string
  readonly wsUrl: string
  readonly key: string
  readonly requests: FakeVendorRequest[]
  /** Every connection that was made, also closed ones. */
  readonly connections: FakeVendorSocket[]
  /** Snapshot rows by ticker. */
  readonly rows: Map<string, object>
  /** Answers other paths; undefined leads to 404. */
  handler: FakeVendorHandler
  /** Which pairs are acknowledged. */
  isKnown: (pair: string) => boolean
  /** Resolves with the open connection of a cluster once it holds these pairs. */
  holding(cluster: string, ...pairs: readonly string[]): Promise<FakeVendorSocket>
  close(): Promise<void>
}

const clientMessage = z.object({ action: z.string(), params: z.string() })
const READY = { ev: 'status', status: 'connected', message: 'Connected Successfully' }

export async function createFakeVendor(key = 'vendor-key-7f3a'): Promise<FakeVendor> {
  const requests: FakeVendorRequest[] = []
  const connections: FakeVendorSocket[] = []
  const rows = new Map<string, object>()
  const waiters = new Set<() => void>()
  const open = new Set<FakeVendorSocket>()
  const http = createServer(onRequest)
  const ws = new WebSocketServer({ server: http })

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const rawUrl = request.url ?? ''
    const url = new URL(rawUrl, 'http://vendor')
    const { authorization } = request.headers
    const asked = { path: decodeURIComponent(url.pathname), query: url.searchParams, authorization, rawUrl }
    requests.push(asked)
    if (authorization !== `Bearer ${key}`) return answer(response, 401, { status: 'ERROR', error: 'Unknown API Key' })
    const special = vendor.handler(asked)
    if (special !== undefined) return answer(response, special.status ?? 200, special.body, special.headers)
    if (url.pathname === '/v3/snapshot') return answer(response, 200, { status: 'OK', results: snapshot(url) })
    if (url.pathname === '/v1/marketstatus/now') return answer(response, 200, { market: 'open' })
    answer(response, 404, { status: 'NOT_FOUND', message: 'Data not found.', request_id: 'r404' })
  }

  function snapshot(url: URL): readonly object[] {
    const asked = url.searchParams.get('ticker.any_of')?.split(',') ?? []
    return asked.map((ticker) =>
      Object.assign({ ticker }, rows.get(ticker) ?? { error: 'NOT_FOUND', message: 'Ticker not found.' }),
    )
  }

  function notify(): void {
    for (const waiter of waiters) waiter()
  }

  ws.on('connection', (socket, request) => {
    const connection = accept(socket, (request.url ?? '').slice(1), vendor, notify)
    connections.push(connection)
    open.add(connection)
    socket.on('close', () => open.delete(connection))
  })

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const vendor: FakeVendor = {
    restUrl: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    key,
    requests,
    connections,
    rows,
    handler: () => undefined,
    isKnown: () => true,
    holding(cluster, ...pairs) {
      return new Promise((resolve) => {
        const check = (): void => {
          const found = [...open].find(
            (each) => each.cluster === cluster && pairs.every((pair) => each.pairs.has(pair)),
          )
          if (found === undefined) return
          waiters.delete(check)
          resolve(found)
        }
        waiters.add(check)
        check()
      })
    },
    async close() {
      for (const client of ws.clients) client.terminate()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
  return vendor
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

function accept(socket: WebSocket, cluster: string, vendor: FakeVendor, notify: () => void): FakeVendorSocket {
  const pairs = new Set<string>()
  const send = (...events: readonly object[]): void => socket.send(JSON.stringify(events))
  let isAuthenticated = false
  send(READY)
  socket.on('error', () => undefined)
  socket.on('message', (data) => {
    const { action, params } = clientMessage.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''))
    if (action === 'auth') {
      isAuthenticated = params === vendor.key
      if (isAuthenticated) return send({ ev: 'status', status: 'auth_success', message: 'authenticated' })
      send({ ev: 'status', status: 'auth_failed', message: 'authentication failed' })
      return socket.terminate()
    }
    if (!isAuthenticated) return
    const known = params.split(',').filter((pair) => vendor.isKnown(pair))
    for (const pair of known) if (action === 'subscribe') pairs.add(pair)
    for (const pair of known) if (action === 'unsubscribe') pairs.delete(pair)
    if (known.length > 0)
      send(...known.map((pair) => ({ ev: 'status', status: 'success', message: `${action}d to: ${pair}` })))
    notify()
  })
  return {
    cluster,
    pairs,
    send,
    sendText: (text) => socket.send(text),
    drop: () => socket.terminate(),
    evict() {
      send({ ev: 'status', status: 'max_connections', message: 'Maximum number of websocket connections exceeded.' })
      socket.close(1008)
    },
    freeze: () => socket.pause(),
  }
}
