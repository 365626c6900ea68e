import { afterEach, describe, expect, it, vi } from 'vitest'
import { AuthenticationError } from '../../../domain/errors.ts'
import { createStreamWorld, SESSION_START } from '../../support/stream-world.ts'

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

  it('resolves connect at once when nothing is held, and when everything held delivers', async () => {
    const { server, transport, advance } = createStreamWorld()
    await transport.connect()
    transport.subscribe('Q', ['SPY', OPTION])
    let isReady = false
    void transport.connect().then(() => (isReady = true))
    await advance(50)

    expect(isReady).toBe(true)
    expect(server.clients.size).toBe(2)
  })

  it('resolves connect by polling where the stream does not come', async () => {
    const { server, transport, advance } = createStreamWorld()
    server.network.mode = 'refuse'
    transport.subscribe('Q', ['SPY'])
    let isReady = false
    void transport.connect().then(() => (isReady = true))
    await advance(1900)
    expect(isReady).toBe(false)
    await advance(200)

    expect(isReady).toBe(true)
  })

  it.each([
    [4403, 'NotEntitledError'],
    [4400, 'InvalidRequestError'],
    [1000, 'NetworkError'],
  ])('rejects connect and tells subscribers when the server closes for good with %i', async (code, name) => {
    const { server, sink, transport, advance } = createStreamWorld()
    server.isTokenValid = () => {
      server.client().peer.close(code, 'go away')
      return true
    }
    transport.subscribe('Q', ['SPY', 'QQQ'])
    transport.subscribe('T', ['SPY'])
    const failed = transport.connect().catch((error: unknown) => error)
    await advance(50)

    expect(await failed).toMatchObject({ name })
    expect(String(await failed)).toContain('go away')
    expect(sink.rejections.map(({ channel, symbols, error }) => [channel, symbols, error.name])).toEqual([
      ['Q', ['SPY', 'QQQ'], name],
      ['T', ['SPY'], name],
    ])
  })

  it('tries a refused endpoint again when connect is called once more', async () => {
    const { server, transport, advance } = createStreamWorld()
    server.isTokenValid = () => {
      server.client().peer.close(4403, 'not permitted')
      return true
    }
    transport.subscribe('Q', ['SPY'])
    void transport.connect().catch(() => undefined)
    await advance(50)
    server.isTokenValid = () => true
    const ready = transport.connect()
    await advance(50)
    await ready

    expect(transport.health().indices.status).toBe('open')
  })

  it('rejects connect while no token is to be had, and streams once there is one', async () => {
    const { transport, tokens, advance } = createStreamWorld()
    tokens.failure = new AuthenticationError('who are you')
    transport.subscribe('Q', ['SPY'])
    const failed = transport.connect().catch((error: unknown) => error)
    await advance(50)
    expect(await failed).toBe(tokens.failure)
    tokens.failure = undefined
    await advance(10_000)

    expect(transport.health().indices.status).toBe('open')
  })

  it('ends only the waiting when the signal of connect aborts', async () => {
    const { server, transport, advance } = createStreamWorld()
    server.network.mode = 'hang'
    transport.subscribe('Q', ['SPY'])
    const abort = new AbortController()
    const failed = transport.connect({ signal: abort.signal }).catch((error: unknown) => error)
    abort.abort(new Error('no patience'))
    expect(await failed).toMatchObject({ message: 'no patience' })
    server.network.mode = 'accept'
    await advance(6000)

    expect(transport.health().indices.status).toBe('open')
    await expect(transport.connect({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
  })

  it('replays trades from where it stood after a drop, each once and in order', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('T', ['SPY'])
    void transport.connect()
    await advance(50)
    server.trade('SPY', 1)
    await advance(50)
    server.dropAll()
    server.trade('SPY', 2)
    await advance(500)
    server.trade('SPY', 3)
    await advance(50)

    expect(sink.allTrades.map((trade) => trade.price)).toEqual([1, 2, 3])
    expect(server.client().received).toContainEqual({
      action: 'subscribe',
      channel: 'T',
      symbols: ['SPY'],
      from: { SPY: { epoch: 'epoch-1', offset: 1 } },
    })
    expect(sink.events.filter((event) => event.kind === 'gap')).toEqual([])
  })

  it('fetches what the server cannot replay, before what comes live', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('T', ['SPY'])
    transport.subscribe('AM', ['SPY'])
    void transport.connect()
    await advance(50)
    server.trade('SPY', 1)
    server.bar('SPY', 1)
    await advance(50)
    server.dropAll()
    server.epoch = 'epoch-2'
    await advance(25)
    server.trade('SPY', 2)
    await advance(500)
    server.trade('SPY', 3)
    server.bar('SPY', 2, Date.now() + 60_000)
    await advance(50)

    expect(sink.allTrades.map((trade) => trade.price)).toEqual([1, 2, 3])
    expect(sink.allTrades.map((trade) => trade.source)).toEqual(['stream', 'rest', 'stream'])
    expect(sink.allBars.map((bar) => bar.close)).toEqual([1, 2])
    expect(sink.events).toContainEqual(expect.objectContaining({ kind: 'healed', symbol: 'SPY', count: 1 }))
  })

  it('fills the interval that a gap message names', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('T', ['SPY'])
    void transport.connect()
    await advance(50)
    server.isMute = true
    server.trade('SPY', 1)
    await advance(100)
    server.isMute = false
    const data = { channel: 'T', symbol: 'SPY', from: Date.now() - 200, to: Date.now() } as const
    server.send(server.client(), { type: 'gap', data })
    server.trade('SPY', 2)
    await advance(50)

    expect(sink.allTrades.map((trade) => trade.price)).toEqual([1, 2])
  })

  it('fetches a gap that turned out only after newer trades had come', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('T', ['SPY'])
    void transport.connect()
    await advance(50)
    const from = Date.now()
    server.isMute = true
    server.trade('SPY', 1)
    server.isMute = false
    await advance(100)
    const data = { channel: 'T', symbol: 'SPY', from, to: Date.now() } as const
    await advance(100)
    // the proxy itself did not get the first one, so that its numbering does not tell
    server.epoch = 'epoch-2'
    server.trade('SPY', 2)
    await advance(100)
    expect(sink.allTrades.map((trade) => trade.price)).toEqual([2])
    server.send(server.client(), { type: 'gap', data })
    await advance(50)

    expect(sink.allTrades.map((trade) => trade.price)).toEqual([2, 1])
  })

  it('notices a jump in the numbering and fetches what lies between', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('T', ['SPY'])
    void transport.connect()
    await advance(50)
    server.trade('SPY', 1)
    await advance(25)
    server.isMute = true
    server.trade('SPY', 2)
    server.isMute = false
    await advance(25)
    server.trade('SPY', 3)
    await advance(25)

    expect(sink.allTrades.map((trade) => trade.price)).toEqual([1, 2, 3])
  })

  it('polls trades and bars as well, and repeats none when the stream is back', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('T', ['SPY'])
    transport.subscribe('AM', ['SPY'])
    void transport.connect()
    await advance(50)
    server.network.mode = 'refuse'
    server.dropAll()
    for (let round = 0; round < 4; round++) {
      await advance(1500)
      server.trade('SPY', round)
      server.bar('SPY', round)
    }
    await advance(3000)
    expect(sink.allTrades).toHaveLength(4)
    server.network.mode = 'accept'
    await advance(12_000)
    server.trade('SPY', 9)
    await advance(50)

    expect(sink.allTrades.map((trade) => trade.price)).toEqual([0, 1, 2, 3, 9])
    expect(sink.allBars.map((bar) => bar.close)).toEqual([0, 1, 2, 3])
  })

  it('asks again for the newest bar it polled, so that one still forming is replaced', async () => {
    const { server, sink, rest, transport, advance } = createStreamWorld({ pollIntervalMs: 1000 })
    const end = SESSION_START + 60_000 - 15 * 60_000
    transport.subscribe('AM', ['SPY'])
    void transport.connect()
    await advance(100)
    server.bar('SPY', 1, end - 60_000)
    await advance(50)
    server.network.mode = 'refuse'
    server.dropAll()
    // on a delayed plan the window is long over by the clock while its bar still grows
    server.bar('SPY', 2, end)
    await advance(3000)
    expect(sink.allBars.map((bar) => bar.close)).toEqual([1, 2])
    const [first, growing] = server.barsOf('SPY')
    if (first === undefined || growing === undefined) throw new Error('The server lost its bars')
    rest.getAggregates = async () => [first, { ...growing, close: 3 }]
    await advance(2000)

    expect(sink.allBars.map((bar) => [bar.end, bar.close]).slice(1)).toEqual([
      [end, 2],
      [end, 3],
    ])
  })

  it.each(['T', 'AM'] as const)(
    'recycles a mute socket of which only %s is held, polls, and streams again',
    async (channel) => {
      const { server, sink, transport, advance } = createStreamWorld({ ringSize: 0 })
      transport.subscribe(channel, ['SPY'])
      void transport.connect()
      await advance(100)
      const item = (price: number): unknown => (channel === 'T' ? server.trade('SPY', price) : server.bar('SPY', price))
      const seen = (): number[] => [...sink.allTrades.map((one) => one.price), ...sink.allBars.map((one) => one.close)]
      const prices: number[] = []
      const minutes = async (count: number): Promise<void> => {
        for (let minute = 0; minute < count; minute++) {
          await advance(60_000, 500)
          prices.push(prices.length + 1)
          item(prices.length)
        }
      }
      await minutes(2)
      const { length: before } = server.history
      server.isMute = true
      await minutes(6)
      await advance(10_000)

      expect(transport.health().indices.transport).toBe('polling')
      expect(server.history.length).toBeGreaterThan(before)
      expect(seen()).toEqual(prices)
      expect(sink.events.some(({ kind, message }) => kind === 'mute' && message.includes('SPY'))).toBe(true)

      server.isMute = false
      await minutes(2)
      await advance(5000)
      expect(transport.health().indices.transport).toBe('streaming')
      expect(seen()).toEqual(prices)
    },
  )

  it('takes quiet trades for no mute stream where REST knows of none either', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('T', ['SPY'])
    transport.subscribe('AM', ['SPY'])
    void transport.connect()
    await advance(100)
    server.trade('SPY', 1)
    await advance(20 * 60_000, 1000)

    expect(sink.events.filter(({ kind }) => kind === 'mute')).toEqual([])
    expect(server.history).toHaveLength(1)
  })

  it('recycles a socket that is open but mute, polls meanwhile, and ends when the stream delivers', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(50)
    server.quote('SPY', 1)
    server.isMute = true
    for (let second = 0; second < 26; second++) {
      await advance(1000)
      server.quote('SPY', second)
    }
    expect(server.history).toHaveLength(2)
    expect(transport.health().indices).toMatchObject({ status: 'open', transport: 'polling' })
    expect(sink.latest('SPY')?.source).toBe('rest')
    server.isMute = false
    await advance(100)
    server.quote('SPY', 700)
    await advance(25)

    expect(transport.health().indices.transport).toBe('streaming')
    expect(sink.events.filter((event) => event.kind === 'mute')).toHaveLength(2)
  })

  it('polls a single mute symbol while the others stream', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY', 'QQQ'])
    void transport.connect()
    await advance(50)
    server.muteSymbols.add('SPY')
    for (let second = 0; second < 80; second++) {
      await advance(1000, 100)
      server.quote('SPY', second)
      server.quote('QQQ', second)
    }

    expect(transport.health().indices.transport).toBe('streaming')
    expect(sink.latest('SPY')).toMatchObject({ source: 'rest' })
    expect(sink.latest('QQQ')).toMatchObject({ source: 'stream', bid: 78 })
  })

  it('polls the symbols of a cluster that the proxy has lost', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY', 'I:SPX'])
    void transport.connect()
    await advance(50)
    const upstream = (state: 'up' | 'down', cluster: 'stocks' | 'indices' = 'stocks') =>
      server.send(server.client(), { type: 'status', data: { status: 'upstream', cluster, state } })
    upstream('down')
    server.isMute = true
    await advance(1000)
    server.quote('SPY', 5)
    server.quote('I:SPX', 5)
    await advance(4000)
    expect(transport.health().indices.transport).toBe('streaming')
    expect([...new Set(sink.quotes.map((quote) => quote.symbol))]).toEqual(['SPY'])
    upstream('down', 'indices')
    await advance(2100)
    expect(transport.health().indices.transport).toBe('polling')
    upstream('up')
    upstream('up', 'indices')
    await advance(10)

    expect(transport.health().indices.transport).toBe('streaming')
  })

  it('tells the sink of counters at most once a second', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(3000)
    const reports = vi.spyOn(sink, 'endpoint')
    for (let tick = 0; tick < 100; tick++) {
      server.quote('SPY', tick)
      await advance(50)
    }
    expect(reports.mock.calls.length).toBeLessThanOrEqual(6)
    expect(reports.mock.calls.length).toBeGreaterThanOrEqual(4)
    reports.mockClear()
    await advance(2500)

    expect(reports.mock.calls.length).toBeLessThanOrEqual(1)
  })

  it('reports a polling that fails and goes on', async () => {
    const { server, sink, transport, rest, advance } = createStreamWorld()
    server.network.mode = 'refuse'
    vi.spyOn(rest, 'getQuotes').mockRejectedValueOnce(new Error('REST is down as well'))
    server.quote('SPY', 3)
    transport.subscribe('Q', ['SPY'])
    void transport.connect()
    await advance(2500)
    expect(sink.events).toContainEqual(
      expect.objectContaining({ kind: 'error', message: 'polling failed, again in 6000 ms: REST is down as well' }),
    )
    await advance(6000)

    expect(sink.latest('SPY')?.bid).toBe(3)
  })

  it.each([-3_600_000, 3_600_000])('finds what it missed when its own clock is wrong by %i ms', async (aheadMs) => {
    const { server, sink, transport, advance } = createStreamWorld()
    server.aheadMs = aheadMs
    transport.subscribe('T', ['SPY'])
    void transport.connect()
    await advance(50)
    server.trade('SPY', 1)
    await advance(50)
    server.dropAll()
    server.epoch = 'epoch-2'
    server.trade('SPY', 2)
    await advance(500)

    expect(sink.allTrades.map((trade) => trade.price)).toEqual([1, 2])
  })

  it('finds what it missed where data is delayed by a quarter of an hour', async () => {
    const { server, sink, transport, advance } = createStreamWorld()
    server.delayMs = 900_000
    transport.subscribe('T', ['SPY'])
    void transport.connect()
    await advance(50)
    server.trade('SPY', 1)
    await advance(50)
    server.dropAll()
    server.epoch = 'epoch-2'
    server.trade('SPY', 2)
    await advance(500)
    server.network.mode = 'refuse'
    server.dropAll()
    server.trade('SPY', 3)
    await advance(3000)

    expect(sink.allTrades.map((trade) => trade.price)).toEqual([1, 2, 3])
  })
})
