import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../domain/clock.ts'
import { NetworkError } from '../../domain/errors.ts'
import { createLazyTransport } from '../../src/lazy-transport.ts'
import * as streamPart from '../../src/stream-part.ts'
import { FakeStreamServer } from '../support/fake-stream-server.ts'
import { createRecordingSink } from '../support/recording-sink.ts'
import { advance, createFakeEnvironment, createFakeTokens, installFakeTimers } from '../support/stream-world.ts'

const MODULE = streamPart
const OFFLINE = new TypeError('Failed to fetch dynamically imported module')

/** A transport whose code comes when a test says so. */
function createWorld() {
  installFakeTimers()
  const server = new FakeStreamServer({ clock: systemClock })
  const sink = createRecordingSink()
  const environment = createFakeEnvironment()
  const fetched: PromiseWithResolvers<typeof MODULE>[] = []
  const transport = createLazyTransport(
    {
      wsUrl: 'ws://fake/ws',
      tokens: createFakeTokens(),
      rest: server.rest(),
      feed: { reports: sink, open: () => sink },
      clock: systemClock,
      random: () => 0.5,
      WebSocket: server.network.WebSocket,
      environment,
      isTrading: () => true,
    },
    () => {
      const one = Promise.withResolvers<typeof MODULE>()
      fetched.push(one)
      return one.promise
    },
  )
  const failOnce = async (): Promise<void> => {
    fetched.at(-1)?.reject(OFFLINE)
    await advance(0)
  }
  return { transport, server, sink, environment, fetched, failOnce }
}

const subscribed = ({ server }: ReturnType<typeof createWorld>): readonly string[] =>
  [...server.clients].flatMap((client) => Array.from(client.subscribed.Q))

afterEach(() => void vi.useRealTimers())

