import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage, ServerMessageData, ServerMessageType } from '../../domain/wire-protocol.ts'

/** A plain client of the proxy: it keeps every message and can wait for the next one that fits. */
export interface WireClient {
  readonly messages: ServerMessage[]
  readonly frames: string[]
  readonly socket: WebSocket
  send(message: ClientMessage): void
  sendText(text: string): void
  /** The first message of a type that fits and was not returned before. */
  next<TType extends ServerMessageType>(
    type: TType,
    fits?: (data: ServerMessageData[TType]) => boolean,
  ): Promise<ServerMessageData[TType]>
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  close(): void
}

export function openWireClient(url: string, options: { readonly headers?: Record<string, string> } = {}): WireClient {
  const socket = new WebSocket(url, { headers: options.headers ?? {} })
  const messages: ServerMessage[] = []
  const frames: string[] = []
  const unseen: ServerMessage[] = []
  const waiters = new Set<() => void>()
  const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.on('error', () => undefined)
  socket.on('message', (data) => {
    const text = String(data)
    frames.push(text)
    const parsed = JSON.parse(text) as ServerMessage | ServerMessage[]
    const list = Array.isArray(parsed) ? parsed : [parsed]
    messages.push(...list)
    unseen.push(...list)
    for (const waiter of [...waiters]) waiter()
  })

  return {
    messages,
    frames,
    socket,
    closed,
    send: (message) => void opened.then(() => socket.send(JSON.stringify(message))),
    sendText: (text) => void opened.then(() => socket.send(text)),
    next: (type, fits = () => true) =>
      new Promise((resolve) => {
        const check = (): void => {
          const index = unseen.findIndex((message) => message.type === type && fits(message.data as never))
          if (index < 0) return
          waiters.delete(check)
          resolve(unseen.splice(index, 1)[0]?.data as never)
        }
        waiters.add(check)
        check()
      }),
    close: () => socket.close(),
  }
}
