import { describe, expect, it } from 'vitest'
import { connectStream, isEvent, isStatus } from '../support/stream-client.ts'
import { startSimulator } from '../support/test-simulator.ts'

const isData = (event: Readonly<Record<string, unknown>>): boolean => event['ev'] !== 'status'

describe('faults of the stream', () => {
  it('drops the connections of a cluster without a word', async () => {
    const { client: connect, simulator } = await startSimulator()
    const stocks = await connect('stocks')
    const indices = await connect('indices')
    simulator.faults.dropAll('stocks')

    expect(await stocks.closed).toBe(1006)
    await indices.ping()
  })

  it('refuses upgrades until it is turned off, and leaves open sockets alone', async () => {
    const { client: connect, simulator } = await startSimulator()
    const open = await connect('options')
    simulator.faults.refuse('options', true)
    await expect(connectStream(`${simulator.wsUrl}/options`)).rejects.toThrow('503')
    await open.ping()
    simulator.faults.refuse(undefined, false)

    await connect('options')
  })

  it('leaves a half-open socket without data and without pongs, while new ones are fine', async () => {
    const { client: connect, subscribe, simulator, clock } = await startSimulator({ maxConnections: 2 })
    const dead = await connect('stocks')
    await subscribe(dead, 'Q.SPY')
    simulator.faults.halfOpen('stocks')
    const alive = await connect('stocks')
    await subscribe(alive, 'Q.SPY')
    let ponged = false
    const pong = dead.ping().then(() => (ponged = true))
    clock.advance(1_000)
    await alive.ping()

    expect(alive.all(isData).length).toBeGreaterThan(100)
    expect(dead.all(isData)).toEqual([])
    expect(ponged).toBe(false)
    simulator.faults.clear()
    await pong
  })

  it('mutes a symbol or a cluster while the market goes on', async () => {
    const { client: connect, subscribe, simulator, clock } = await startSimulator()
    const client = await connect('stocks')
    await subscribe(client, 'Q.SPY,Q.AAPL')
    simulator.faults.mute('SPY', true)
    clock.advance(1_000)
    await client.ping()
    expect(new Set(client.all(isData).map((event) => event['sym']))).toEqual(new Set(['AAPL']))
    expect(simulator.truth.quote('SPY').timestamp).toBeGreaterThan(0)

    simulator.faults.mute('stocks', true)
    const before = client.all(isData).length
    clock.advance(1_000)
    await client.ping()
    expect(client.all(isData).length).toBe(before)

    simulator.faults.clear()
    clock.advance(1_000)
    await client.next((event) => event['sym'] === 'SPY')
  })

  it('delays frames and keeps their order', async () => {
    const { client: connect, subscribe, simulator, clock } = await startSimulator()
    const client = await connect('stocks')
    await subscribe(client, 'Q.SPY')
    simulator.faults.slow(2_000)
    clock.advance(1_000)
    await client.ping()
    expect(client.all(isData)).toEqual([])

    clock.advance(3_000)
    await client.ping()
    const sequence = client.all(isEvent('Q')).map((event) => Number(event['q']))
    expect(sequence.length).toBeGreaterThan(500)
    expect(sequence).toEqual(sequence.toSorted((a, b) => a - b))
  })

  it('evicts as another connection with the same key would', async () => {
    const { client: connect, simulator } = await startSimulator()
    const client = await connect('indices')
    simulator.faults.evict('indices')

    await client.next(isStatus('max_connections'))
    expect(await client.closed).toBe(1008)
  })

  it('puts broken frames in between, or in place of good ones', async () => {
    const { client: connect, subscribe, simulator, clock } = await startSimulator()
    const client = await connect('stocks')
    await subscribe(client, 'Q.SPY')
    clock.advance(1_000)
    simulator.faults.malformed(5)
    clock.advance(1_000)
    await client.ping()
    const isBroken = (frame: string): boolean => !/^\[\{"ev":"\w+",.*\}\]$/.test(frame)
    expect(client.frames.filter(isBroken)).toHaveLength(5)
    const { length } = client.all(isEvent('Q'))
    expect(length).toBe(1_000)

    simulator.faults.malformed(3, true)
    clock.advance(1_000)
    await client.ping()
    expect(client.frames.filter(isBroken)).toHaveLength(8)
    expect(client.all(isEvent('Q')).length - length).toBe(470)
  })

  it('sends frames twice', async () => {
    const { client: connect, subscribe, simulator, clock } = await startSimulator()
    const client = await connect('stocks')
    await subscribe(client, 'T.SPY')
    simulator.faults.duplicate(true)
    clock.advance(1_000)
    await client.ping()
    const sequence = client.all(isEvent('T')).map((event) => event['q'])

    expect(sequence.length).toBe(1_000)
    expect(new Set(sequence).size).toBe(500)
  })

  it('shuffles events without losing one', async () => {
    const { client: connect, subscribe, simulator, clock } = await startSimulator()
    const client = await connect('stocks')
    await subscribe(client, 'T.SPY')
    simulator.faults.reorder(true)
    clock.advance(1_000)
    simulator.faults.reorder(false)
    clock.advance(20)
    await client.ping()
    const sequence = client.all(isEvent('T')).map((event) => Number(event['q']))

    expect(sequence.length).toBe(510)
    expect(new Set(sequence).size).toBe(510)
    expect(sequence).not.toEqual(sequence.toSorted((a, b) => a - b))
  })

  it('sends every minute bar again, changed by a late trade', async () => {
    const { client: connect, subscribe, simulator, clock } = await startSimulator({ ticksPerSecond: 20 })
    const client = await connect('stocks')
    await subscribe(client, 'AM.SPY,T.SPY')
    simulator.faults.resendBars(true)
    for (let i = 0; i < 65; i++) clock.advance(1_000)
    await client.ping()
    const bars = client.all(isEvent('AM'))
    const [first, second] = bars
    const late = client.all(isEvent('T')).filter((trade) => trade['pt'] !== trade['t'])

    expect(bars).toHaveLength(2)
    expect(second?.['s']).toBe(first?.['s'])
    expect(late).toHaveLength(1)
    expect(Number(second?.['v']) - Number(first?.['v'])).toBe(late[0]?.['s'])
  })

  it('drops subscribes without an answer', async () => {
    const { client: connect, subscribe, simulator } = await startSimulator()
    const client = await connect('stocks')
    simulator.faults.ignoreSubscribes(1)
    client.subscribe('Q.SPY')
    await subscribe(client, 'Q.AAPL')

    expect(client.frames.some((frame) => frame.includes('Q.SPY'))).toBe(false)
    await subscribe(client, 'Q.SPY')
  })
})