describe('a transport that is fetched when it is needed', () => {
  it('is fetched by connect(), not by what is held before', async () => {
    const world = createWorld()
    world.transport.subscribe('Q', ['SPY'])
    expect(world.fetched).toHaveLength(0)
    expect(world.transport.health().indices).toMatchObject({ status: 'idle', requested: 1 })

    const connected = world.transport.connect()
    world.fetched[0]?.resolve(MODULE)
    await advance(100)
    await connected

    expect(subscribed(world)).toEqual(['SPY'])
    expect(world.transport.health().indices).toMatchObject({ status: 'open', requested: 1 })
    world.transport.disconnect()
  })

  it('is told of everything that was held meanwhile, and of nothing that was let go', async () => {
    const world = createWorld()
    const { transport, sink } = world
    const stop = transport.subscribe('Q', ['SPY', 'QQQ'])
    transport.subscribe('Q', ['QQQ'])
    transport.updateWatchlist(['AAPL'])
    void transport.connect()
    stop()
    stop()
    expect(sink.releases).toEqual([{ channel: 'Q', symbols: ['SPY'] }])
    expect(transport.subscriptions()).toMatchObject([{ channel: 'Q', symbol: 'QQQ', holders: 1, status: 'unsent' }])

    world.fetched[0]?.resolve(MODULE)
    await advance(100)

    expect(subscribed(world)).toEqual(['QQQ'])
    const roots = [...world.server.clients].flatMap(({ received }) => received).filter((one) => 'roots' in one)
    expect(roots).toMatchObject([{ roots: ['AAPL'] }])
    transport.disconnect()
  })

  it('lets go later what was held before it was there', async () => {
    const world = createWorld()
    const stop = world.transport.subscribe('Q', ['SPY'])
    world.transport.subscribe('Q', ['QQQ'])
    void world.transport.connect()
    world.fetched[0]?.resolve(MODULE)
    await advance(100)

    stop()
    await advance(2_000)

    expect(subscribed(world)).toEqual(['QQQ'])
    expect(world.sink.releases).toEqual([{ channel: 'Q', symbols: ['SPY'] }])
    world.transport.disconnect()
  })

  it('shows the endpoints that are needed as connecting while it is fetched', async () => {
    const { transport, sink } = createWorld()
    void transport.connect()
    expect(sink.health.indices).toMatchObject({ status: 'idle' })

    const stop = transport.subscribe('Q', ['SPY'])
    expect(sink.health.indices).toMatchObject({ status: 'connecting', requested: 1 })
    expect(sink.health.options).toMatchObject({ status: 'idle' })
    stop()
    expect(sink.health.indices).toMatchObject({ status: 'idle', requested: 0 })
    transport.disconnect()
  })

  it('tells who called why it cannot be fetched, and goes on trying until it can', async () => {
    const world = createWorld()
    const { transport, sink, fetched } = world
    transport.subscribe('Q', ['SPY'])
    const connected = transport.connect().catch((error: unknown) => error)
    await world.failOnce()

    expect(await connected).toBeInstanceOf(NetworkError)
    expect(sink.health.indices).toMatchObject({ status: 'waiting', attempt: 2, retryAt: expect.anything() as unknown })
    expect(sink.events.at(-1)?.message).toContain('reload the page')
    await advance(750)
    await world.failOnce()
    await advance(1_500)
    expect(fetched).toHaveLength(3)

    fetched[2]?.resolve(MODULE)
    await advance(100)
    expect(subscribed(world)).toEqual(['SPY'])
    transport.disconnect()
  })

  it('tries at once when the network is back, and when connect() is called again', async () => {
    const world = createWorld()
    const { transport, environment, fetched } = world
    transport.subscribe('Q', ['SPY'])
    transport.connect().catch(() => {})
    await world.failOnce()
    environment.goOnline()
    await advance(0)
    expect(fetched).toHaveLength(2)
    await world.failOnce()

    const again = transport.connect()
    expect(fetched).toHaveLength(3)
    fetched[2]?.resolve(MODULE)
    await advance(100)
    await again

    expect(subscribed(world)).toEqual(['SPY'])
    transport.disconnect()
  })

  it('opens nothing and leaves nothing when it is disconnected while it is fetched', async () => {
    const world = createWorld()
    const { transport, sink, environment, server } = world
    transport.subscribe('Q', ['SPY'])
    const connected = transport.connect()
    transport.disconnect()
    await connected
    expect(sink.health.indices).toMatchObject({ status: 'closed', reason: 'disconnected by the caller' })

    world.fetched[0]?.resolve(MODULE)
    await advance(5_000)

    expect(server.history).toHaveLength(0)
    expect([environment.listeners, vi.getTimerCount()]).toEqual([0, 0])
  })

  it('leaves no timer when it is disconnected while it waits to try again', async () => {
    const world = createWorld()
    world.transport.subscribe('Q', ['SPY'])
    world.transport.connect().catch(() => {})
    await world.failOnce()
    expect(vi.getTimerCount()).toBe(1)

    world.transport.disconnect()
    await advance(60_000)

    expect([world.fetched.length, world.environment.listeners, vi.getTimerCount()]).toEqual([1, 0, 0])
  })

  it('connects once when it is disconnected and connected again meanwhile', async () => {
    const world = createWorld()
    world.transport.subscribe('Q', ['SPY'])
    const first = world.transport.connect()
    world.transport.disconnect()
    const second = world.transport.connect()
    world.fetched[0]?.resolve(MODULE)
    await advance(100)
    await Promise.all([first, second])

    expect(world.fetched).toHaveLength(1)
    expect(world.server.history).toHaveLength(1)
    world.transport.disconnect()
  })

  it('ends the wait of an aborted call with its reason, and connects all the same', async () => {
    const world = createWorld()
    world.transport.subscribe('Q', ['SPY'])
    const controller = new AbortController()
    const connected = world.transport.connect({ signal: controller.signal })
    const reason = new Error('the user left')
    controller.abort(reason)
    await expect(connected).rejects.toBe(reason)

    world.fetched[0]?.resolve(MODULE)
    await advance(100)

    expect(subscribed(world)).toEqual(['SPY'])
    world.transport.disconnect()
  })
})
