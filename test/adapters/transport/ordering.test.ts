import { describe, expect, it } from 'vitest'
import { createOrdering, merged } from '../../../adapters/transport/ordering.ts'
import type { Aggregate } from '../../../domain/aggregate.ts'
import type { Trade } from '../../../domain/trade.ts'

const trade = (timestamp: number, more: Partial<Trade> = {}): Trade => ({
  symbol: 'SPY',
  price: 650,
  size: 100,
  timestamp,
  source: 'stream',
  ...more,
})
const bar = (start: number, more: Partial<Aggregate> = {}): Aggregate => ({
  symbol: 'SPY',
  timeframe: '1m',
  open: 1,
  high: 2,
  low: 1,
  close: 2,
  volume: 10,
  start,
  end: start + 60_000,
  source: 'stream',
  ...more,
})

describe('createOrdering', () => {
  it('lets a trade pass once, whichever source tells it first', () => {
    const ordering = createOrdering()
    expect(ordering.trades([trade(1, { sequence: 7 })])).toHaveLength(1)

    // REST rounds nanoseconds its own way
    expect(ordering.trades([trade(2, { sequence: 7, source: 'rest' })])).toEqual([])
  })

  it('tells trades apart by id, by sequence, or by all that is known of them', () => {
    const ordering = createOrdering()
    const distinct = [
      trade(1, { id: 'a', exchange: 4 }),
      trade(1, { id: 'a', exchange: 5 }),
      trade(1, { id: 'a', exchange: 5, price: 651 }),
      trade(1, { id: '1', exchange: 4, sequence: 20 }),
      trade(1, { id: '1', exchange: 4, sequence: 21 }),
      trade(1, { sequence: 1 }),
      trade(1, { sequence: 2 }),
      trade(1),
      trade(1, { price: 651 }),
      trade(1, { symbol: 'QQQ' }),
    ]

    expect(ordering.trades(distinct)).toHaveLength(distinct.length)
    expect(ordering.trades(distinct)).toEqual([])
  })

  it('puts trades into the order of the exchange', () => {
    const input = [trade(2, { sequence: 3 }), trade(1, { sequence: 1 }), trade(2, { sequence: 2 })]

    expect(
      createOrdering()
        .trades(input)
        .map((one) => one.sequence),
    ).toEqual([1, 2, 3])
  })

  it('lets a bar pass again only when it says something new', () => {
    const ordering = createOrdering()
    expect(ordering.bars([bar(0)])).toHaveLength(1)
    expect(ordering.bars([bar(0, { source: 'rest' })])).toEqual([])

    expect(ordering.bars([bar(0, { close: 3, high: 3 })])).toHaveLength(1)
  })

  it('passes over an answer of REST that the stream has overtaken, and a replay that REST has', () => {
    const ordering = createOrdering()
    ordering.bars([bar(0, { volume: 12 })])
    ordering.bars([bar(60_000, { volume: 12, source: 'rest' })])

    expect(ordering.bars([bar(0, { volume: 10, source: 'rest' })])).toEqual([])
    expect(ordering.bars([bar(60_000, { volume: 10 })])).toEqual([])
    expect(ordering.bars([bar(0, { volume: 13, source: 'rest' })])).toHaveLength(1)
  })

  it('tells the older of two index bars, which have no volume, by the narrower range', () => {
    const ordering = createOrdering()
    ordering.bars([bar(0, { volume: undefined, high: 5, low: 1 })])

    expect(ordering.bars([bar(0, { volume: undefined, high: 4, low: 1, source: 'rest' })])).toEqual([])
    expect(ordering.bars([bar(0, { volume: undefined, high: 5, low: 2, source: 'rest' })])).toEqual([])
    expect(ordering.bars([bar(0, { volume: undefined, high: 6, low: 1, source: 'rest' })])).toHaveLength(1)
  })

  it('takes one source at its word when it corrects itself', () => {
    const ordering = createOrdering()
    ordering.bars([bar(0, { volume: 12 })])

    expect(ordering.bars([bar(0, { volume: 11 })])).toHaveLength(1)
  })

  it('keeps timeframes apart and sorts by start', () => {
    const ordering = createOrdering()

    expect(ordering.bars([bar(60_000), bar(0), bar(0, { timeframe: '1s' })])).toHaveLength(3)
    expect(ordering.bars([bar(180_000), bar(120_000)]).map((one) => one.start)).toEqual([120_000, 180_000])
  })

  it('remembers at least the last two thousand of a symbol, and no more than twice that', () => {
    const ordering = createOrdering()
    for (let sequence = 0; sequence < 6000; sequence++) ordering.trades([trade(sequence, { sequence })])

    expect(ordering.trades([trade(4001, { sequence: 4001 })])).toEqual([])
    expect(ordering.trades([trade(1, { sequence: 1 })])).toHaveLength(1)
  })

  it('forgets what is released', () => {
    const ordering = createOrdering()
    ordering.trades([trade(1)])
    ordering.bars([bar(0)])
    ordering.forgetTrades('SPY')
    ordering.forgetBars('SPY', '1m')

    expect(ordering.trades([trade(1)])).toHaveLength(1)
    expect(ordering.bars([bar(0)])).toHaveLength(1)
  })

  it('merges two ordered lists into one', () => {
    const compare = (a: number, b: number): number => a - b

    expect(merged([1, 3], [2], compare)).toEqual([1, 2, 3])
    expect(merged([], [2], compare)).toEqual([2])
    expect(merged([1], [], compare)).toEqual([1])
  })
})
