import { describe, expect, it } from 'vitest'
import { InvalidRequestError, InvalidTickerError } from '../../../domain/errors.ts'
import { TIMEFRAMES } from '../../../domain/timeframe.ts'
import type { Timeframe } from '../../../domain/timeframe.ts'
import { failureOf } from '../../support/failure-of.ts'
import { json } from '../../support/fake-fetch.ts'
import { BASE_URL, createRestDesk } from '../../support/rest-desk.ts'

const MINUTE = 60_000
const start = Date.UTC(2026, 10, 20, 15, 0)
const bar = (index: number, close = 100 + index): unknown => ({
  t: start + index * MINUTE,
  o: 100,
  h: 101,
  l: 99,
  c: close,
  v: 5,
})

describe('aggregates', () => {
  it.each<[Timeframe, string]>([
    ['1s', '1/second'],
    ['1m', '1/minute'],
    ['5m', '5/minute'],
    ['15m', '15/minute'],
    ['30m', '30/minute'],
    ['1h', '1/hour'],
    ['4h', '4/hour'],
    ['1d', '1/day'],
    ['1w', '1/week'],
    ['1M', '1/month'],
  ])('asks for %s as %s', async (timeframe, span) => {
    const { rest, asked } = createRestDesk(() => json({ status: 'OK', resultsCount: 0 }))
    expect(await rest.getAggregates('SPY', timeframe, '2026-11-19', '2026-11-20')).toEqual([])
    expect(asked()).toEqual([
      `v2/aggs/ticker/SPY/range/${span}/2026-11-19/2026-11-20?sort=asc&limit=50000&adjusted=true`,
    ])
  })

  it('asks for no adjustment of indices, which have none', async () => {
    const { rest, asked } = createRestDesk(() => json({ status: 'OK' }))
    await rest.getAggregates('I:SPX', '1m', start + 0.5, start + MINUTE)
    expect(asked()).toEqual([`v2/aggs/ticker/I:SPX/range/1/minute/${start}/${start + MINUTE}?sort=asc&limit=50000`])
  })

  it('joins pages in order, each window once, the bar that was sent again in its place', async () => {
    const pages = [
      { results: [bar(0), bar(1)], next_url: `${BASE_URL}/v2/aggs/next?cursor=2` },
      { results: [bar(1, 150), bar(3)], next_url: `${BASE_URL}/v2/aggs/next?cursor=3` },
      // the last page may come without any
      { status: 'OK', resultsCount: 0 },
    ]
    const { rest, asked } = createRestDesk((_request, index) => json(pages[index]))
    const bars = await rest.getAggregates('SPY', '1m', '2026-11-20', '2026-11-20')
    expect(bars.map((each) => [each.start, each.end, each.close])).toEqual([
      [start, start + MINUTE, 100],
      [start + MINUTE, start + 2 * MINUTE, 150],
      [start + 3 * MINUTE, start + 4 * MINUTE, 103],
    ])
    expect(asked().slice(1)).toEqual(['v2/aggs/next?cursor=2', 'v2/aggs/next?cursor=3'])
  })

  it('orders what comes out of order and leaves out what cannot be read', async () => {
    const { rest, events } = createRestDesk(() => json({ results: [bar(2), bar(0), { t: 'soon' }] }))
    const bars = await rest.getAggregates('SPY', '1m', start, start + MINUTE)
    expect(bars.map((each) => each.start)).toEqual([start, start + 2 * MINUTE])
    expect(events).toMatchObject([{ kind: 'invalid-message', count: 1 }])
    expect(events[0]?.message).toContain('1 row that is not as documented')
  })

  it('says when a range has more pages than are allowed', async () => {
    const { rest, events } = createRestDesk(
      (_request, index) => json({ results: [bar(index)], next_url: `${BASE_URL}/v2/aggs/next?cursor=${index}` }),
      { maxPages: 3 },
    )
    expect(await rest.getAggregates('SPY', '1m', start, start + MINUTE)).toHaveLength(3)
    expect(events).toMatchObject([{ kind: 'error', message: 'Bars of SPY end early: too many pages' }])
  })

  it.each([
    ['2026-11-20', '2026-11-19', 'from: 2026-11-20 lies after to: 2026-11-19'],
    [start, start - 1, 'lies after'],
    [start, '2026-11-19', 'lies after'],
    ['20.11.2026', '2026-11-20', 'from: "20.11.2026" is no time'],
    ['2026-11-20', '2026-11-31', 'to: "2026-11-31" is no time'],
    [Number.NaN, '2026-11-20', 'from: NaN is no time'],
  ])('refuses a range from %s to %s without a request', async (from, to, text) => {
    const { rest, server } = createRestDesk(() => json({}))
    const error = await failureOf(rest.getAggregates('SPY', '1d', from, to))
    expect(error).toBeInstanceOf(InvalidRequestError)
    expect(error.message).toContain(text)
    expect(server.requests).toHaveLength(0)
  })

  it('takes a single day as a range', async () => {
    const { rest } = createRestDesk(() => json({}))
    expect(await rest.getAggregates('SPY', '1d', '2026-11-20', '2026-11-20')).toEqual([])
    expect(await rest.getAggregates('SPY', '1d', start, '2026-11-20')).toEqual([])
  })

  it('refuses a timeframe that does not exist, naming those that do', async () => {
    const { rest } = createRestDesk(() => json({}))
    // @ts-expect-error -- what a caller without types could pass
    const error = await failureOf(rest.getAggregates('SPY', '2m', '2026-11-20', '2026-11-20'))
    expect(error.message).toContain(`timeframe: "2m" is unknown; give ${TIMEFRAMES.join(', ')}`)
  })
})

