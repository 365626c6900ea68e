import { describe, expect, it } from 'vitest'
import { createStreamWorld } from '../../support/stream-world.ts'

describe('an endpoint that was mute', () => {
  it('streams again when another symbol is heard than the one REST saw moving', async () => {
    const { transport, server, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY', 'QQQ'])
    void transport.connect()
    await advance(500)
    server.quote('SPY', 1)
    server.quote('QQQ', 1)
    server.isMute = true
    for (let second = 0; second < 40; second += 1) {
      await advance(1000, 100)
      server.quote('QQQ', second)
    }
    expect(transport.health().indices.transport).toBe('polling')
    server.isMute = false
    await advance(1000, 100)
    server.quote('SPY', 2)
    await advance(100)

    expect(transport.health().indices.transport).toBe('streaming')
    transport.disconnect()
  })

  it('loses no trade between the last poll and the first word of the stream', async () => {
    const { transport, server, sink, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    transport.subscribe('T', ['QQQ'])
    void transport.connect()
    await advance(500)
    server.quote('SPY', 1)
    server.trade('QQQ', 1)
    await advance(500)
    server.isMute = true
    for (let second = 0; second < 40; second += 1) {
      await advance(1000, 100)
      server.quote('SPY', second)
    }
    expect(transport.health().indices.transport).toBe('polling')
    server.trade('QQQ', 2)
    server.isMute = false
    await advance(25)
    server.quote('SPY', 50)
    await advance(1000)

    expect(transport.health().indices.transport).toBe('streaming')
    expect(sink.allTrades.map(({ price }) => price)).toEqual([1, 2])
    transport.disconnect()
  })
})

describe('a machine whose clock is ahead of the server', () => {
  it('asks for what came since the outage began, by the server’s time', async () => {
    const { transport, server, rest, advance } = createStreamWorld()
    server.aheadMs = -600_000
    const getTrades = rest.getTrades.bind(rest)
    const asked: { readonly from: number | undefined; readonly to: number | undefined }[] = []
    rest.getTrades = (symbol, params, options) => {
      asked.push({ from: params?.from, to: params?.to })
      return getTrades(symbol, params, options)
    }
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(1000)
    server.network.mode = 'refuse'
    server.dropAll()
    transport.subscribe('T', ['QQQ'])
    await advance(10_000, 100)

    expect(transport.health().indices.transport).toBe('polling')
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter(({ from = 0, to = 0 }) => from > to)).toEqual([])
    transport.disconnect()
  })
})
