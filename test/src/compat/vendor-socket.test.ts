import { beforeEach, describe, expect, it } from 'vitest'
import { NetworkError } from '../../../domain/errors.ts'
import type { VendorSocket } from '../../../src/compat/index.ts'
import { websocketClient } from '../../../src/compat/index.ts'
import { createFakeMassive } from '../../../src/testing/fake-massive.ts'
import type { FakeMassive } from '../../../src/testing/fake-massive.ts'

const CONTRACT = 'O:SPY261218C00650000'

type Event = Readonly<Record<string, unknown>>

describe('a socket in the shape of the vendor’s', () => {
  let fake: FakeMassive
  let client: ReturnType<typeof websocketClient>

  beforeEach(() => {
    fake = createFakeMassive()
    client = websocketClient('', '', { provider: fake.massive })
  })

  /** Resolves once what was sent is answered and what is subscribed to is delivered. */
  const settled = (): Promise<void> => fake.clock.advanceAsync(0)

  function eventsOf(socket: VendorSocket): Event[] {
    const events: Event[] = []
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the interface of the vendor's sockets
    socket.onmessage = ({ data }) => events.push(...listOf(data))
    return events
  }

  async function opened(cluster: keyof typeof client): Promise<{ socket: VendorSocket; events: Event[] }> {
    const socket = client[cluster]()
    const events = eventsOf(socket)
    await settled()
    events.length = 0
    return { socket, events }
  }

  const send = async (socket: VendorSocket, action: string, params: string): Promise<void> => {
    socket.send(JSON.stringify({ action, params }))
    await settled()
  }

  it('connects and authenticates by itself', async () => {
    const socket = client.stocks()
    const events = eventsOf(socket)
    expect(socket.readyState).toBe(0)

    await settled()

    expect(socket.readyState).toBe(1)
    expect(events).toEqual([
      { ev: 'status', status: 'connected', message: 'Connected Successfully' },
      { ev: 'status', status: 'auth_success', message: 'authenticated' },
    ])
  })

  it('leaves the authentication to whoever takes onopen', async () => {
    const socket = client.stocks()
    const events = eventsOf(socket)
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the interface of the vendor's sockets
    socket.onopen = () => socket.send('{"action":"subscribe","params":"T.SPY"}')

    await settled()

    expect(events.map(({ status }) => status)).toEqual(['connected', 'success'])
  })

  it('delivers quotes, trades and bars of stocks in the vendor’s words', async () => {
    const { socket, events } = await opened('stocks')
    await send(socket, 'subscribe', 'Q.SPY,T.BRK.B,A.SPY,AM.QQQ')
    expect(events.map(({ message }) => message)).toEqual([
      'subscribed to: Q.SPY',
      'subscribed to: T.BRK.B',
      'subscribed to: A.SPY',
      'subscribed to: AM.QQQ',
    ])
    events.length = 0

    fake.quote({ symbol: 'SPY', bid: 1, bidSize: 2, ask: 3, askSize: 4, timestamp: 5 })
    fake.trade({
      symbol: 'BRK.B',
      price: 6,
      size: 7,
      exchange: 8,
      conditions: [9],
      timestamp: 10,
      sequence: 11,
      id: 'x',
    })
    const bar = { symbol: 'SPY', open: 12, high: 14, low: 11, close: 13, volume: 15, vwap: 12.5 }
    fake.bar({ ...bar, timeframe: '1s', start: 60_000, end: 61_000 })
    fake.bar({ ...bar, symbol: 'QQQ', timeframe: '1m', start: 120_000, end: 180_000 })

    const shared = { sym: 'SPY', o: 12, h: 14, l: 11, c: 13, v: 15, vw: 12.5 }
    expect(events).toEqual([
      { ev: 'Q', sym: 'SPY', bp: 1, bs: 2, ap: 3, as: 4, t: 5 },
      { ev: 'T', sym: 'BRK.B', p: 6, s: 7, x: 8, c: [9], t: 10, q: 11, i: 'x' },
      { ev: 'A', ...shared, s: 60_000, e: 61_000 },
      { ev: 'AM', ...shared, sym: 'QQQ', s: 120_000, e: 180_000 },
    ])
  })

  it('delivers values of indices, and leaves out what is not known', async () => {
    const { socket, events } = await opened('indices')
    await send(socket, 'subscribe', 'V.I:SPX')
    events.length = 0

    fake.quote({ symbol: 'I:SPX', value: 6_500, timestamp: 5 })
    fake.quote({ symbol: 'I:SPX', value: undefined, timestamp: 6 })

    expect(events).toEqual([
      { ev: 'V', T: 'I:SPX', val: 6_500, t: 5 },
      { ev: 'V', T: 'I:SPX', val: 6_500, t: 6 },
    ])
  })

  it('subscribes to a pair once, and ends it when told', async () => {
    const { socket, events } = await opened('options')
    await send(socket, 'subscribe', `Q.${CONTRACT}`)
    await send(socket, 'subscribe', `Q.${CONTRACT}`)
    expect(fake.held()).toEqual([CONTRACT])
    expect(events).toHaveLength(1)
    events.length = 0

    await send(socket, 'unsubscribe', `Q.${CONTRACT},Q.O:SPY261218P00650000`)
    fake.quote({ symbol: CONTRACT })

    expect(fake.held()).toEqual([])
    expect(events).toEqual([{ ev: 'status', status: 'success', message: `unsubscribed to: Q.${CONTRACT}` }])
  })

  it.each([
    ['a ticker of another cluster', 'Q.I:SPX', 'I:SPX is none of stocks; subscribe to it on indices'],
    ['a channel there is not', 'X.SPY', 'X.SPY names no channel; there are Q, V, T, A and AM'],
    ['what is no ticker', 'T.*', '"*"'],
  ])('says what is wrong with %s, and goes on with the rest', async (_, pair, message) => {
    const { socket, events } = await opened('stocks')

    await send(socket, 'subscribe', `${pair},T.SPY`)

    expect(events).toEqual([
      { ev: 'status', status: 'error', message: containing(message) },
      { ev: 'status', status: 'success', message: 'subscribed to: T.SPY' },
    ])
    expect(fake.held('T')).toEqual(['SPY'])
  })

  it('tells what the server refuses', async () => {
    const { socket, events } = await opened('stocks')
    await send(socket, 'subscribe', 'T.NOPE')
    events.length = 0

    fake.reject('T', ['NOPE'], 'no such symbol')

    expect(events).toEqual([{ ev: 'status', status: 'error', message: 'no such symbol' }])
  })

  it.each(['nonsense', '{"action":"dance","params":"Q.SPY"}', '{"action":"subscribe"}'])(
    'answers %s with an error',
    async (text) => {
      const { socket, events } = await opened('stocks')

      socket.send(text)
      await settled()

      expect(events).toEqual([{ ev: 'status', status: 'error', message: `Unknown message: ${text}` }])
    },
  )

  it('lets everything go when it is closed, once', async () => {
    const { socket, events } = await opened('stocks')
    let closed = 0
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the interface of the vendor's sockets
    socket.onclose = () => (closed += 1)
    await send(socket, 'subscribe', 'T.SPY,AM.SPY')
    events.length = 0
    socket.send('{"action":"subscribe","params":"T.QQQ"}')

    socket.close()
    socket.close()
    await settled()
    fake.trade({ symbol: 'SPY' })

    expect(socket.readyState).toBe(3)
    expect([fake.held('T'), fake.held('AM'), events, closed]).toEqual([[], [], [], 1])
    expect(() => socket.send('{"action":"auth","params":""}')).toThrow('not open')
  })

  it('does not open once it was closed', async () => {
    const socket = client.stocks()
    const events = eventsOf(socket)
    socket.close()

    await settled()

    expect(socket.readyState).toBe(3)
    expect(events).toEqual([])
  })

  it('tells why it cannot connect, and closes', async () => {
    fake.fail('connect', new NetworkError('the proxy does not answer'))
    const socket = client.stocks()
    const told: string[] = []
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the interface of the vendor's sockets
    socket.onerror = ({ message }) => told.push(message)
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the interface of the vendor's sockets
    socket.onclose = () => told.push('closed')

    await settled()

    expect(told).toEqual(['the proxy does not answer', 'closed'])
    expect(socket.readyState).toBe(3)
  })

  it('keeps a failure to itself that comes after it was closed', async () => {
    fake.fail('connect', new NetworkError('the proxy does not answer'))
    const socket = client.stocks()
    const told: string[] = []
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the interface of the vendor's sockets
    socket.onerror = ({ message }) => told.push(message)
    socket.close()

    await settled()

    expect(told).toEqual([])
  })
})

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what vendor-socket.ts writes is a list of events
const listOf = (data: string): readonly Event[] => JSON.parse(data) as readonly Event[]

const containing = (text: string): unknown => expect.stringContaining(text)
