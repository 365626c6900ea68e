import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/** A piece of network between two parts, that can be cut. */
export interface TcpRelay {
  readonly port: number
  /** Connections that stand. */
  readonly connections: number
  /** Breaks every connection without a word. */
  cut(): void
  /** New connections are broken at once. */
  refuse(isRefusing: boolean): void
  /** What stands at this moment stays open, but nothing passes any more. */
  freeze(): void
  close(): Promise<void>
}

/** Passes everything on to `targetPort` on loopback. */
export async function createTcpRelay(targetPort: number): Promise<TcpRelay> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let isRefusing = false
  const server = createServer((inside) => {
    if (isRefusing) {
      inside.destroy()
      return
    }
    const outside = connect(targetPort, '127.0.0.1')
    const pair = [inside, outside] as const
    pairs.add(pair)
    inside.pipe(outside).pipe(inside)
    for (const socket of pair) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined) // a close follows
      socket.on('close', () => {
        pairs.delete(pair)
        inside.destroy()
        outside.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const cut = (): void => {
    for (const [inside, outside] of pairs) {
      inside.destroy()
      outside.destroy()
    }
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The relay has no port')
  return {
    port: address.port,
    get connections() {
      return pairs.size
    },
    cut,
    refuse: (value) => void (isRefusing = value),
    freeze() {
      for (const [inside, outside] of pairs) {
        inside.unpipe(outside)
        outside.unpipe(inside)
        inside.pause()
        outside.pause()
      }
    },
    close: () =>
      new Promise((resolve) => {
        cut()
        server.close(() => resolve())
      }),
  }
}
