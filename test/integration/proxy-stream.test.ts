import { describe, expect, it } from 'vitest'
import { QUOTE_MESSAGE_PREFIX } from '../../domain/wire-protocol.ts'
import { createProxyWorld, onTestEnd } from '../support/proxy-world.ts'
import { openWireClient } from '../support/wire-client.ts'

const SPY_ROW = {
  type: 'stocks',
  session: { previous_close: 640, open: 641, high: 652, low: 639, close: 650, volume: 1_000 },
  last_quote: { bid: 649, ask: 651, bid_size: 1, ask_size: 2, last_updated: 1_700_000_000_000_000_000 },
  last_trade: { price: 650, size: 10, last_updated: 1_700_000_000_000_000_000 },
}

describe('the stream through the proxy', () => {
  it('sends what REST knows of a symbol as soon as it is subscribed', async () => {
    const { vendor, client } = await createProxyWorld()
    vendor.rows.set('SPY', SPY_ROW)
    const page = await client()

    page.send({ action: 'subscribe', symbols: ['SPY'] })

    expect(await page.next('ack')).toMatchObject({ action: 'subscribe', channel: 'Q', accepted: ['SPY'], rejected: [] })
    expect(await page.next('Q')).toMatchObject({
      symbol: 'SPY',
      bid: 649,
      previousClose: 640,
      change: 10,
      source: 'rest',
    })
  })

  it('merges quotes and trades of the stream into one picture', async () => {
    const { vendor, client } = await createProxyWorld()
    vendor.rows.set('SPY', SPY_ROW)
    const page = await client()
    page.send({ action: 'subscribe', symbols: ['SPY'] })
    const stream = await vendor.holding('stocks', 'Q.SPY', 'T.SPY')
    await page.next('Q')

    stream.send({ ev: 'Q', sym: 'SPY', bp: 650, bs: 3, ap: 650.5, as: 4, t: 1_700_000_001_000 })
    stream.send({ ev: 'T', sym: 'SPY', p: 655, s: 5, t: 1_700_000_000_999 })

    expect(await page.next('Q', ({ last }) => last === 655)).toMatchObject({
      symbol: 'SPY',
      bid: 650,
      ask: 650.5,
      last: 655,
      previousClose: 640,
      change: 15,
      timestamp: 1_700_000_001_000,
      source: 'stream',
    })
    expect(page.frames.some((frame) => frame.startsWith(QUOTE_MESSAGE_PREFIX))).toBe(true)
  })

  it('asks the vendor once for what many clients hold, and stops when the last one left', async () => {
    const { vendor, client } = await createProxyWorld({ lingerMs: 1 })
    const [first, second] = [await client(), await client()]
    for (const page of [first, second]) {
      page.send({ action: 'subscribe', channel: 'AM', symbols: ['SPY'] })
      await page.next('ack')
    }
    const stream = await vendor.holding('stocks', 'AM.SPY')

    first.close()
    await first.closed
    stream.send({ ev: 'AM', sym: 'SPY', o: 1, h: 2, l: 1, c: 2, v: 5, s: 1_700_000_040_000, e: 1_700_000_100_000 })
    expect(await second.next('AM')).toMatchObject({ symbol: 'SPY', timeframe: '1m', offset: 1 })
    second.send({ action: 'unsubscribe', channel: 'AM', symbols: ['SPY'] })
    await second.next('ack', ({ action }) => action === 'unsubscribe')

    await expect.poll(() => stream.pairs.size).toBe(0)
    expect(vendor.connections).toHaveLength(1)
  })

  it('numbers trades and sends a returning client exactly what it missed', async () => {
    const { vendor, client } = await createProxyWorld()
    const page = await client()
    page.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'] })
    const stream = await vendor.holding('stocks', 'T.SPY')
    stream.send({ ev: 'T', sym: 'SPY', p: 1, s: 1, t: 1_700_000_000_001 })
    const { epoch, offset } = await page.next('T')
    page.close()
    await page.closed
    stream.send({ ev: 'T', sym: 'SPY', p: 2, s: 1, t: 1_700_000_000_002 })
    stream.send({ ev: 'T', sym: 'SPY', p: 3, s: 1, t: 1_700_000_000_003 })

    const back = await client()
    await expect
      .poll(async () => {
        back.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'], from: { SPY: { epoch, offset } } })
        const ack = await back.next('ack')
        return ack.positions?.['SPY']?.offset
      })
      .toBe(3)

    expect(await back.next('T')).toMatchObject({ price: 2, offset: 2 })
    expect(await back.next('T')).toMatchObject({ price: 3, offset: 3 })
  })

  it('tells a client from before a restart that it missed something', async () => {
    const { client } = await createProxyWorld()
    const page = await client()

    page.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'], from: { SPY: { epoch: 'other', offset: 9 } } })

    expect((await page.next('ack')).recovered).toEqual([])
    const gap = await page.next('gap')
    expect(gap).toMatchObject({ channel: 'T', symbol: 'SPY' })
    expect(gap.from).toBeLessThan(gap.to)
  })

  it('rejects symbols the vendor does not know, malformed ones and those of the other socket', async () => {
    const { client } = await createProxyWorld()
    const page = await client()

    page.send({ action: 'subscribe', symbols: ['NOSUCH', 'sp y', 'O:SPY261218C00650000'] })

    const ack = await page.next('ack')
    expect(ack.accepted).toEqual(['NOSUCH'])
    expect(ack.rejected.map(({ symbol, code }) => [symbol, code])).toEqual([
      ['sp y', 'invalid-symbol'],
      ['O:SPY261218C00650000', 'wrong-endpoint'],
    ])
    const error = await page.next('error')
    expect(error).toMatchObject({ code: 'not-found', symbols: ['NOSUCH'] })
    expect(error).not.toHaveProperty('channel')

    page.send({ action: 'subscribe', symbols: ['NOSUCH'] })
    expect((await page.next('ack')).rejected).toMatchObject([{ symbol: 'NOSUCH', code: 'not-found' }])
  })

  it('sends the latest value again to who asks again for what it holds', async () => {
    const { vendor, client } = await createProxyWorld()
    vendor.rows.set('SPY', SPY_ROW)
    const page = await client()
    page.send({ action: 'subscribe', symbols: ['SPY'] })
    expect(await page.next('Q')).toMatchObject({ bid: 649 })

    page.send({ action: 'subscribe', symbols: ['SPY'] })

    expect(await page.next('Q')).toMatchObject({ symbol: 'SPY', bid: 649 })
  })

  it('names the channel that the vendor does not stream, and leaves the others', async () => {
    const { vendor, client } = await createProxyWorld({ ackTimeoutMs: 10 })
    vendor.rows.set('SPY', SPY_ROW)
    vendor.isKnown = (pair) => pair !== 'A.SPY'
    const page = await client()
    page.send({ action: 'subscribe', channel: 'A', symbols: ['SPY'] })
    page.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'] })

    expect(await page.next('error')).toMatchObject({ code: 'not-found', symbols: ['SPY'], channel: 'A' })

    const stream = await vendor.holding('stocks', 'T.SPY')
    stream.send({ ev: 'T', sym: 'SPY', p: 650, s: 1, t: 1_700_000_000_500 })
    expect(await page.next('T')).toMatchObject({ price: 650 })
  })

  it('rejects quotes that neither the stream nor REST has in the plan', async () => {
    const { vendor, client } = await createProxyWorld({ ackTimeoutMs: 10, pollIntervalMs: 10 })
    vendor.rows.set('SPY', { error: 'NOT_ENTITLED', message: 'Not entitled to this ticker.' })
    vendor.isKnown = (pair) => !pair.startsWith('Q.')
    const page = await client()

    page.send({ action: 'subscribe', symbols: ['SPY'] })

    expect(await page.next('error')).toMatchObject({ code: 'not-entitled', symbols: ['SPY'], channel: 'Q' })
  })

  it('stops to poll what the stream delivers after all, acknowledged or not', async () => {
    const { vendor, proxy, client } = await createProxyWorld({ ackTimeoutMs: 10, pollIntervalMs: 10 })
    const polled = async (): Promise<string | undefined> =>
      /^massive_proxy_polled_symbols (.*)$/m.exec(await (await fetch(`${proxy.metricsUrl}/metrics`)).text())?.[1]
    vendor.rows.set('SPY', SPY_ROW)
    vendor.isKnown = (pair) => !pair.startsWith('Q.')
    const page = await client()
    page.send({ action: 'subscribe', symbols: ['SPY'] })
    await expect.poll(polled).toBe('1')

    const stream = await vendor.holding('stocks', 'T.SPY')
    stream.send({ ev: 'Q', sym: 'SPY', bp: 650, bs: 3, ap: 650.5, as: 4, t: 1_700_000_001_000 })

    await expect.poll(polled).toBe('0')
  })

  it('refreshes held quotes over REST and reports a gap of trades after the vendor dropped the connection', async () => {
    const { vendor, client } = await createProxyWorld()
    vendor.rows.set('SPY', SPY_ROW)
    const page = await client()
    page.send({ action: 'subscribe', symbols: ['SPY'] })
    page.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'] })
    const stream = await vendor.holding('stocks', 'Q.SPY', 'T.SPY')
    stream.send({ ev: 'T', sym: 'SPY', p: 650, s: 1, t: 1_700_000_000_500 })
    await page.next('T')

    vendor.rows.set('SPY', { ...SPY_ROW, last_trade: { price: 700, size: 1, last_updated: 1_700_000_009_000_000_000 } })
    stream.drop()

    expect(await page.next('status', (data) => data.status === 'upstream' && data.state === 'down')).toBeTruthy()
    expect(await page.next('gap')).toMatchObject({ channel: 'T', symbol: 'SPY' })
    expect(await page.next('Q', ({ last }) => last === 700)).toMatchObject({ source: 'rest' })
    await vendor.holding('stocks', 'Q.SPY', 'T.SPY')
  })

  it('learns from the rows of REST that the plan is delayed', async () => {
    const { vendor, client } = await createProxyWorld()
    vendor.rows.set('SPY', { ...SPY_ROW, last_quote: { ...SPY_ROW.last_quote, timeframe: 'DELAYED' } })
    const page = await client()
    page.send({ action: 'subscribe', symbols: ['SPY'] })
    const stream = await vendor.holding('stocks', 'Q.SPY')
    expect(await page.next('Q')).toMatchObject({ timeframe: 'delayed', source: 'rest' })

    stream.send({ ev: 'Q', sym: 'SPY', bp: 660, bs: 3, ap: 661, as: 4, t: 1_700_000_001_000 })

    expect(await page.next('Q', ({ bid }) => bid === 660)).toMatchObject({ timeframe: 'delayed', source: 'stream' })
  })

  it('refuses a channel the vendor does not stream to everybody who asks for it', async () => {
    const { vendor, client } = await createProxyWorld({ ackTimeoutMs: 10 })
    vendor.isKnown = (pair) => pair !== 'A.SPY'
    const refused = { code: 'not-found', symbols: ['SPY'], channel: 'A' }
    const first = await client()
    first.send({ action: 'subscribe', channel: 'A', symbols: ['SPY'] })
    expect(await first.next('error')).toMatchObject(refused)

    const second = await client()
    second.send({ action: 'subscribe', channel: 'A', symbols: ['SPY'] })

    expect(await second.next('error')).toMatchObject(refused)
  })

  it('tells who comes back after a stream ended since when it missed something', async () => {
    const { vendor, client } = await createProxyWorld({ lingerMs: 1 })
    const page = await client()
    page.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'] })
    const stream = await vendor.holding('stocks', 'T.SPY')
    stream.send({ ev: 'T', sym: 'SPY', p: 1, s: 1, t: 1_700_000_000_001 })
    const last = await page.next('T')
    page.close()
    await expect.poll(() => stream.pairs.size).toBe(0)

    const back = await client()
    back.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'], from: { SPY: last } })

    expect((await back.next('gap')).from).toBeLessThanOrEqual(last.timestamp)
  })

  it('takes the vendor’s word on a lost connection although data waits before it', async () => {
    const { vendor, client } = await createProxyWorld()
    vendor.rows.set('SPY', SPY_ROW)
    const page = await client()
    page.send({ action: 'subscribe', symbols: ['SPY'] })
    const stream = await vendor.holding('stocks', 'Q.SPY')
    const events = Array.from({ length: 5_000 }, (_, index) => ({
      ev: 'Q',
      sym: 'SPY',
      bp: index,
      ap: index + 1,
      t: 1_700_000_000_000 + index,
    }))

    for (let frame = 0; frame < 20; frame += 1) stream.send(...events)
    stream.evict()

    expect(
      await page.next(
        'status',
        (data) => data.status === 'upstream' && data.state !== 'up' && data.cluster === 'stocks',
      ),
    ).toMatchObject({ state: 'evicted' })
  })

  it('finds a connection mute on which only trades are held', async () => {
    const { vendor, client } = await createProxyWorld({ muteAfterMs: 20 })
    let volume = 0
    vendor.handler = ({ path }) =>
      path === '/v3/snapshot'
        ? { body: { status: 'OK', results: [{ ticker: 'SPY', session: { volume: (volume += 100) } }] } }
        : undefined
    const page = await client()
    page.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'] })
    await vendor.holding('stocks', 'T.SPY')

    const status = await page.next('status', (data) => data.status === 'upstream' && data.state === 'down')

    expect('reason' in status && status.reason).toContain('mute')
  })

  it('serves option quotes beyond the limit of the stream by one shared poll', async () => {
    const { vendor, client } = await createProxyWorld({ optionQuoteLimit: 1, pollIntervalMs: 10 })
    const [first, second] = ['O:SPY261218C00650000', 'O:SPY261218C00655000'] as const
    vendor.rows.set(first, { last_quote: { bid: 1, ask: 2, last_updated: 1_700_000_000_000_000_000 } })
    vendor.rows.set(second, { last_quote: { bid: 1, ask: 2, last_updated: 1_700_000_000_000_000_000 } })
    const page = await client('options')
    page.send({ action: 'subscribe', symbols: [first, second] })
    const stream = await vendor.holding('options', `Q.${first}`, `T.${second}`)

    vendor.rows.set(second, { last_quote: { bid: 5, ask: 6, last_updated: 1_700_000_001_000_000_000 } })

    expect(await page.next('Q', ({ bid }) => bid === 5)).toMatchObject({ symbol: second, source: 'rest' })
    expect(stream.pairs.has(`Q.${second}`)).toBe(false)
  })

  it('streams something to everybody, whoever came first and took all seats', async () => {
    let visitors = 0
    const authorize = () => ({ subject: `visitor ${(visitors += 1)}` })
    const { vendor, client } = await createProxyWorld({ optionQuoteLimit: 2, authorize })
    const [first, second, other] = ['O:SPY261218C00650000', 'O:SPY261218C00655000', 'O:QQQ261218C00600000'] as const
    for (const name of [first, second, other]) vendor.rows.set(name, { session: { previous_close: 1 } })
    const greedy = await client('options')
    greedy.send({ action: 'subscribe', symbols: [first, second] })
    await vendor.holding('options', `Q.${first}`, `Q.${second}`)

    const page = await client('options')
    page.send({ action: 'subscribe', symbols: [other] })

    const stream = await vendor.holding('options', `Q.${other}`)
    expect([...stream.pairs].filter((pair) => pair.startsWith('Q.')).sort()).toEqual([`Q.${other}`, `Q.${first}`])
  })
})

describe('the first messages of a client', () => {
  it('may follow the token at once', async () => {
    const { proxy, token } = await createProxyWorld()
    const page = openWireClient(`${proxy.wsUrl}/indices`)
    onTestEnd(() => page.socket.terminate())

    page.send({ action: 'auth', token: await token() })
    page.send({ action: 'subscribe', channel: 'AM', symbols: ['SPY'] })

    expect(await page.next('ack')).toMatchObject({ channel: 'AM', accepted: ['SPY'] })
    expect(page.messages.map((message) => (message.type === 'status' ? message.data.status : message.type))).toEqual([
      'connected',
      'authenticated',
      'ack',
    ])
  })
})
