import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../domain/aggregate.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { AggregatesState } from '../../slices/aggregates.ts'
import { mergeBars } from '../../slices/bar-merging.ts'
import { withHistory, withLiveBars, withoutSeries } from '../../slices/bar-series.ts'
import { rollUp } from '../../slices/roll-up.ts'
import { aggregate } from '../../src/testing/builders.ts'

const MINUTE = 60_000
/** 10:30 in New York, the start of a five-minute window. */
const START = Date.UTC(2026, 10, 20, 15, 30)
const EMPTY: AggregatesState = { series: {} }

const minute = (at: number, fields: Partial<Aggregate> = {}): Aggregate =>
  aggregate({ start: START + at * MINUTE, open: 10, high: 12, low: 9, close: 11, volume: 100, vwap: 10, ...fields })

const history = (
  state: AggregatesState,
  timeframe: Timeframe,
  bars: readonly Aggregate[],
  at = START,
): AggregatesState => withHistory(state, { symbol: 'SPY', timeframe, bars, at, limit: 1000 })

describe('mergeBars', () => {
  it('replaces the bar of a window and keeps the list ascending', () => {
    const bars = mergeBars([minute(0), minute(2)], [minute(1), minute(2, { close: 5 })], 10)

    expect(bars.map(({ start }) => (start - START) / MINUTE)).toEqual([0, 1, 2])
    expect(bars[2]?.close).toBe(5)
  })

  it('inserts one late bar and replaces one re-sent bar', () => {
    expect(mergeBars([minute(0), minute(2)], [minute(1)], 10)).toHaveLength(3)
    expect(mergeBars([minute(0), minute(2)], [minute(0, { close: 1 })], 10)[0]?.close).toBe(1)
  })

  it('answers with the same list when nothing is different', () => {
    const held = [minute(0), minute(1)]

    expect(mergeBars(held, [], 10)).toBe(held)
    expect(mergeBars(held, [minute(1)], 10)).toBe(held)
    expect(mergeBars(held, [minute(0), minute(1)], 10)).toBe(held)
  })

  it.each(['open', 'high', 'low', 'close', 'volume', 'vwap', 'trades', 'end'] as const)(
    'notices another %s',
    (field) => {
      const held = [minute(0)]

      expect(mergeBars(held, [minute(0, { [field]: 7 })], 10)).not.toBe(held)
    },
  )

  it('drops the oldest beyond the limit', () => {
    expect(mergeBars([minute(0), minute(1)], [minute(2)], 2)[0]?.start).toBe(START + MINUTE)
    expect(mergeBars([minute(0), minute(1)], [minute(2), minute(3)], 2)[0]?.start).toBe(START + 2 * MINUTE)
  })

  it('is ascending and without duplicates whatever comes in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 20 }))), (batches) => {
        let bars: readonly Aggregate[] = []
        for (const batch of batches)
          bars = mergeBars(
            bars,
            batch.map((at) => minute(at)),
            100,
          )
        const starts = bars.map(({ start }) => start)
        expect(starts).toEqual([...new Set(batches.flat())].sort((a, b) => a - b).map((at) => START + at * MINUTE))
      }),
    )
  })
})

describe('rollUp', () => {
  it('builds windows from finer bars', () => {
    const [first, second] = rollUp('5m', [
      minute(0, { open: 8 }),
      minute(1, { high: 20 }),
      minute(4, { low: 1, close: 3 }),
      minute(5),
    ])

    expect(first).toMatchObject({
      timeframe: '5m',
      start: START,
      end: START + 5 * MINUTE,
      open: 8,
      high: 20,
      low: 1,
      close: 3,
    })
    expect(first).toMatchObject({ volume: 300, vwap: 10, trades: 360 })
    expect(second?.start).toBe(START + 5 * MINUTE)
  })

  it('weighs the average price by volume and leaves unknown what is unknown', () => {
    const [bar] = rollUp('5m', [minute(0, { volume: 100, vwap: 10 }), minute(1, { volume: 300, vwap: 20 })])
    const [index] = rollUp('5m', [
      minute(0, { volume: undefined, vwap: undefined }),
      minute(1, { volume: undefined, vwap: undefined }),
    ])
    const [silent] = rollUp('5m', [minute(0, { volume: 0, vwap: 1 }), minute(1, { volume: 0, vwap: 2 })])

    expect(bar?.vwap).toBe(17.5)
    expect(index).toMatchObject({ volume: undefined, vwap: undefined })
    expect(silent?.vwap).toBe(2)
    expect(rollUp('5m', [])).toEqual([])
  })

  it('keeps extremes and volume of any minutes', () => {
    const prices = fc.record({ at: fc.integer({ min: 0, max: 59 }), price: fc.integer({ min: 1, max: 999 }) })
    fc.assert(
      fc.property(fc.uniqueArray(prices, { selector: ({ at }) => at, minLength: 1 }), (drawn) => {
        const minutes = drawn
          .sort((left, right) => left.at - right.at)
          .map(({ at, price }) => minute(at, { open: price, high: price, low: price, close: price, volume: 1 }))
        const bars = rollUp('15m', minutes)
        const total = bars.reduce((sum, bar) => sum + (bar.volume ?? 0), 0)
        expect(total).toBe(minutes.length)
        expect(Math.max(...bars.map(({ high }) => high))).toBe(Math.max(...minutes.map(({ high }) => high)))
        expect(bars.every((bar, at) => at === 0 || bar.start >= (bars[at - 1]?.end ?? Infinity))).toBe(true)
      }),
    )
  })
})

