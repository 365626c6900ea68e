import { afterEach, describe, expect, it, vi } from 'vitest'
import { createStreamWorld } from '../../support/stream-world.ts'

const OPTION = 'O:SPY261218C00650000'

afterEach(() => {
  vi.useRealTimers()
})

describe('MassiveTransport', () => {
  it('delivers the latest value and what follows of a held symbol', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    server.quote('SPY', 650)
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(100)
    server.quote('SPY', 651)
    await advance(10)

    expect(sink.quotes.map((quote) => quote.bid)).toEqual([650, 651])
    expect(transport.health().indices).toMatchObject({
      status: 'open',
      transport: 'streaming',
      requested: 1,
      acknowledged: 1,
      delivering: 1,
    })
  })

  it('hands trades to nobody who holds only quotes', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(100)
    const client = server.client()
    server.send(client, {
      type: 'T',
      data: { symbol: 'SPY', price: 1, size: 1, timestamp: Date.now(), epoch: 'epoch-1', offset: 1 },
    })
    await advance(10)

    expect(sink.allTrades).toEqual([])
  })

  it('sends every held subscription again after a reconnect, not only the watchlist', async () => {
    const { server, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY', 'I:SPX'])
    transport.subscribe('T', ['SPY'])
    transport.subscribe('AM', ['QQQ'])
    transport.updateWatchlist(['SPY'])
    void transport.connect()
    await advance(100)
    const before = server.subscribed
    server.dropAll()
    await advance(1000)

    expect([...before].sort()).toEqual(['AM|QQQ', 'Q|I:SPX', 'Q|SPY', 'T|SPY'])
    expect(server.subscribed).toEqual(before)
    expect(server.client('options').received).toContainEqual({ action: 'updateWatchlist', roots: ['SPY'] })
  })

  it('splits a mixed list by endpoint', async () => {
    const { server, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY', OPTION, 'I:SPX'])
    void transport.connect()
    await advance(100)

    expect([...server.client('options').subscribed.Q]).toEqual([OPTION])
    expect([...server.client('indices').subscribed.Q]).toEqual(['SPY', 'I:SPX'])
  })

  it('leaves no timer, listener or socket after disconnect', async () => {
    const { server, transport, tokens, environment, advance } = createStreamWorld()
    const stop = transport.subscribe('Q', ['SPY', OPTION])
    void transport.connect()
    await advance(500)
    stop()
    transport.disconnect()
    await advance(5)

    expect(vi.getTimerCount()).toBe(0)
    expect(server.network.open).toBe(0)
    expect(tokens.listeners + environment.listeners).toBe(0)
  })

  it.each([0, 1, 2, 3, 30])('never opens a socket after a disconnect that comes %i ms into connecting', async (ms) => {
    const { server, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(ms, 1)
    transport.disconnect()
    await advance(20_000)

    expect(server.network.open).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
    expect(transport.health().indices.status).toBe('closed')
  })

  it('polls while the stream is down and stops when it delivers again', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(100)
    server.network.mode = 'refuse'
    server.dropAll()
    await advance(1900)
    expect(transport.health().indices.transport).toBe('streaming')
    server.quote('SPY', 660)
    await advance(200)
    expect(transport.health().indices.transport).toBe('polling')
    expect(sink.latest('SPY')).toMatchObject({ bid: 660, source: 'rest' })

    server.network.mode = 'accept'
    await advance(12_000)
    expect(transport.health().indices).toMatchObject({ status: 'open', transport: 'streaming' })
    const count = sink.quotes.length
    await advance(10_000)
    expect(sink.quotes.length).toBe(count)
  })

  it('keeps equal symbols of two holders and two channels apart', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    const stopFirst = transport.subscribe('Q', ['SPY'])
    transport.subscribe('Q', ['SPY'])
    const stopTrades = transport.subscribe('T', ['SPY'])
    void transport.connect()
    await advance(100)
    stopFirst()
    stopFirst()
    stopTrades()
    await advance(1500)
    server.quote('SPY', 650)
    server.trade('SPY', 650)
    await advance(10)

    expect([...server.subscribed]).toEqual(['Q|SPY'])
    expect(sink.quotes).toHaveLength(1)
    expect(sink.allTrades).toEqual([])
    expect(sink.releases).toEqual([{ channel: 'T', symbols: ['SPY'] }])
  })

  it('survives a WebSocket constructor that throws', async () => {
    const { server, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    server.network.mode = 'throw'
    void transport.connect()
    await advance(3000)
    expect(transport.health().indices.transport).toBe('polling')
    server.network.mode = 'accept'
    await advance(10_000)

    expect(transport.health().indices.status).toBe('open')
  })

  it('survives a token that cannot be had for a while', async () => {
    const { tokens, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    tokens.failure = new Error('no token today')
    void transport.connect()
    await advance(5000)
    expect(transport.health().indices.status).not.toBe('open')
    tokens.failure = undefined
    await advance(10_000)

    expect(transport.health().indices.status).toBe('open')
  })
})
