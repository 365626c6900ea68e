import { WebSocket } from 'ws'
import { decodeServerFrame } from '../../domain/wire-messages.ts'
import type { ClientMessage, ServerMessage, ServerMessageData, ServerMessageType } from '../../domain/wire-protocol.ts'

/** A plain client of the proxy: it keeps every message and can wait for the next one that fits. */
export interface WireClient {
  readonly messages: ServerMessage[]
  readonly frames: string[]
  readonly socket: WebSocket
  /** A message, or several in one frame. */
  send(message: ClientMessage | readonly ClientMessage[]): void
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
    const text = Buffer.isBuffer(data) ? data.toString() : ''
    frames.push(text)
    const { messages: read } = decodeServerFrame(text)
    messages.push(...read)
    unseen.push(...read)
    for (const waiter of Array.from(waiters)) waiter()
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
          const index = unseen.findIndex((message) => isOfType(message, type) && fits(message.data))
          const found = index < 0 ? undefined : unseen[index]
          if (found === undefined || !isOfType(found, type)) return
          waiters.delete(check)
          unseen.splice(index, 1)
          resolve(found.data)
        }
        waiters.add(check)
        check()
      }),
    close: () => socket.close(),
  }
}

function isOfType<TType extends ServerMessageType>(
  message: ServerMessage,
  type: TType,
): message is ServerMessage & { readonly type: TType; readonly data: ServerMessageData[TType] } {
  return message.type === type
}
