import { describe, expect, it } from 'vitest'
import { fetchInterval } from '../../../adapters/transport/rest-fallback.ts'
import type { RestFallback } from '../../../adapters/transport/rest-fallback.ts'
import type { Aggregate } from '../../../domain/aggregate.ts'
import type { Trade } from '../../../domain/trade.ts'

const MOST = 50_000

const minuteBar = (minute: number): Aggregate => ({
  symbol: 'SPY',
  timeframe: '1m',
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  start: minute * 60_000,
  end: (minute + 1) * 60_000,
  source: 'rest',
})

/** A vendor that answers the newest trades of an interval, and bars by their start. */
function createVendor({ trades = [], bars = [] }: { trades?: readonly Trade[]; bars?: readonly Aggregate[] }) {
  const asked: (readonly [number | undefined, number | undefined])[] = []
  const rest: RestFallback = {
    getQuotes: async () => ({ quotes: [], errors: [] }),
    async getAggregates(_symbol, _timeframe, from, to) {
      asked.push([from, to])
      return bars.filter((bar) => bar.start >= from && bar.start <= to)
    },
    async getTrades(_symbol, { from = 0, to = Infinity, limit = 1000 } = {}) {
      asked.push([from, to])
      return trades.filter((trade) => trade.timestamp >= from && trade.timestamp <= to).slice(-limit)
    },
  }
  return { rest, asked }
}

const tradesAt = (count: number, timestampOf: (index: number) => number): readonly Trade[] =>
  Array.from({ length: count }, (_, index) => ({
    symbol: 'SPY',
    price: 1,
    size: 1,
    timestamp: timestampOf(index),
    sequence: index,
    source: 'rest',
  }))

describe('fetchInterval', () => {
  it('fetches every trade of an interval that has more than one answer holds, oldest first', async () => {
    const { rest, asked } = createVendor({ trades: tradesAt(2 * MOST + 10, (index) => index) })
    const { items } = await fetchInterval(rest, 'T', 'SPY', { from: 0, to: 200_000 }, {})

    expect(new Set(items.map((item) => 'sequence' in item && item.sequence)).size).toBe(2 * MOST + 10)
    expect(items.map((item) => ('timestamp' in item ? item.timestamp : 0))).toEqual(
      items.map((item) => ('timestamp' in item ? item.timestamp : 0)).toSorted((a, b) => a - b),
    )
    expect(asked).toHaveLength(3)
  })

  it('ends where a single millisecond has more trades than an answer holds', async () => {
    const { rest, asked } = createVendor({ trades: tradesAt(MOST + 1, () => 7) })
    const { items } = await fetchInterval(rest, 'T', 'SPY', { from: 0, to: 100 }, {})

    expect(items.length).toBeGreaterThanOrEqual(MOST)
    expect(asked).toEqual([
      [0, 100],
      [0, 7],
    ])
  })

  it('fetches the bars that were completed in the interval, with the one that was forming at its beginning', async () => {
    const { rest } = createVendor({ bars: [0, 1, 2, 3].map(minuteBar) })
    const { items } = await fetchInterval(rest, 'AM', 'SPY', { from: 80_000, to: 190_000 }, {})

    expect(items.map((item) => 'start' in item && item.start)).toEqual([60_000, 120_000])
  })

  it('leaves out a bar that was complete before the interval began', async () => {
    const { rest } = createVendor({ bars: [0, 1].map(minuteBar) })
    const { items } = await fetchInterval(rest, 'AM', 'SPY', { from: 60_000, to: 120_000 }, {})

    expect(items.map((item) => 'start' in item && item.start)).toEqual([60_000])
  })
})