describe('faults of REST', () => {
  const PATH = '/v1/marketstatus/now'

  it('takes a cluster out of the plan: its sockets are refused, its rows say so, the others are fine', async () => {
    const { simulator, client, get } = await startSimulator()
    simulator.faults.revoke('indices', true)
    const refused = await connectStream(`${simulator.wsUrl}/indices`)
    refused.send({ action: 'auth', params: simulator.apiKey })

    expect((await refused.next(isStatus('auth_failed')))['message']).toContain("plan doesn't include")
    await client('stocks')
    const { body } = await get('/v3/snapshot?ticker.any_of=I:SPX,SPY')
    expect(body.results?.map((row) => [row['ticker'], row['error']])).toEqual([
      ['I:SPX', 'NOT_ENTITLED'],
      ['SPY', undefined],
    ])
    simulator.faults.clear()
    await client('indices')
  })

  it('refuses an expired key everywhere until it is restored', async () => {
    const { client: connect, get, simulator } = await startSimulator()
    const open = await connect('stocks')
    simulator.faults.expireKey()
    expect(await get(PATH)).toMatchObject({ status: 401, body: { error: 'Unknown API Key' } })
    const client = await connectStream(`${simulator.wsUrl}/options`)
    client.send({ action: 'auth', params: 'simulator' })
    await client.next(isStatus('auth_failed'))
    await open.ping()
    simulator.faults.restoreKey()

    expect((await get(PATH)).status).toBe(200)
  })

  it('answers 429 so many times, with seconds, a date or no hint when to come back', async () => {
    const { get, simulator, clock } = await startSimulator()
    simulator.faults.rest({ status: 429, count: 1, retryAfter: 7 })
    simulator.faults.rest({ status: 429, count: 1, retryAfter: { dateInSeconds: 30 } })
    simulator.faults.rest({ status: 429, count: 1 })
    const [seconds, date, none, fine] = [await get(PATH), await get(PATH), await get(PATH), await get(PATH)]

    expect([seconds.status, date.status, none.status, fine.status]).toEqual([429, 429, 429, 200])
    expect(seconds.headers.get('retry-after')).toBe('7')
    expect(Date.parse(date.headers.get('retry-after') ?? '')).toBe(clock.now() + 30_000)
    expect(none.headers.has('retry-after')).toBe(false)
    expect(none.body.error).toContain('maximum requests per minute')
  })

  it('breaks one path and leaves the others', async () => {
    const { get, simulator } = await startSimulator()
    simulator.faults.rest({ status: 502, count: 2, path: '/v3/snapshot' })

    expect((await get(PATH)).status).toBe(200)
    const broken = await get('/v3/snapshot?ticker.any_of=SPY')
    expect(broken.status).toBe(502)
    expect(broken.text).toContain('<html>')
    expect((await get('/v3/snapshot?ticker.any_of=SPY')).status).toBe(502)
    expect((await get('/v3/snapshot?ticker.any_of=SPY')).status).toBe(200)
  })

  it('can refuse with a 200', async () => {
    const { get, simulator } = await startSimulator()
    simulator.faults.rest({ status: 200, count: 1 })

    expect(await get(PATH)).toMatchObject({ status: 200, body: { status: 'NOT_AUTHORIZED' } })
  })

  it('limits requests by the minute', async () => {
    const { get, simulator, clock } = await startSimulator()
    simulator.faults.rateLimit(2)
    const statuses = [await get(PATH), await get(PATH), await get(PATH)].map(({ status }) => status)
    clock.advance(60_000)

    expect(statuses).toEqual([200, 200, 429])
    expect((await get(PATH)).status).toBe(200)
  })

  it('delays answers', async () => {
    const { get, simulator, clock } = await startSimulator()
    simulator.faults.slow(5_000)
    const waiting = clock.pending
    const answer = get(PATH)
    while (clock.pending === waiting) await new Promise((resolve) => setImmediate(resolve))
    clock.advance(5_000)

    expect((await answer).status).toBe(200)
  })
})

