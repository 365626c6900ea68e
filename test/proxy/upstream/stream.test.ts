import { EventEmitter } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../../src/testing/fake-clock.ts'
import type { WebSocketFactory } from '../../../proxy/upstream/cluster-socket.ts'
import { MassiveClusterStream } from '../../../proxy/upstream/stream.ts'

const MINUTE_MS = 60_000

/** The vendor's end of a socket, as far as the proxy uses it. */
class VendorSocket extends EventEmitter {
  readonly send = (): void => {}
  readonly ping = (): void => void this.emit('pong')
  readonly terminate = (): void => {}

  /** Says a status and waits until it is worked off. */
  async says(status: string): Promise<void> {
    this.emit('message', Buffer.from(JSON.stringify([{ ev: 'status', status, message: status }])), false)
    await setImmediate()
  }
}

interface World {
  readonly clock: FakeClock
  readonly sockets: readonly VendorSocket[]
  readonly stream: MassiveClusterStream
}

function createWorld(): World {
  const clock = createFakeClock()
  const sockets: VendorSocket[] = []
  const createSocket = (): VendorSocket => {
    const socket = new VendorSocket()
    sockets.push(socket)
    return socket
  }
  const ignore = (): void => {}
  const stream = new MassiveClusterStream({
    cluster: 'stocks',
    wsUrl: 'wss://vendor.test',
    apiKey: 'key',
    clock,
    random: () => 0.5,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has all of a socket that is used
    createSocket: createSocket as unknown as WebSocketFactory,
    times: {
      handshakeTimeoutMs: 10_000,
      pingIntervalMs: 15_000,
      ackTimeoutMs: 5_000,
      batchMs: 10,
      socketLingerMs: 1_000,
      evictedRetryMs: MINUTE_MS,
      refusedRetryMs: 5 * MINUTE_MS,
      stableAfterMs: 30_000,
    },
    onEvents: ignore,
    onHealth: ignore,
    onError: ignore,
    onConfirmed: ignore,
    onUnconfirmed: ignore,
    onInterrupted: ignore,
  })
  stream.want('T.SPY')
  return { clock, sockets, stream }
}

describe('MassiveClusterStream', () => {
  it('leaves the seat alone for a minute after max_connections, however often auth_success came before', async () => {
    const { clock, sockets, stream } = createWorld()

    for (let eviction = 1; eviction <= 3; eviction++) {
      await sockets.at(-1)?.says('auth_success')
      await sockets.at(-1)?.says('max_connections')
      clock.advance(MINUTE_MS - 1)
      expect(sockets).toHaveLength(eviction)
      clock.advance(1)
      expect(sockets).toHaveLength(eviction + 1)
    }
    stream.stop()
    expect(clock.pending).toBe(0)
  })

  it('waits out the minute although nobody needed the cluster in between', async () => {
    const { clock, sockets, stream } = createWorld()
    await sockets[0]?.says('max_connections')
    stream.unwant('T.SPY')
    clock.advance(MINUTE_MS / 2)
    stream.want('T.SPY')

    clock.advance(MINUTE_MS / 2 - 1)
    expect(sockets).toHaveLength(1)
    clock.advance(1)
    expect(sockets).toHaveLength(2)
    stream.stop()
  })

  it('doubles its pauses while connections break soon after auth_success', async () => {
    const { clock, sockets, stream } = createWorld()
    const pauses: number[] = []

    for (let drop = 1; drop <= 6; drop++) {
      await sockets.at(-1)?.says('auth_success')
      sockets.at(-1)?.emit('close', 1006, Buffer.from(''))
      await setImmediate()
      const brokenAt = clock.now()
      while (sockets.length === drop) clock.advance(10)
      pauses.push(clock.now() - brokenAt)
    }

    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
    expect(pauses.at(-1)).toBeGreaterThan(10 * (pauses[0] ?? 0))
    stream.stop()
  })
})
