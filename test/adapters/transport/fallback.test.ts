import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStreamWorld } from '../../support/stream-world.ts'

const OPTION = 'O:SPY261218C00650000'
const QUARTER_HOUR = 900_000

describe('while the stream is down', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('connect waits for the first answer of REST, not for the first question', async () => {
    const answer = Promise.withResolvers<void>()
    const world = createStreamWorld()
    const { server, transport, advance, rest } = world
    const getQuotes = rest.getQuotes.bind(rest)
    rest.getQuotes = async (...asked) => {
      await answer.promise
      return getQuotes(...asked)
    }
    server.network.mode = 'refuse'
    transport.subscribe('Q', ['SPY'])
    let isReady = false
    void transport.connect().then(() => (isReady = true))
    await advance(3_000)
    expect(transport.health().indices.transport).toBe('polling')
    expect(isReady).toBe(false)

    answer.resolve()
    await advance(25)
    expect(isReady).toBe(true)
    transport.disconnect()
  })

  it('connect goes on waiting where REST does not answer either', async () => {
    const { server, transport, advance, rest } = createStreamWorld()
    rest.getQuotes = () => Promise.reject(new Error('503'))
    server.network.mode = 'refuse'
    transport.subscribe('Q', ['SPY'])
    let isReady = false
    void transport.connect().then(() => (isReady = true))
    await advance(5_000)
    expect(isReady).toBe(false)
    transport.disconnect()
  })

  it('an outage before a disconnect does not make the next connection poll at once', async () => {
    const { server, transport, advance } = createStreamWorld()
    server.network.mode = 'refuse'
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(5_000)
    transport.disconnect()
    await advance(60_000)

    void transport.connect()
    await advance(1_500)
    expect(transport.health().indices.transport).toBe('idle')
    await advance(1_000)
    expect(transport.health().indices.transport).toBe('polling')
    transport.disconnect()
  })

  it('an endpoint first needed long after connect is given its time before polling starts', async () => {
    const { server, transport, advance } = createStreamWorld()
    void transport.connect()
    await advance(60_000)
    server.network.mode = 'refuse'
    transport.subscribe('Q', ['SPY'])
    await advance(1_900)
    expect(transport.health().indices.transport).toBe('idle')
    await advance(200)
    expect(transport.health().indices.transport).toBe('polling')
    transport.disconnect()
  })

  it('an endpoint needed again after it was closed for want of use is given its time again', async () => {
    const { server, transport, advance } = createStreamWorld()
    const stop = transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(100)
    stop()
    await advance(60_000)
    expect(transport.health().indices.status).toBe('idle')

    server.network.mode = 'refuse'
    transport.subscribe('Q', ['SPY'])
    await advance(1_900)
    expect(transport.health().indices.transport).toBe('idle')
    await advance(200)
    expect(transport.health().indices.transport).toBe('polling')
    transport.disconnect()
  })

  it('the time an endpoint was closed for want of use is no recovery', async () => {
    const { transport, advance } = createStreamWorld()
    const stop = transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(100)
    stop()
    await advance(60_000)
    transport.subscribe('Q', ['SPY'])
    await advance(100)
    expect(transport.health().indices).toMatchObject({ transport: 'streaming', acknowledged: 1 })
    expect(transport.health().indices.lastRecoveryMs).toBeUndefined()
    transport.disconnect()
  })

  it('trades and bars of a delayed plan come by polling as they come to be known', async () => {
    const { server, sink, transport, advance } = createStreamWorld({ pollIntervalMs: 1_000 })
    server.delayMs = QUARTER_HOUR
    server.trade('SPY', 1)
    server.network.mode = 'refuse'
    transport.subscribe('T', ['SPY'])
    void transport.connect()
    await advance(4_000)
    expect(sink.allTrades).toEqual([])

    server.trade('SPY', 2)
    await advance(2_000)
    server.trade('SPY', 3)
    await advance(2_000)
    expect(sink.allTrades.map(({ price }) => price)).toEqual([2, 3])
    transport.disconnect()
  })

  it('a trade from before the subscription is not delivered as a new one', async () => {
    const { server, sink, transport, advance } = createStreamWorld({ pollIntervalMs: 1_000 })
    server.trade('SPY', 1)
    await advance(60_000)
    server.network.mode = 'refuse'
    transport.subscribe('T', ['SPY'])
    void transport.connect()
    await advance(4_000)
    server.trade('SPY', 2)
    await advance(2_000)
    expect(sink.allTrades.map(({ price }) => price)).toEqual([2])
    transport.disconnect()
  })

  it('the contracts of the watchlist roots are polled, too', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    server.quote(OPTION, 1)
    transport.updateWatchlist(['SPY'])
    void transport.connect()
    await advance(50)
    server.network.mode = 'refuse'
    server.dropAll()
    await advance(1_000)
    server.quote(OPTION, 2)
    await advance(5_000)
    expect(sink.latest(OPTION)?.bid).toBe(2)

    transport.updateWatchlist([])
    server.quote(OPTION, 3)
    await advance(5_000)
    expect(sink.latest(OPTION)?.bid).toBe(2)
    transport.disconnect()
  })
})

describe('the health of an endpoint', () => {
  it('tells how long the last loss of its connection lasted', async () => {
    const { server, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(50)
    expect(transport.health().indices.lastRecoveryMs).toBeUndefined()

    server.network.mode = 'refuse'
    server.dropAll()
    await advance(2_000)
    expect(transport.health().indices.lastRecoveryMs).toBeUndefined()
    server.network.mode = 'accept'
    const before = transport.health().indices.since
    await advance(10_000)
    const { lastRecoveryMs, since } = transport.health().indices
    expect(since).toBeGreaterThan(before)
    expect(lastRecoveryMs).toBeGreaterThanOrEqual(2_000)
    expect(lastRecoveryMs).toBeLessThanOrEqual(12_000)
    transport.disconnect()
    vi.useRealTimers()
  })

  it('takes a disconnection on purpose for no loss', async () => {
    const { transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(50)
    transport.disconnect()
    await advance(5_000)
    void transport.connect()
    await advance(50)
    expect(transport.health().indices.lastRecoveryMs).toBeUndefined()
    transport.disconnect()
    vi.useRealTimers()
  })
})