describe('trades', () => {
  const trade = (index: number): unknown => ({
    price: 1,
    size: 2,
    sip_timestamp: (start + index) * 1_000_000,
    sequence_number: index,
  })

  it('asks for the newest of a range and answers the oldest first', async () => {
    const { rest, asked } = createRestDesk(() => json({ results: [trade(3), trade(2), trade(1)] }))
    const trades = await rest.getTrades('SPY', { from: start, to: start + 9, limit: 3 })
    expect(trades.map((each) => each.timestamp - start)).toEqual([1, 2, 3])
    expect(asked()).toEqual([
      `v3/trades/SPY?timestamp.gte=${start}000000&timestamp.lte=${start + 9}999999&order=desc&limit=3`,
    ])
  })

  it('takes days as New York has them', async () => {
    const { rest, asked } = createRestDesk(() => json({ results: [] }))
    await rest.getTrades('SPY', { from: '2026-11-20', to: '2026-11-20' })
    const midnight = Date.UTC(2026, 10, 20, 5)
    expect(asked()[0]).toContain(`timestamp.gte=${midnight}000000&timestamp.lte=${midnight + 86_400_000 - 1}999999`)
  })

  it('asks for a thousand where nothing is said', async () => {
    const { rest, asked } = createRestDesk(() => json({ results: [] }))
    await rest.getTrades('SPY')
    expect(asked()).toEqual(['v3/trades/SPY?order=desc&limit=1000'])
  })

  it('walks pages until there are enough', async () => {
    const { rest, server } = createRestDesk((_request, index) =>
      json({
        results: [trade(9 - 2 * index), trade(8 - 2 * index)],
        next_url: `${BASE_URL}/v3/trades/SPY?cursor=${index}`,
      }),
    )
    const trades = await rest.getTrades('SPY', { limit: 3 })
    expect(trades.map((each) => each.sequence)).toEqual([7, 8, 9])
    expect(server.requests).toHaveLength(2)
  })

  it('orders trades of one millisecond by sequence', async () => {
    const at = { price: 1, size: 1, sip_timestamp: start * 1_000_000 }
    const { rest } = createRestDesk(() =>
      json({ results: [{ ...at, sequence_number: 5 }, { ...at, sequence_number: 7 }, at] }),
    )
    expect((await rest.getTrades('SPY')).map((each) => each.sequence)).toEqual([undefined, 5, 7])
  })

  it.each([0, -1, 1.5, 50_001, Number.NaN])('refuses a limit of %d', async (limit) => {
    const { rest } = createRestDesk(() => json({}))
    const error = await failureOf(rest.getTrades('SPY', { limit }))
    expect(error).toBeInstanceOf(InvalidRequestError)
    expect(error.message).toContain(`limit: ${limit} is out of range; give a whole number from 1 to 50000`)
  })

  it('refuses indices, which do not trade', async () => {
    const { rest, server } = createRestDesk(() => json({}))
    expect((await failureOf(rest.getTrades('I:SPX'))).message).toContain('I:SPX is an index')
    expect(await failureOf(rest.getTrades('not a ticker'))).toBeInstanceOf(InvalidTickerError)
    expect(await failureOf(rest.getTrades('SPY', { from: 5, to: 4 }))).toBeInstanceOf(InvalidRequestError)
    expect(server.requests).toHaveLength(0)
  })
})

describe('RSI', () => {
  const values = {
    results: { values: [{ timestamp: start + 1, value: 60 }, { timestamp: start, value: 55 }, { value: 'x' }] },
  }

  it('asks as documented where nothing is said, and answers the oldest first', async () => {
    const { rest, asked, clock, events } = createRestDesk(() => json(values))
    expect(await rest.getRSI('SPY')).toEqual({
      symbol: 'SPY',
      name: 'rsi',
      params: {},
      values: [
        { timestamp: start, value: 55 },
        { timestamp: start + 1, value: 60 },
      ],
      fetchedAt: clock.now(),
    })
    expect(asked()).toEqual(['v1/indicators/rsi/SPY?timespan=day&window=14&series_type=close&order=desc'])
    expect(events).toMatchObject([{ kind: 'invalid-message', count: 1 }])
  })

  it('asks for all values since a time, and not for the ten that the vendor answers unasked', async () => {
    const { rest, asked } = createRestDesk(() => json({ results: {} }))
    await rest.getRSI('SPY', { from: start })
    expect(asked()[0]).toContain(`&limit=5000&timestamp.gte=${start}`)
  })

  it('passes everything on that is asked for', async () => {
    const { rest, asked } = createRestDesk(() => json({ results: {} }))
    const params = {
      timespan: 'hour',
      window: 7,
      seriesType: 'open',
      from: start,
      to: '2026-11-20',
      limit: 50,
    } as const
    expect((await rest.getRSI('I:SPX', params)).params).toBe(params)
    const endOfDay = Date.UTC(2026, 10, 21, 5) - 1
    expect(asked()).toEqual([
      `v1/indicators/rsi/I:SPX?timespan=hour&window=7&series_type=open&order=desc&limit=50&timestamp.gte=${start}&timestamp.lte=${endOfDay}`,
    ])
  })

  it.each([
    [{ window: 0 }, 'window: 0'],
    [{ limit: 5_001 }, 'limit: 5001'],
    [{ from: '2026-11-20', to: '2026-11-01' }, 'lies after'],
  ])('refuses %j', async (params, text) => {
    const { rest } = createRestDesk(() => json({}))
    expect((await failureOf(rest.getRSI('SPY', params))).message).toContain(text)
  })
})
