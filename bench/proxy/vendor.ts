// A vendor that does nothing but send quotes at a given rate; it runs in the benchmark's own process.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import * as z from 'zod'

const FRAME_EVERY_MS = 10
/** Neighbours are held by the same clients: one after the other would come to each in bursts. */
const STRIDE = 379
const clientMessage = z.object({ action: z.string(), params: z.string() })

export interface BenchVendor {
  readonly url: string
  /** Starts (or changes) the flow; 0 ends it. @default all symbols it was made with */
  setRate(eventsPerSecond: number, symbols?: readonly string[]): void
  close(): void
}

export async function createBenchVendor(symbols: readonly string[]): Promise<BenchVendor> {
  const sockets = new Set<WebSocket>()
  const http = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://vendor')
    const asked = url.searchParams.get('ticker.any_of')?.split(',') ?? []
    const results = asked.map((ticker) => ({ ticker, session: { previous_close: 1 } }))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ status: 'OK', results }))
  })
  const server = new WebSocketServer({ server: http })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data) => answer(socket, Buffer.isBuffer(data) ? data.toString() : ''))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  let rate = 0
  let flowing = symbols
  let owed = 0
  let next = 0
  const timer = setInterval(() => {
    owed += (rate * FRAME_EVERY_MS) / 1000
    const count = Math.floor(owed)
    owed -= count
    if (count === 0) return
    const events = Array.from({ length: count }, () => quote(flowing[(next++ * STRIDE) % flowing.length] ?? '', next))
    const text = JSON.stringify(events)
    for (const socket of sockets) socket.send(text)
  }, FRAME_EVERY_MS)

  return {
    url: `127.0.0.1:${port}`,
    setRate(eventsPerSecond, of = symbols) {
      rate = eventsPerSecond
      flowing = of
    },
    close() {
      clearInterval(timer)
      for (const socket of sockets) socket.terminate()
      http.closeAllConnections()
      http.close()
    },
  }
}

function answer(socket: WebSocket, text: string): void {
  const { action, params } = clientMessage.parse(JSON.parse(text))
  if (action === 'auth') return socket.send('[{"ev":"status","status":"auth_success","message":"authenticated"}]')
  const acks = params.split(',').map((pair) => ({ ev: 'status', status: 'success', message: `${action}d to: ${pair}` }))
  socket.send(JSON.stringify(acks))
}

function quote(sym: string, count: number): object {
  const bp = 1 + (count % 1000) / 100
  return {
    ev: 'Q',
    sym,
    bx: 302,
    ax: 302,
    bp,
    ap: bp + 0.05,
    bs: count % 90,
    as: (count * 7) % 90,
    t: Date.now(),
    q: count,
  }
}
