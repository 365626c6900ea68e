import { describe, expect, it } from 'vitest'
import type { StreamBar, StreamQuote, StreamTrade } from '../../../domain/massive/stream-events.ts'
import {
  aggregateOf,
  lastPatchOf,
  quotePatchOf,
  tradeOf,
  valuePatchOf,
} from '../../../domain/massive/stream-mappers.ts'

const T = 1_700_000_000_123
const NS = T * 1e6

const quote: StreamQuote = { ev: 'Q', sym: 'SPY', bp: 650.1, bs: 3, ap: 650.2, as: 5, t: T }
const trade: StreamTrade = { ev: 'T', sym: 'SPY', x: 4, i: '12', p: 650.15, s: 100, c: [0, 12], t: T, q: 8 }
const bar: StreamBar = {
  ev: 'AM',
  sym: 'SPY',
  o: 1,
  h: 3,
  l: 0.5,
  c: 2,
  v: 5,
  vw: 1.5,
  av: 50,
  op: 649,
  s: 1_632_419_640_000,
  e: 1_632_419_700_000,
}

describe('stream mappers', () => {
  it('says of a quote its bid, ask and sizes', () => {
    expect(quotePatchOf(quote, 'delayed')).toEqual({
      symbol: 'SPY',
      bid: 650.1,
      ask: 650.2,
      bidSize: 3,
      askSize: 5,
      timestamp: T,
      source: 'stream',
      timeframe: 'delayed',
    })
  })

  it('keeps zeros and leaves unknown what is absent or null', () => {
    const patch = quotePatchOf({ ev: 'Q', sym: 'SPY', bp: 0, bs: 0, ap: null, t: T })
    expect(patch).toMatchObject({ bid: 0, bidSize: 0 })
    expect(patch.ask).toBeUndefined()
    expect(patch.askSize).toBeUndefined()
    expect(patch.timeframe).toBeUndefined()
    expect(quotePatchOf({ ...quote, as: null }).askSize).toBeUndefined()
    const other = quotePatchOf({ ev: 'Q', sym: 'SPY', bp: null, bs: null, ap: 0, as: 0, t: T })
    expect([other.bid, other.bidSize, other.ask, other.askSize]).toEqual([undefined, undefined, 0, 0])
  })

  it('reads the time of every event by its magnitude', () => {
    expect(quotePatchOf({ ...quote, t: NS }).timestamp).toBe(T)
    expect(lastPatchOf({ ...trade, t: NS }).timestamp).toBe(T)
    expect(tradeOf({ ...trade, t: NS }).timestamp).toBe(T)
    expect(valuePatchOf({ ev: 'V', T: 'I:SPX', val: 1, t: NS }).timestamp).toBe(T)
    expect(aggregateOf({ ...bar, s: bar.s * 1e6 }).start).toBe(bar.s)
  })

  it('says of an index its value', () => {
    expect(valuePatchOf({ ev: 'V', T: 'I:SPX', val: 6500.5, t: T }, 'real-time')).toEqual({
      symbol: 'I:SPX',
      value: 6500.5,
      timestamp: T,
      source: 'stream',
      timeframe: 'real-time',
    })
  })

  it('says of a trade what it was, and the last price it makes', () => {
    expect(tradeOf(trade)).toEqual({
      symbol: 'SPY',
      price: 650.15,
      size: 100,
      exchange: 4,
      conditions: [0, 12],
      timestamp: T,
      sequence: 8,
      id: '12',
    })
    expect(lastPatchOf(trade, 'delayed')).toEqual({
      symbol: 'SPY',
      last: 650.15,
      lastSize: 100,
      timestamp: T,
      source: 'stream',
      timeframe: 'delayed',
    })
  })

  it.each([
    [{ ds: '100.25' }, 100.25],
    [{ ds: '0.5', s: 0 }, 0.5],
    [{ ds: '', s: 7 }, 7],
    [{ ds: 'many', s: 7 }, 7],
    [{ ds: null, s: 7 }, 7],
    [{ ds: null, s: null }, 0],
  ])('takes the size of %j for %d', (fields, size) => {
    expect(tradeOf({ ...trade, ...fields }).size).toBe(size)
    expect(lastPatchOf({ ...trade, ...fields }).lastSize).toBe(size)
  })

  it('leaves unknown what a trade does not tell', () => {
    const sparse = tradeOf({ ev: 'T', sym: 'SPY', p: 1, t: T, i: '', c: null, x: null, q: null })
    expect(sparse).toEqual({ symbol: 'SPY', price: 1, size: 0, timestamp: T })
  })

  it('says of a bar its prices and its window', () => {
    expect(aggregateOf(bar)).toEqual({
      symbol: 'SPY',
      timeframe: '1m',
      open: 1,
      high: 3,
      low: 0.5,
      close: 2,
      volume: 5,
      vwap: 1.5,
      start: bar.s,
      end: bar.e,
    })
  })

  it('takes the window from the channel where start and end are the same', () => {
    const at = 1_678_220_675_805
    const index = { sym: 'I:SPX', o: 1, h: 1, l: 1, c: 1, s: at, e: at }
    expect(aggregateOf({ ev: 'A', ...index })).toMatchObject({
      timeframe: '1s',
      start: 1_678_220_675_000,
      end: 1_678_220_676_000,
    })
    expect(aggregateOf({ ev: 'AM', ...index })).toMatchObject({
      timeframe: '1m',
      start: 1_678_220_640_000,
      end: 1_678_220_700_000,
    })
  })

  it('knows no volume of an index', () => {
    const index = aggregateOf({ ev: 'AM', sym: 'I:SPX', o: 1, h: 1, l: 1, c: 1, s: T })
    expect(index.volume).toBeUndefined()
    expect(index.vwap).toBeUndefined()
    const nulls = aggregateOf({ ...bar, v: null, vw: null })
    expect([nulls.volume, nulls.vwap]).toEqual([undefined, undefined])
  })
})
