import { describe, expect, it } from 'vitest'
import { createSimulator } from '../../simulator/index.ts'
import { isEvent } from './support/stream-client.ts'
import { startSimulator } from './support/test-simulator.ts'
import type { SimulatorTest } from './support/test-simulator.ts'

const CONTRACT = 'O:SPY261218C00680000'

/** All data frames of a minute and a bit, and what was subscribed. */
async function runOf(test: SimulatorTest): Promise<readonly string[]> {
  const stocks = await test.client('stocks')
  await test.subscribe(stocks, 'Q.SPY,T.SPY,AM.SPY,T.AAPL')
  for (let i = 0; i < 70; i++) test.clock.advance(1_000)
  await stocks.ping()
  return stocks.frames
}

describe('createSimulator', () => {
  it('repeats a whole run for one seed', async () => {
    const first = await runOf(await startSimulator({ seed: 11, ticksPerSecond: 50 }))
    const second = await runOf(await startSimulator({ seed: 11, ticksPerSecond: 50 }))
    const other = await runOf(await startSimulator({ seed: 12, ticksPerSecond: 50 }))

    expect(first.length).toBeGreaterThan(1_000)
    expect(second).toEqual(first)
    expect(other).not.toEqual(first)
  })

  it('remembers every trade and bar that it streamed, for truth and for REST', async () => {
    const test = await startSimulator({ ticksPerSecond: 50 })
    const { simulator, clock, get } = test
    const from = clock.now()
    const client = await test.client('options')
    await test.subscribe(client, `T.${CONTRACT},AM.${CONTRACT}`)
    for (let i = 0; i < 190; i++) clock.advance(1_000)
    await client.ping()

    const streamed = client.all(isEvent('T')).map((event) => [event['t'], event['p'], event['s'], event['q']])
    const truth = simulator.truth.trades(CONTRACT, from, clock.now() + 1)
    const { body } = await get(`/v3/trades/${CONTRACT}?order=asc&limit=50000&timestamp.gte=${from}000000`)
    const asked = body.results?.filter((row) => Number(row['sip_timestamp']) > from * 1e6)
    expect(truth.map((trade) => [trade.timestamp, trade.price, trade.size, trade.sequence])).toEqual(streamed)
    expect(
      asked?.map((row) => [
        Math.floor(Number(row['sip_timestamp']) / 1e6),
        row['price'],
        row['size'],
        row['sequence_number'],
      ]),
    ).toEqual(streamed)

    const last = new Map(
      client.all(isEvent('AM')).map((bar) => [bar['s'], [bar['o'], bar['h'], bar['l'], bar['c'], bar['v']]]),
    )
    const bars = simulator.truth.bars(CONTRACT, from, clock.now())
    const aggregates = await get(`/v2/aggs/ticker/${CONTRACT}/range/1/minute/${from}/${from + 3 * 60_000 - 1}`)
    expect(new Map(bars.map((bar) => [bar.start, [bar.open, bar.high, bar.low, bar.close, bar.volume]]))).toEqual(last)
    expect(
      new Map(aggregates.body.results?.map((row) => [row['t'], [row['o'], row['h'], row['l'], row['c'], row['v']]])),
    ).toEqual(last)
  })

  it.each([
    ['options', CONTRACT],
    ['indices', 'I:SPX'],
  ] as const)('answers second bars as it streamed them: %s', async (cluster, symbol) => {
    const test = await startSimulator({ startAt: Date.UTC(2026, 10, 20, 15, 0, 0, 400) })
    const client = await test.client(cluster)
    test.clock.advance(7)
    await test.subscribe(client, `A.${symbol}`)
    test.clock.advance(8_000)
    await client.ping()
    const streamed = client.all(isEvent('A')).map((bar) => [bar['s'], bar['o'], bar['h'], bar['l'], bar['c'], bar['v']])
    const to = Number(streamed.at(-1)?.[0])
    const { body } = await test.get(`/v2/aggs/ticker/${symbol}/range/1/second/${to - 7_000}/${to}`)

    expect(streamed.length).toBeGreaterThanOrEqual(8)
    expect(body.results?.map((row) => [row['t'], row['o'], row['h'], row['l'], row['c'], row['v']])).toEqual(streamed)
  })

  it('goes on trading what a broken connection had subscribed', async () => {
    const test = await startSimulator()
    const client = await test.client('stocks')
    await test.subscribe(client, 'Q.SPY,T.SPY')
    test.clock.advance(1_000)
    const before = test.simulator.truth.quote('SPY')
    test.simulator.faults.dropAll('stocks')
    expect(await client.closed).toBe(1006)
    const droppedAt = test.clock.now()
    test.clock.advance(5_000)

    expect(test.simulator.truth.quote('SPY').timestamp).toBeGreaterThan(before.timestamp)
    expect(test.simulator.truth.trades('SPY', droppedAt, test.clock.now()).length).toBeGreaterThan(100)
  })

  it('continues history without a jump: the forming minute and the first quote', async () => {
    const start = Date.UTC(2026, 10, 20, 15, 0, 30)
    const test = await startSimulator({ startAt: start })
    const minuteOf = async (): Promise<readonly number[]> => {
      const { body } = await test.get(`/v2/aggs/ticker/SPY/range/1/minute/${start - 90_000}/${start + 30_000}`)
      return (body.results ?? []).flatMap((row) => [Number(row['o']), Number(row['c'])])
    }
    const before = await minuteOf()
    const client = await test.client('stocks')
    await test.subscribe(client, 'T.SPY,Q.SPY,AM.SPY')
    test.clock.advance(29_000)
    const after = await minuteOf()

    // two bars: the finished minute and the forming one, which keeps its open
    expect(before).toHaveLength(4)
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3))
    for (const [i, price] of after.slice(1).entries()) {
      expect(Math.abs(price - (after[i] ?? 0)) / price).toBeLessThan(0.003)
    }
    expect(Number((await client.next(isEvent('Q')))['bp']) / (before[3] ?? 0)).toBeCloseTo(1, 3)
  })

  it('tells the newest quote, trade and value as the stream did', async () => {
    const test = await startSimulator()
    const stocks = await test.client('stocks')
    const indices = await test.client('indices')
    await test.subscribe(stocks, 'Q.SPY,T.SPY')
    await test.subscribe(indices, 'V.I:SPX')
    test.clock.advance(3_000)
    await Promise.all([stocks.ping(), indices.ping()])
    const quote = stocks.all(isEvent('Q')).at(-1)
    const trade = stocks.all(isEvent('T')).at(-1)
    const value = indices.all(isEvent('V')).at(-1)

    expect(test.simulator.truth.quote('SPY')).toMatchObject({
      bid: quote?.['bp'],
      ask: quote?.['ap'],
      timestamp: quote?.['t'],
      last: trade?.['p'],
      lastTradeAt: trade?.['t'],
    })
    expect(test.simulator.truth.quote('I:SPX')).toMatchObject({ value: value?.['val'], timestamp: value?.['t'] })
    expect(test.simulator.truth.quote('NVDA')).toEqual({ symbol: 'NVDA', timestamp: 0 })
  })

  it('is 15 minutes late on a delayed plan', async () => {
    const test = await startSimulator({ delayed: true })
    const client = await test.client('stocks')
    await test.subscribe(client, 'Q.SPY')
    test.clock.advance(1_000)
    const quote = await client.next(isEvent('Q'))
    const { body } = await test.get('/v3/snapshot?ticker.any_of=I:SPX')

    expect(test.clock.now() - Number(quote['t'])).toBeGreaterThanOrEqual(15 * 60_000)
    expect(body).toMatchObject({ status: 'DELAYED', results: [{ timeframe: 'DELAYED' }] })
  })

  it.each([
    ['port', { port: 70_000 }],
    ['ticksPerSecond', { ticksPerSecond: 0 }],
    ['ticksPerSecond', { ticksPerSecond: 60_000 }],
    ['apiKey', { apiKey: '' }],
  ])('names the option that is out of range: %s', async (name, options) => {
    await expect(createSimulator(options)).rejects.toThrow(name)
  })
})
