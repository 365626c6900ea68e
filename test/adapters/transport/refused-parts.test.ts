import { describe, expect, it } from 'vitest'
import { NotEntitledError } from '../../../domain/errors.ts'
import { createStreamWorld } from '../../support/stream-world.ts'

const refuse = async (): Promise<never> => {
  throw new NotEntitledError('not in this plan')
}

describe('a symbol that REST refuses', () => {
  it('does not hold back what is polled beside it', async () => {
    const { transport, server, rest, sink, advance } = createStreamWorld()
    Object.assign(rest, { getAggregates: refuse })
    server.network.mode = 'refuse'
    transport.subscribe('AM', ['I:SPX'])
    transport.subscribe('T', ['SPY'])
    void transport.connect().catch(() => {})
    for (let count = 0; count < 30; count += 1) {
      await advance(1000, 100)
      server.trade('SPY', count)
    }
    expect(sink.allTrades.length).toBeGreaterThan(20)
    transport.disconnect()
  })

  it('does not blind the watch for silence', async () => {
    const { transport, server, rest, sink, advance } = createStreamWorld()
    const getTrades = rest.getTrades.bind(rest)
    Object.assign(rest, {
      getTrades: (symbol: string, ...more: never[]) => (symbol === 'QQQ' ? refuse() : getTrades(symbol, ...more)),
    })
    transport.subscribe('T', ['QQQ'])
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(500)
    server.quote('SPY', 1)
    await advance(500)
    server.isMute = true
    for (let count = 0; count < 60; count += 1) {
      await advance(1000, 100)
      server.quote('SPY', count + 2)
    }
    expect(sink.events.map(({ kind }) => kind)).toContain('mute')
    transport.disconnect()
  })
})

describe('an endpoint that streams the roots of a watchlist alone', () => {
  it('lists nothing any more when the roots are taken away while it is down', async () => {
    const { transport, server, sink, advance } = createStreamWorld()
    server.quote('O:SPY261218C00650000', 1)
    transport.updateWatchlist(['SPY'])
    void transport.connect()
    await advance(1000)
    expect(sink.watchlists.at(-1)?.symbols).toEqual(['O:SPY261218C00650000'])
    server.network.mode = 'refuse'
    server.dropAll()
    await advance(500)
    transport.updateWatchlist([])

    expect(sink.watchlists.at(-1)).toEqual({ roots: [], symbols: [] })
    transport.disconnect()
  })

  it('streams again after an outage', async () => {
    const { transport, server, advance } = createStreamWorld()
    server.quote('O:SPY261218C00650000', 1)
    transport.updateWatchlist(['SPY'])
    void transport.connect()
    await advance(1000)
    server.network.mode = 'refuse'
    server.dropAll()
    await advance(5000)
    expect(transport.health().options.transport).toBe('polling')
    server.network.mode = 'accept'
    await advance(30_000, 100)
    expect(transport.health().options.transport).toBe('streaming')
    transport.disconnect()
  })
})

describe('a page that was hidden when it disconnected', () => {
  it('is served at the full rate when it connects again in sight', async () => {
    const { transport, environment, server, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(500)
    environment.setHidden(true)
    transport.disconnect()
    environment.setHidden(false)
    void transport.connect()
    await advance(500)
    const rates = server.client().received.filter(({ action }) => action === 'configure')
    expect(rates.at(-1)).toEqual({ action: 'configure', maxRateHz: 60 })
    transport.disconnect()
  })
})