describe('bar series', () => {
  it('exist after an empty answer, so that live bars can grow them', () => {
    const state = history(EMPTY, '5m', [])
    const after = withLiveBars(state, [minute(0), minute(1, { close: 3 })], 100)

    expect(after.series['SPY|5m']?.bars).toMatchObject([{ start: START, close: 3, volume: 200 }])
    expect(history(state, '5m', [])).toBe(state)
  })

  it('do not grow where nobody asked for them', () => {
    expect(Object.keys(withLiveBars(EMPTY, [minute(0)], 100).series)).toEqual(['SPY|1m'])
  })

  it('stay the same state when a bar comes twice', () => {
    const state = withLiveBars(EMPTY, [minute(0)], 100)

    expect(withLiveBars(state, [minute(0)], 100)).toBe(state)
  })

  it('follow a minute that is sent again after a late trade', () => {
    const state = withLiveBars(history(EMPTY, '5m', []), [minute(0), minute(1)], 100)
    const after = withLiveBars(state, [minute(0, { high: 99 })], 100)

    expect(after.series['SPY|5m']?.bars[0]).toMatchObject({ high: 99, volume: 200 })
  })

  it('keep what the stream told while an answer of REST was under way', () => {
    const state = withLiveBars(history(EMPTY, '1m', []), [minute(0, { volume: 300, high: 13 })], 100)
    const older = minute(0, { volume: 100, source: 'rest' })
    const newer = minute(0, { volume: 301, source: 'rest' })

    expect(history(state, '1m', [older], START + MINUTE)).toBe(state)
    expect(history(state, '1m', [newer], START + MINUTE).series['SPY|1m']?.bars).toEqual([newer])
    expect(history(state, '1m', [minute(-1), older], START + MINUTE).series['SPY|1m']?.bars).toMatchObject([
      { volume: 100 },
      { volume: 300 },
    ])
  })

  it('keep a forming coarser bar that has overtaken history, and believe history once it is over', () => {
    const state = withLiveBars(history(EMPTY, '5m', []), [minute(0), minute(1)], 100)
    const told = aggregate({ timeframe: '5m', start: START, end: START + 5 * MINUTE, volume: 150, source: 'rest' })

    expect(history(state, '5m', [told], START + 2 * MINUTE).series['SPY|5m']?.bars[0]?.volume).toBe(200)
    expect(history(state, '5m', [told], START + 6 * MINUTE).series['SPY|5m']?.bars).toEqual([told])
  })

  it('grow history`s newest bar by what came after it, counting nothing twice', () => {
    const told = aggregate({
      timeframe: '5m',
      start: START,
      end: START + 5 * MINUTE,
      open: 1,
      high: 50,
      low: 1,
      close: 20,
      volume: 900,
    })
    const state = history(EMPTY, '5m', [told], START + 2.5 * MINUTE)
    const partly = withLiveBars(state, [minute(1), minute(2, { close: 30, volume: 100 })], 100)
    const whole = withLiveBars(partly, [minute(3, { close: 31, volume: 7 })], 100)

    expect(partly.series['SPY|5m']?.bars[0]).toMatchObject({ open: 1, high: 50, close: 30, volume: 900 })
    expect(whole.series['SPY|5m']?.bars[0]).toMatchObject({ open: 1, close: 31, volume: 907 })
  })

  it('trust minutes alone once they cover the window', () => {
    const told = aggregate({ timeframe: '5m', start: START, end: START + 5 * MINUTE, volume: 900 })
    const state = withLiveBars(history(EMPTY, '5m', [told], START + MINUTE), [minute(0), minute(1)], 100)

    expect(state.series['SPY|5m']?.bars[0]?.volume).toBe(200)
  })

  it('leave a finished window alone when its minutes are not all known', () => {
    const done = aggregate({ timeframe: '5m', start: START, end: START + 5 * MINUTE, volume: 900 })
    const next = aggregate({ timeframe: '5m', start: START + 5 * MINUTE, end: START + 10 * MINUTE })
    const state = history(EMPTY, '5m', [done, next], START + 6 * MINUTE)

    expect(withLiveBars(state, [minute(3)], 100).series['SPY|5m']).toBe(state.series['SPY|5m'])
  })

  it('form the minute from seconds until the minute itself comes', () => {
    const second = (at: number, close: number): Aggregate =>
      minute(0, { timeframe: '1s', start: START + at * 1000, end: START + (at + 1) * 1000, close, volume: 1 })
    const base = history(history(EMPTY, '1m', []), '5m', [])
    const forming = withLiveBars(base, [second(0, 5), second(1, 6)], 100)
    const closed = withLiveBars(forming, [minute(0, { close: 7, volume: 60 })], 100)
    const late = withLiveBars(closed, [second(2, 8)], 100)

    expect(forming.series['SPY|1m']?.bars).toMatchObject([{ close: 6, volume: 2, start: START }])
    expect(forming.series['SPY|5m']?.bars).toMatchObject([{ close: 6, volume: 2 }])
    expect(closed.series['SPY|1m']?.bars).toMatchObject([{ close: 7, volume: 60 }])
    expect(late.series['SPY|1m']?.bars).toMatchObject([{ close: 7, volume: 60 }])
  })

  it('are forgotten by symbol and timeframe', () => {
    const state = withLiveBars(history(EMPTY, '5m', []), [minute(0)], 100)

    expect(Object.keys(withoutSeries(state, ['SPY|1m']).series)).toEqual(['SPY|5m'])
    expect(withoutSeries(state, ['QQQ|1m'])).toBe(state)
  })
})
