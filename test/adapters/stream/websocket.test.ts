import { afterEach, describe, expect, it, vi } from 'vitest'
import { CLOSE_CODES } from '../../../domain/close-codes.ts'
import { createStreamWorld, settled } from '../../support/stream-world.ts'
import type { StreamWorld, WorldOptions } from '../../support/stream-world.ts'

const OPTION = 'O:SPY261218C00650000'

async function connected(options: WorldOptions = {}, symbols: readonly string[] = ['SPY']): Promise<StreamWorld> {
  const world = createStreamWorld(options)
  world.transport.subscribe('Q', symbols)
  void world.transport.connect()
  await world.advance(50)
  return world
}

const status = ({ transport }: StreamWorld) => transport.health().indices

/** How often the server was asked for the symbol, over all connections. */
const asksFor = ({ server }: StreamWorld, symbol: string): number =>
  server.history
    .flatMap(({ received }) => received)
    .filter((message) => message.action === 'subscribe' && message.symbols.includes(symbol)).length

afterEach(() => {
  vi.useRealTimers()
})

describe('MassiveWebSocket', () => {
  it('opens an endpoint only when something of it is held', async () => {
    const { server, transport, advance } = await connected()
    expect(server.network.urls).toEqual(['ws://fake/ws/indices'])
    transport.subscribe('Q', [OPTION])
    await advance(50)

    expect(server.network.urls).toEqual(['ws://fake/ws/indices', 'ws://fake/ws/options'])
  })

  it('closes an endpoint of which nothing is held for a while, and opens it again when needed', async () => {
    const { server, transport, advance } = createStreamWorld({ idleCloseMs: 10_000 })
    const stop = transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(50)
    stop()
    await advance(11_100)
    expect(server.network.open).toBe(0)
    expect(transport.health().indices).toMatchObject({ status: 'idle', transport: 'idle' })
    transport.subscribe('Q', ['SPY'])
    await advance(50)

    expect(transport.health().indices).toMatchObject({ status: 'open', acknowledged: 1 })
  })

  it('puts the token into a message, never into the address', async () => {
    const { server } = await connected()

    expect(server.client().received[0]).toEqual({ action: 'auth', token: 'token-1' })
    expect(server.network.urls.join(' ')).not.toContain('token-1')
  })

  it('renews the token on the live socket without dropping it', async () => {
    const { server, tokens, advance } = await connected()
    const client = server.client()
    tokens.renew()
    await advance(10)

    expect(server.client()).toBe(client)
    expect(client.token).toBe('token-2')
  })

  it('asks for another token when the server refuses the one it has', async () => {
    const world = createStreamWorld()
    world.server.isTokenValid = (token) => token !== 'token-1'
    world.transport.subscribe('Q', ['SPY'])
    void world.transport.connect()
    await world.advance(1000)

    expect(world.tokens.issued).toBe(2)
    expect(status(world).status).toBe('open')
  })

  it('backs off while the server refuses every token', async () => {
    const world = createStreamWorld()
    world.server.isTokenValid = () => false
    world.transport.subscribe('Q', ['SPY'])
    void world.transport.connect()
    await world.advance(60_000)

    expect(world.server.history.length).toBeLessThan(20)
    expect(status(world).attempt).toBeGreaterThan(5)
  })

  it('does not come back after a close that says it is pointless', async () => {
    const world = await connected()
    world.server.client().peer.close(CLOSE_CODES.forbidden, 'not your plan')
    await world.advance(60_000)

    expect(status(world)).toMatchObject({ status: 'closed', reason: 'closed with code 4403: not your plan' })
    expect(world.server.history).toHaveLength(1)
  })

  it('leaves a server alone that refused, whatever is subscribed to, and asks it again after a minute', async () => {
    const world = await connected()
    world.server.client().peer.close(CLOSE_CODES.forbidden, 'not your plan')
    await world.advance(10)
    for (const symbol of ['QQQ', 'IWM', 'DIA']) world.transport.subscribe('Q', [symbol])
    await world.advance(1000)
    expect(world.server.history).toHaveLength(1)

    await world.advance(60_000)
    expect(world.server.history).toHaveLength(1)
    world.transport.subscribe('Q', ['AAPL'])
    await world.advance(1000)
    expect(world.server.history).toHaveLength(2)
  })

  it('waits longer after it was told that it asks too much, even when the network comes back', async () => {
    const world = await connected()
    world.server.client().peer.close(CLOSE_CODES.overLimit)
    await world.advance(5000)
    world.environment.goOnline()
    await world.advance(4900)
    expect(world.server.history).toHaveLength(1)
    await world.advance(10_000)

    expect(status(world).status).toBe('open')
  })

  it('stays away as long as a closing server asks', async () => {
    const world = await connected()
    world.server.send(world.server.client(), { type: 'status', data: { status: 'closing', reconnectInMs: 4000 } })
    await world.advance(10)
    world.server.client().peer.close(CLOSE_CODES.serviceRestart)
    await world.advance(3900)
    expect(world.server.history).toHaveLength(1)
    await world.advance(500)

    expect(status(world).status).toBe('open')
  })

  it.each(['the network is back', 'the page is seen again'])('tries at once when %s', async (what) => {
    const world = await connected()
    world.server.network.mode = 'refuse'
    world.server.dropAll()
    await world.advance(8000)
    world.server.network.mode = 'accept'
    const { retryAt = 0 } = status(world)
    expect(retryAt - Date.now()).toBeGreaterThan(500)
    if (what === 'the network is back') world.environment.goOnline()
    else world.environment.setHidden(false)
    await world.advance(25)

    expect(status(world).status).toBe('open')
  })

  it('finds a half-open socket within ten seconds and makes another one', async () => {
    const world = await connected()
    world.server.client().peer.freeze()
    await world.advance(10_500)

    expect(world.server.history).toHaveLength(2)
    expect(status(world)).toMatchObject({ status: 'open', reconnects: 1 })
    expect(world.server.network.open).toBe(1)
  })

  it('gives an attempt up that does not get anywhere', async () => {
    const world = createStreamWorld()
    world.server.network.mode = 'hang'
    world.transport.subscribe('Q', ['SPY'])
    void world.transport.connect()
    await world.advance(4000)
    world.server.network.mode = 'accept'
    await world.advance(2000)

    expect(status(world).status).toBe('open')
    expect(world.server.network.open).toBe(1)
  })

  it('resets the back-off only after a stable period', async () => {
    const world = await connected()
    for (let drop = 0; drop < 4; drop++) {
      world.server.dropAll()
      await world.advance(5000)
    }
    expect(status(world)).toMatchObject({ status: 'open', attempt: 5 })
    await world.advance(10_000)

    expect(status(world).attempt).toBe(0)
  })

  it('ignores what an earlier socket says after a new one was made', async () => {
    const world = await connected()
    const old = world.server.client()
    old.peer.freeze()
    world.transport.disconnect()
    void world.transport.connect()
    await world.advance(50)
    old.peer.cut()
    await world.advance(50)

    expect(status(world).status).toBe('open')
    expect(world.server.network.open).toBe(1)
  })

  it('keeps what is held over a disconnect and sends it by the next connect', async () => {
    const world = await connected({}, ['SPY', 'QQQ'])
    world.transport.disconnect()
    await world.advance(1000)
    world.transport.subscribe('T', ['SPY'])
    void world.transport.connect()
    await world.advance(50)

    expect([...world.server.subscribed].toSorted()).toEqual(['Q|QQQ', 'Q|SPY', 'T|SPY'])
  })

  it('counts and drops what is not of the protocol, and lives on', async () => {
    const world = await connected()
    const { peer } = world.server.client()
    for (const bad of ['{', '[1]', '{"type":"news"}']) peer.send(bad)
    world.server.quote('SPY', 1)
    peer.send(new Uint8Array(3))
    await world.advance(10)

    expect(status(world)).toMatchObject({ status: 'open', malformed: 4 })
    expect(world.server.history).toHaveLength(1)
    expect(world.sink.quotes).toHaveLength(1)
    expect(world.sink.events.filter((event) => event.kind === 'invalid-message')).toHaveLength(2)
  })

  it('recycles the socket after a run of malformed messages', async () => {
    const world = await connected()
    const { peer } = world.server.client()
    for (let count = 0; count < 5; count++) peer.send('nonsense')
    await world.advance(1000)

    expect(world.server.history).toHaveLength(2)
    expect(status(world).status).toBe('open')
  })

  it('sends one message for all that is asked for in one turn, in chunks', async () => {
    const world = await connected()
    const symbols = Array.from({ length: 1200 }, (_, index) => `S${index}`)
    for (const symbol of symbols) world.transport.subscribe('Q', [symbol])
    await world.advance(10)
    const sizes = world.server
      .client()
      .received.flatMap((message) => (message.action === 'subscribe' ? [message.symbols.length] : []))

    expect(sizes).toEqual([1, 500, 500, 200])
  })

  it('does not tell the server of what came and went in one turn', async () => {
    const world = createStreamWorld({ lingerMs: 0 })
    world.transport.subscribe('Q', ['SPY'])
    void world.transport.connect()
    await world.advance(50)
    const before = world.server.client().received.length
    world.transport.subscribe('Q', ['QQQ'])()
    await settled()

    expect(world.server.client().received).toHaveLength(before)
  })

  it('asks again for what is not acknowledged, and reports it in the end', async () => {
    const world = createStreamWorld()
    world.server.dropsSubscribes = true
    world.transport.subscribe('Q', ['SPY'])
    void world.transport.connect()
    await world.advance(14_000)
    expect(world.server.client().received.filter((message) => message.action === 'subscribe')).toHaveLength(3)
    expect(status(world)).toMatchObject({ requested: 1, acknowledged: 0, delivering: 0 })
    expect(world.sink.rejections).toEqual([])
    await world.advance(2000)
    expect(world.sink.rejections).toMatchObject([{ channel: 'Q', symbols: ['SPY'] }])
    await world.advance(60_000, 500)
    world.server.dropsSubscribes = false
    await world.advance(30_000, 500)

    expect(world.sink.rejections).toHaveLength(1)
    expect(status(world).acknowledged).toBe(1)
  })

  it('hands a refusal to the holder and does not ask for the symbol again', async () => {
    const world = createStreamWorld()
    world.server.rejects.set('NOPE', 'not-found')
    world.transport.subscribe('Q', ['SPY', 'NOPE'])
    void world.transport.connect()
    await world.advance(50)
    world.server.dropAll()
    await world.advance(1000)

    expect(world.sink.rejections).toMatchObject([
      { channel: 'Q', symbols: ['NOPE'], error: { name: 'SubscriptionError', code: 'not-found', symbols: ['NOPE'] } },
    ])
    expect(world.server.client().received).toContainEqual({ action: 'subscribe', channel: 'Q', symbols: ['SPY'] })
  })

  it('asks again for what was one too many when another is let go, and tells its holder when it is taken', async () => {
    const world = createStreamWorld()
    world.server.rejects.set('QQQ', 'too-many-symbols').set('IWM', 'too-many-symbols')
    const stop = world.transport.subscribe('Q', ['SPY'])
    world.transport.subscribe('Q', ['QQQ', 'IWM'])
    void world.transport.connect()
    await world.advance(50)
    world.server.rejects.delete('QQQ')
    stop()
    await world.advance(5000)

    expect(world.sink.rejections.map(({ symbols }) => symbols)).toEqual([['QQQ'], ['IWM']])
    expect(world.sink.acceptances.at(-1)).toEqual({ channel: 'Q', symbols: ['QQQ'] })
    expect(asksFor(world, 'IWM')).toBe(1)
  })

  it('asks a new connection for what was one too many, and tells of it once', async () => {
    const world = createStreamWorld()
    world.server.rejects.set('SPY', 'too-many-symbols')
    world.transport.subscribe('Q', ['SPY'])
    void world.transport.connect()
    await world.advance(50)
    world.server.dropAll()
    await world.advance(5000)

    expect(asksFor(world, 'SPY')).toBe(2)
    expect(world.sink.rejections).toHaveLength(1)
  })

  it('asks again after a refusal that passes, without a word to the holder', async () => {
    const world = createStreamWorld()
    world.server.rejects.set('SPY', 'upstream-unavailable')
    world.transport.subscribe('Q', ['SPY'])
    void world.transport.connect()
    await world.advance(30_000)
    world.server.rejects.clear()
    await world.advance(5000)

    expect(world.sink.rejections).toEqual([])
    expect(status(world).acknowledged).toBe(1)
  })

  it('asks again for what was taken, when the server cannot deliver it for a while', async () => {
    const world = await connected()
    const asked = asksFor(world, 'SPY')
    world.server.send(world.server.client(), {
      type: 'error',
      data: { code: 'upstream-unavailable', message: 'no connection', symbols: ['SPY'], channel: 'Q' },
    })
    await world.advance(10)
    expect(status(world).acknowledged).toBe(0)
    await world.advance(10_000)

    expect(asksFor(world, 'SPY')).toBe(asked + 1)
    expect(status(world).acknowledged).toBe(1)
    expect(world.sink.rejections).toEqual([])
  })

  it('takes a later refusal of one channel for that channel only', async () => {
    const world = await connected()
    world.transport.subscribe('T', ['SPY'])
    await world.advance(50)
    world.server.send(world.server.client(), {
      type: 'error',
      data: { code: 'not-entitled', message: 'no trades', symbols: ['SPY'], channel: 'T' },
    })
    await world.advance(10)

    expect(world.sink.rejections.map((one) => one.channel)).toEqual(['T'])
  })

  it('takes a later refusal without a channel for what does not deliver', async () => {
    const world = await connected()
    world.transport.subscribe('T', ['SPY'])
    world.server.quote('SPY', 1)
    await world.advance(50)
    world.server.send(world.server.client(), {
      type: 'error',
      data: { code: 'not-entitled', message: 'no trades', symbols: ['SPY'] },
    })
    await world.advance(10)

    expect(world.sink.rejections.map((one) => one.channel)).toEqual(['T'])
    expect(world.sink.events.at(-1)).toMatchObject({ kind: 'rejected', endpoint: 'indices' })
  })

  it('drops quotes that nobody holds and no root asked for', async () => {
    const world = createStreamWorld()
    world.server.quote(OPTION, 5)
    world.transport.updateWatchlist(['SPY'])
    void world.transport.connect()
    await world.advance(50)
    const client = world.server.client('options')
    for (const symbol of [OPTION, 'O:QQQ261218C00600000']) {
      world.server.send(client, { type: 'Q', data: { symbol, bid: 6, timestamp: 1, source: 'stream' } })
    }
    await world.advance(10)

    expect(world.sink.watchlists).toEqual([{ roots: ['SPY'], symbols: [OPTION] }])
    expect(world.sink.quotes.map((quote) => quote.symbol)).toEqual([OPTION])
    world.transport.updateWatchlist([])
    await world.advance(10)
    expect(client.received.at(-1)).toEqual({ action: 'updateWatchlist', roots: [] })
  })

  it('lets contracts go that are no longer around the money, but for those that are held', async () => {
    const world = createStreamWorld()
    const list = (...symbols: readonly string[]): void =>
      world.server.send(world.server.client('options'), {
        type: 'status',
        data: { status: 'watchlist', roots: ['SPY'], symbols },
      })
    const [far, held, near] = [OPTION, 'O:SPY261218C00660000', 'O:SPY261218C00670000']
    world.transport.updateWatchlist(['SPY'])
    world.transport.subscribe('Q', [held])
    void world.transport.connect()
    await world.advance(50)
    list(far, held)
    await world.advance(10)
    expect(world.sink.releases).toEqual([])
    list(held, near)
    await world.advance(10)
    expect(world.sink.releases).toEqual([{ channel: 'Q', symbols: [far] }])
    list(near)
    await world.advance(10)
    world.transport.updateWatchlist([])

    expect(world.sink.releases.slice(1)).toEqual([{ channel: 'Q', symbols: [near] }])
  })

  it('lowers the rate while the page is hidden and asks for everything when it is back', async () => {
    const world = await connected()
    world.server.quote('SPY', 1)
    world.environment.setHidden(true)
    await world.advance(10)
    const { received } = world.server.client()
    expect(received.at(-1)).toEqual({ action: 'configure', maxRateHz: 1 })
    world.environment.setHidden(false)
    await world.advance(10)

    expect(received.slice(-2)).toEqual([
      { action: 'configure', maxRateHz: 60 },
      { action: 'subscribe', channel: 'Q', symbols: ['SPY'] },
    ])
    expect(world.sink.quotes).toHaveLength(2)
  })

  it('connects hidden at the low rate', async () => {
    const world = createStreamWorld()
    world.environment.setHidden(true)
    world.transport.subscribe('Q', ['SPY'])
    void world.transport.connect()
    await world.advance(50)

    expect(world.server.client().received).toContainEqual({ action: 'configure', maxRateHz: 1 })
  })

  it('tells how the proxy stands with the vendor, and the round trip', async () => {
    const world = await connected()
    world.server.send(world.server.client(), {
      type: 'status',
      data: { status: 'upstream', cluster: 'stocks', state: 'evicted', reason: 'max_connections' },
    })
    await world.advance(5000)

    expect(status(world)).toMatchObject({ upstream: { stocks: 'evicted' }, latencyMs: 0 })
    expect(world.sink.events).toContainEqual(expect.objectContaining({ kind: 'upstream', endpoint: 'indices' }))
  })

  it('records every change of the state with its reason', async () => {
    const world = await connected()
    world.server.dropAll()
    await world.advance(1000)
    const messages = world.sink.events.filter((event) => event.kind === 'connection').map((event) => event.message)

    expect(messages).toEqual([
      'connecting: needed',
      'authenticating: socket open',
      'open: authenticated',
      'waiting 125 ms before attempt 2: closed with code 1006',
      'connecting: the wait is over',
      'authenticating: socket open',
      'open: authenticated',
    ])
  })

  it('lists what is held, by how many, and what the server made of it', async () => {
    const world = await connected()
    world.transport.subscribe('Q', ['SPY'])

    expect(world.transport.subscriptions()).toMatchObject([
      { channel: 'Q', symbol: 'SPY', status: 'acknowledged', holders: 2 },
    ])
  })
})
