import { WebSocket } from 'ws'

export type VendorEvent = Readonly<Record<string, unknown>>

/** A plain client of the vendor's stream that remembers everything it was sent. */
export interface StreamClient {
  /** Frames as text, oldest first. */
  readonly frames: readonly string[]
  /** The next event (after those already returned) that fits. */
  next(fits: (event: VendorEvent) => boolean): Promise<VendorEvent>
  /** All events so far that fit. */
  all(fits: (event: VendorEvent) => boolean): VendorEvent[]
  send(message: unknown): void
  subscribe(params: string): void
  /** Sends the key and waits for the welcome. */
  authenticate(key?: string): Promise<void>
  ping(): Promise<void>
  /** The close code. */
  readonly closed: Promise<number>
  close(): void
}

const isObject = (value: unknown): value is VendorEvent => typeof value === 'object' && value !== null
export const isStatus =
  (status: string) =>
  (event: VendorEvent): boolean =>
    event['ev'] === 'status' && event['status'] === status
export const isEvent =
  (channel: string) =>
  (event: VendorEvent): boolean =>
    event['ev'] === channel

/** Opens a socket; rejects when the upgrade is refused. */
export async function connectStream(url: string): Promise<StreamClient> {
  const socket = new WebSocket(url)
  const frames: string[] = []
  const events: VendorEvent[] = []
  const waiting = new Set<() => void>()
  let read = 0

  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8')
    frames.push(text)
    events.push(...eventsOf(text))
    for (const check of waiting) check()
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  socket.on('error', () => socket.terminate())

  const next = (fits: (event: VendorEvent) => boolean): Promise<VendorEvent> =>
    new Promise((resolve) => {
      const check = (): void => {
        while (read < events.length) {
          const event = events[read++]
          if (event === undefined || !fits(event)) continue
          waiting.delete(check)
          resolve(event)
          return
        }
      }
      waiting.add(check)
      check()
    })
  const send = (message: unknown): void => socket.send(typeof message === 'string' ? message : JSON.stringify(message))

  return {
    frames,
    next,
    all: (fits) => events.filter(fits),
    send,
    subscribe: (params) => send({ action: 'subscribe', params }),
    async authenticate(key = 'simulator') {
      send({ action: 'auth', params: key })
      await next(isStatus('auth_success'))
    },
    async ping() {
      const pong = new Promise<void>((resolve) => {
        socket.once('pong', () => resolve())
      })
      socket.ping()
      await pong
    },
    closed,
    close: () => socket.terminate(),
  }
}

function eventsOf(text: string): VendorEvent[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed.filter(isObject) : []
  } catch {
    return []
  }
}
