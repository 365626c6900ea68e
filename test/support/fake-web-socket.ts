import type { SocketLike, WebSocketClass } from '../../adapters/stream/guarded-web-socket.ts'

/** The server's end of one connection. */
export interface FakePeer {
  readonly url: string
  /** Sends a text frame; lost when the line is cut or the socket is closing. */
  send(data: unknown): void
  /** Closes with a handshake, as a server does. */
  close(code: number, reason?: string): void
  /** The line is cut: the client sees 1006. */
  cut(): void
  /** The line is cut and nobody is told: a half-open socket. */
  freeze(): void
}

export interface FakeNetwork {
  /** Give this to the code under test. */
  readonly WebSocket: WebSocketClass
  /** What happens to the next connections. @default 'accept' */
  mode: 'accept' | 'refuse' | 'hang' | 'throw'
  /** Sockets that are neither closed nor given up. */
  readonly open: number
  /** Every URL that was asked for. */
  readonly urls: readonly string[]
  /** Events delivered to sockets that had a listener for them. */
  readonly listeners: number
}

export interface FakeNetworkHandlers {
  onOpen(peer: FakePeer): void
  onMessage(peer: FakePeer, data: string): void
  onGone(peer: FakePeer): void
}

/**
 * An in-memory network: sockets behave as browsers' do, events come in microtasks, nothing is ever late. A test moves
 * it by hand.
 */
export function createFakeNetwork(handlers: FakeNetworkHandlers): FakeNetwork {
  const sockets = new Set<FakeSocket>()
  const urls: string[] = []
  let listeners = 0

  class FakeSocket extends EventTarget implements SocketLike {
    readyState = 0
    binaryType = 'blob'
    readonly url: string
    readonly peer: FakePeer
    isFrozen = false

    constructor(url: string) {
      super()
      this.url = url
      urls.push(url)
      if (network.mode === 'throw') throw new DOMException('The URL is not allowed', 'SecurityError')
      const { mode } = network
      this.peer = peerOf(this)
      sockets.add(this)
      if (mode === 'accept') queueMicrotask(() => this.#accept())
      if (mode === 'refuse') queueMicrotask(() => this.fail())
    }

    override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
      listeners += 1
      super.addEventListener(...args)
    }

    override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
      listeners -= 1
      super.removeEventListener(...args)
    }

    send(data: string): void {
      if (this.readyState === 0) throw new DOMException('Still connecting', 'InvalidStateError')
      if (this.readyState !== 1 || this.isFrozen) return
      queueMicrotask(() => {
        if (this.readyState === 1 && !this.isFrozen) handlers.onMessage(this.peer, data)
      })
    }

    close(code = 1000, reason = ''): void {
      if (code !== 1000 && (code < 3000 || code > 4999)) throw new DOMException(`Code ${code}`, 'InvalidAccessError')
      if (this.readyState > 1) return
      const wasConnecting = this.readyState === 0
      this.readyState = 2
      sockets.delete(this)
      handlers.onGone(this.peer)
      if (wasConnecting) queueMicrotask(() => this.fail())
      else if (!this.isFrozen) queueMicrotask(() => this.end(code, reason))
    }

    end(code: number, reason: string): void {
      if (this.readyState === 3) return
      this.readyState = 3
      if (sockets.delete(this)) handlers.onGone(this.peer)
      this.dispatchEvent(Object.assign(new Event('close'), { code, reason, wasClean: code !== 1006 }))
    }

    fail(): void {
      if (this.readyState === 3) return
      this.dispatchEvent(new Event('error'))
      this.end(1006, '')
    }

    #accept(): void {
      if (this.readyState !== 0) return
      this.readyState = 1
      this.dispatchEvent(new Event('open'))
      handlers.onOpen(this.peer)
    }
  }

  const peerOf = (socket: FakeSocket): FakePeer => ({
    url: socket.url,
    send(data) {
      if (socket.readyState !== 1 || socket.isFrozen) return
      queueMicrotask(() => {
        if (socket.isFrozen || socket.readyState !== 1) return
        socket.dispatchEvent(Object.assign(new Event('message'), { data }))
      })
    },
    // behind what was sent before, as on a real line
    close: (code, reason = '') => queueMicrotask(() => socket.end(code, reason)),
    cut: () => socket.end(1006, ''),
    freeze() {
      socket.isFrozen = true
    },
  })

  const network: FakeNetwork = {
    WebSocket: FakeSocket,
    mode: 'accept',
    urls,
    get open() {
      return sockets.size
    },
    get listeners() {
      return listeners
    },
  }
  return network
}