describe('the control endpoint', () => {
  const post = (args?: unknown): RequestInit => ({
    method: 'POST',
    ...(args !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(args) }),
  })

  it('runs a fault by its name, without a key', async () => {
    const { client: connect, get } = await startSimulator()
    const client = await connect('stocks')

    expect((await get('/__faults/dropAll', post(['stocks']))).status).toBe(200)
    expect(await client.closed).toBe(1006)
    expect((await get('/__faults/rest', post({ status: 503, count: 1 }))).status).toBe(200)
    expect((await get('/v1/marketstatus/now')).status).toBe(503)
    expect((await get('/__faults/clear', post())).status).toBe(200)
  })

  it('lists the faults', async () => {
    const { get, simulator } = await startSimulator()
    const { text } = await get('/__faults')

    expect(JSON.parse(text)).toEqual({ faults: Object.keys(simulator.faults) })
  })

  it.each([
    ['dropAll', ['moon'], 400],
    ['mute', ['SPY'], 400],
    ['rest', [{ status: 42, count: 1 }], 400],
    ['explode', [], 404],
  ])('says what is wrong with %s %j', async (name, args, status) => {
    const { get } = await startSimulator()
    const answer = await get(`/__faults/${name}`, post(args))

    expect(answer.status).toBe(status)
    expect(answer.body.error).toContain(name)
  })
})
