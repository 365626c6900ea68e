import { describe, expect, it } from 'vitest'
import { connectStream, isEvent, isStatus } from '../support/stream-client.ts'
import { startSimulator } from '../support/test-simulator.ts'

const CONTRACT = 'O:SPY261218C00650000'
const acks = (frames: readonly string[]): string[] =>
  frames.flatMap((frame) =>
    [...frame.matchAll(/"message":"(?:un)?subscribed to: ([^"]+)"/g)].map((match) => match[1] ?? ''),
  )

describe('the stream', () => {
  it('greets, then welcomes a client with the right key', async () => {
    const { simulator } = await startSimulator()
    const client = await connectStream(`${simulator.wsUrl}/stocks`)
    await client.next(isStatus('connected'))
    await client.authenticate()

    expect(client.frames).toEqual([
      '[{"ev":"status","status":"connected","message":"Connected Successfully"}]',
      '[{"ev":"status","status":"auth_success","message":"authenticated"}]',
    ])
    client.close()
  })

  it('turns a wrong key away and closes', async () => {
    const { simulator } = await startSimulator()
    const client = await connectStream(`${simulator.wsUrl}/options`)
    client.send({ action: 'auth', params: 'wrong' })

    expect(await client.next(isStatus('auth_failed'))).toMatchObject({ message: 'authentication failed' })
    expect(await client.closed).toBe(1008)
  })

  it('closes a socket that does not authenticate in time', async () => {
    const { simulator, clock } = await startSimulator({ authTimeoutMs: 5_000 })
    const client = await connectStream(`${simulator.wsUrl}/indices`)
    clock.advance(5_000)

    expect(await client.next(isStatus('auth_timeout'))).toMatchObject({
      message: 'No authentication request received.',
    })
    expect(await client.closed).toBe(1008)
  })

  it('refuses to subscribe before the key, and what it cannot read', async () => {
    const { simulator } = await startSimulator()
    const client = await connectStream(`${simulator.wsUrl}/stocks`)
    client.subscribe('T.SPY')
    client.send('not json')
    client.send({ action: 'dance', params: '' })
    await client.authenticate()

    expect(client.all(isStatus('error')).map((event) => event['message'])).toEqual([
      'not authorized',
      'message could not be understood',
      'message could not be understood',
    ])
    client.close()
  })

  it('knows no other paths', async () => {
    const { simulator } = await startSimulator()

    await expect(connectStream(`${simulator.wsUrl}/futures`)).rejects.toThrow('404')
  })

  it('acknowledges each pair once, in one frame, and drops unknown ones silently', async () => {
    const { client: connect, subscribe } = await startSimulator()
    const client = await connect('stocks')
    await subscribe(client, 'T.SPY,T.NOPE,X.SPY,T.I:SPX,Q.BRK.B')
    await subscribe(client, 'T.SPY,Q.BRK.B,T.AAPL')

    expect(acks(client.frames)).toEqual(['T.SPY', 'Q.BRK.B', 'T.AAPL'])
    expect(client.frames.filter((frame) => frame.includes('subscribed to')).length).toBe(2)
  })

  it('sends what was subscribed and nothing else', async () => {
    const { client: connect, subscribe, clock } = await startSimulator()
    const client = await connect('stocks')
    await subscribe(client, 'Q.SPY,T.AAPL')
    clock.advance(2_000)
    await client.next(isEvent('Q'))
    await client.next(isEvent('T'))

    expect(new Set(client.all(isEvent('Q')).map((event) => event['sym']))).toEqual(new Set(['SPY']))
    expect(new Set(client.all(isEvent('T')).map((event) => event['sym']))).toEqual(new Set(['AAPL']))
  })

  it('sends nothing more after an unsubscribe', async () => {
    const { client: connect, subscribe, clock } = await startSimulator()
    const client = await connect('stocks')
    await subscribe(client, 'Q.SPY,Q.AAPL')
    client.send({ action: 'unsubscribe', params: 'Q.SPY,Q.MSFT' })
    await client.next((event) => event['message'] === 'unsubscribed to: Q.SPY')
    clock.advance(1_000)
    await client.next(isEvent('Q'))

    expect(client.all(isEvent('Q')).every((event) => event['sym'] === 'AAPL')).toBe(true)
  })

  it('streams every ticker of a channel for a wildcard', async () => {
    const { client: connect, subscribe, clock } = await startSimulator()
    const client = await connect('indices')
    await subscribe(client, 'V.*')
    clock.advance(1_000)
    for (let i = 0; i < 100; i++) await client.next(isEvent('V'))

    expect(new Set(client.all(isEvent('V')).map((event) => event['T']))).toEqual(
      new Set(['I:SPX', 'I:NDX', 'I:DJI', 'I:RUT', 'I:VIX']),
    )
  })

  it('acknowledges a partial wildcard and sends nothing for it', async () => {
    const { client: connect, subscribe, clock } = await startSimulator()
    const client = await connect('options')
    await subscribe(client, `AM.O:SPY*,A.${CONTRACT}`)
    clock.advance(61_000)
    await client.ping()

    expect(acks(client.frames)).toContain('AM.O:SPY*')
    expect(client.all(isEvent('AM'))).toEqual([])
    expect(client.all(isEvent('A')).length).toBeGreaterThan(0)
  })

  it('holds at most 1,000 contracts for option quotes', async () => {
    const { client: connect, get } = await startSimulator()
    const tickers: string[] = []
    for (let url = '/v3/snapshot/options/SPY?limit=250'; tickers.length < 1_001;) {
      const { body } = await get(url)
      tickers.push(...(body.results ?? []).map((row) => /O:\w+/.exec(JSON.stringify(row))?.[0] ?? ''))
      url = body.next_url ?? ''
    }
    const client = await connect('options')
    client.subscribe(
      tickers
        .slice(0, 1_001)
        .map((ticker) => `Q.${ticker}`)
        .join(','),
    )
    await client.next(isStatus('error'))

    expect(acks(client.frames).length).toBe(1_000)
    expect(client.all(isStatus('error'))).toHaveLength(1)
  })

  it('gives second bars each second and minute bars each minute', async () => {
    const { client: connect, subscribe, clock } = await startSimulator()
    const client = await connect('options')
    await subscribe(client, `A.${CONTRACT},AM.${CONTRACT}`)
    clock.advance(61_000)
    const minute = await client.next(isEvent('AM'))
    const seconds = client.all(isEvent('A'))

    expect(Number(minute['e']) - Number(minute['s'])).toBe(60_000)
    expect(Number(minute['s']) % 60_000).toBe(0)
    expect(seconds.length).toBeGreaterThanOrEqual(59)
    expect(seconds.every((bar) => Number(bar['e']) - Number(bar['s']) === 1_000)).toBe(true)
    const within = seconds.filter((bar) => Number(bar['s']) < Number(minute['e']))
    expect(Math.max(...within.map((bar) => Number(bar['h'])))).toBeLessThanOrEqual(Number(minute['h']))
  })

  it('evicts the older of two connections with one key on one cluster', async () => {
    const { client: connect } = await startSimulator()
    const first = await connect('stocks')
    const other = await connect('options')
    const second = await connect('stocks')

    expect(await first.next(isStatus('max_connections'))).toMatchObject({ ev: 'status' })
    expect(await first.closed).toBe(1008)
    await second.ping()
    await other.ping()
  })

  it('cuts a client that does not read', async () => {
    const { client: connect, subscribe, simulator, clock } = await startSimulator({ maxBufferedBytes: 1 })
    const client = await connect('stocks')
    await subscribe(client, 'Q.SPY,Q.AAPL')
    simulator.setRate(50_000)
    client.send({ action: 'unsubscribe', params: '' })
    // the frames of one advance pile up: the socket cannot write before this function ends
    clock.advance(5_000)

    expect(await client.closed).toBe(1006)
  })

  it('publishes as many events a second as it was told to', async () => {
    const { client: connect, subscribe, simulator, clock } = await startSimulator({ ticksPerSecond: 100 })
    const client = await connect('stocks')
    await subscribe(client, 'Q.SPY,Q.AAPL')
    clock.advance(1_000)
    const counted = async (): Promise<number> => {
      await client.ping()
      return client.all(isEvent('Q')).length
    }
    const slow = await counted()
    simulator.setRate(20_000)
    clock.advance(1_000)

    expect(slow).toBe(100)
    expect((await counted()) - slow).toBe(20_000)
    expect(() => simulator.setRate(50_001)).toThrow('eventsPerSecond')
    expect(() => simulator.setRate(0)).toThrow('eventsPerSecond')
  })

  it('is silent while the market is closed', async () => {
    const sunday = Date.UTC(2026, 10, 22, 17)
    const { client: connect, subscribe, clock } = await startSimulator({ session: 'calendar', startAt: sunday })
    const client = await connect('stocks')
    await subscribe(client, 'Q.SPY,T.SPY')
    clock.advance(10_000)
    await client.ping()

    expect(client.all((event) => event['ev'] !== 'status')).toEqual([])
  })

  it('leaves no timer behind', async () => {
    const { client: connect, simulator, clock } = await startSimulator()
    await connect('stocks')
    await simulator.close()
    await simulator.close()

    expect(clock.pending).toBe(0)
  })
})
