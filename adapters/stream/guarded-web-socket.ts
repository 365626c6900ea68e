/** What is called of a socket; the browser's, Node's own and that of the `ws` package all have it. */
export interface SocketLike extends EventTarget {
  readonly readyState: number
  send(data: string): void
  close(code?: number, reason?: string): void
}

/** A `WebSocket` class: the browser's, Node's own, or that of the `ws` package. */
export type WebSocketClass = new (url: string, protocols?: string | string[]) => SocketLike

/**
 * Wraps a `WebSocket` class so that reconnecting-websocket 4.4.0 survives it:
 *
 * - a constructor that throws (a URL the browser forbids) would leave its connect lock set for good; here it yields
 *   a socket that fails like any other
 * - it removes its listeners before it closes a socket, and the `ws` package throws an `error` nobody listens to
 *
 * Answers a class; the library's types ask for nothing narrower.
 */
export function guardWebSocket(Base: WebSocketClass): object {
  // a constructor may answer another object than the one being made
  function GuardedWebSocket(url: string, protocols?: string | string[]): SocketLike {
    const socket = construct(Base, url, protocols)
    socket.addEventListener('error', ignore)
    return socket
  }
  return Object.assign(GuardedWebSocket, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 })
}

function construct(Base: WebSocketClass, url: string, protocols?: string | string[]): SocketLike {
  try {
    return protocols === undefined ? new Base(url) : new Base(url, protocols)
  } catch {
    return new FailedWebSocket()
  }
}

function ignore(): void {
  // whoever drives the socket has a listener of its own while it cares
}

/** A socket that could not be made: it tells so as soon as somebody listens. */
class FailedWebSocket extends EventTarget implements SocketLike {
  readonly readyState = 3
  readonly url = ''
  binaryType = 'blob'

  constructor() {
    super()
    queueMicrotask(() => this.dispatchEvent(new Event('error')))
  }

  send(): void {
    // nobody is there
  }

  close(): void {
    // it never was open
  }
}
