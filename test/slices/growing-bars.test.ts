import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../domain/aggregate.ts'
import { TIMEFRAMES } from '../../domain/timeframe.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { AggregatesState } from '../../slices/aggregates.ts'
import { withHistory, withLiveBars } from '../../slices/bar-series.ts'
import { rollUp } from '../../slices/roll-up.ts'
import { aggregate } from '../../src/testing/builders.ts'

const MINUTE = 60_000
/** 10:30 in New York, the start of a five-minute window. */
const START = Date.UTC(2026, 10, 20, 15, 30)
const EMPTY: AggregatesState = { series: {} }

const bar = (timeframe: '1m' | '5m', at: number, fields: Partial<Aggregate> = {}): Aggregate =>
  aggregate({
    timeframe,
    start: START + at * MINUTE,
    end: START + (at + (timeframe === '5m' ? 5 : 1)) * MINUTE,
    open: 10,
    high: 12,
    low: 9,
    close: 11,
    volume: 100,
    ...fields,
  })

const history = (
  state: AggregatesState,
  timeframe: Timeframe,
  bars: readonly Aggregate[],
  at = START,
): AggregatesState => withHistory(state, { symbol: 'SPY', timeframe, bars, at, limit: 1000 })

const live = (state: AggregatesState, ...bars: readonly Aggregate[]): AggregatesState => withLiveBars(state, bars, 1000)

const fives = ({ series }: AggregatesState): readonly Aggregate[] => series['SPY|5m']?.bars ?? []

describe('growing bars', () => {
  it('counts minutes of its own window alone, before and after it', () => {
    const state = live(history(EMPTY, '5m', []), ...[0, 4, 5, 9, 10].map((at) => bar('1m', at)))
    const after = live(state, bar('1m', 5, { high: 99, volume: 50 }))

    expect(fives(state).map(({ volume }) => volume)).toEqual([200, 200, 100])
    expect(fives(after)).toMatchObject([
      { start: START, high: 12, volume: 200 },
      { start: START + 5 * MINUTE, high: 99, volume: 150 },
      { start: START + 10 * MINUTE, high: 12, volume: 100 },
    ])
  })

  it('builds the next window from minutes although history told of the one before', () => {
    const state = history(EMPTY, '5m', [bar('5m', 0, { volume: 900 })], START + MINUTE)
    const after = live(state, bar('1m', 5, { volume: 7 }))

    expect(fives(after).map(({ start, volume }) => [(start - START) / MINUTE, volume])).toEqual([
      [0, 900],
      [5, 7],
    ])
  })

  it('grows the newest window from its first known minute where history told nothing of it', () => {
    const state = live(history(EMPTY, '5m', []), bar('1m', 2, { volume: 7 }))
    const after = live(state, bar('1m', 3, { volume: 5 }))

    expect(fives(after).map(({ volume }) => volume)).toEqual([12])
  })

  it('builds a finished window anew once all its minutes are known', () => {
    const done = bar('5m', 0, { volume: 900 })
    const state = history(EMPTY, '5m', [done, bar('5m', 5)], START + 6 * MINUTE)
    const after = live(state, bar('1m', 0, { volume: 7 }))

    expect(fives(after)[0]?.volume).toBe(7)
  })

  it('keeps what history told of a finished window to itself until a later bar is told', () => {
    const state = history(EMPTY, '5m', [bar('5m', 0, { volume: 900 })], START + 5 * MINUTE)

    expect(fives(live(state, bar('1m', 4)))[0]?.volume).toBe(900)
    expect(fives(live(state, bar('1m', 0), bar('1m', 4)))[0]?.volume).toBe(900)
  })

  it('takes a bar for told only when it is the newest', () => {
    const state = live(history(EMPTY, '1m', []), bar('1m', 1), bar('1m', 0))

    expect(state.series['SPY|1m']?.told?.bar.start).toBe(START + MINUTE)
    const older = history(state, '1m', [bar('1m', -1)])
    expect(older.series['SPY|1m']?.told?.bar.start).toBe(START + MINUTE)
    expect(older.series['SPY|1m']?.bars).toHaveLength(3)
  })

  it('counts the minute that ended as history was asked for once, and the one that began then in full', () => {
    const told = bar('5m', 0, { volume: 900, high: 50 })
    const state = history(EMPTY, '5m', [told], START + 2 * MINUTE)
    const after = live(state, bar('1m', 1, { volume: 7, high: 99 }), bar('1m', 2, { volume: 5, close: 3 }))

    expect(fives(after)).toMatchObject([{ volume: 905, high: 50, close: 3 }])
  })

  it('carries a minute into every longer series there is, and into no other', () => {
    const longer = TIMEFRAMES.filter((timeframe) => timeframe !== '1s' && timeframe !== '1m')
    let state = history(EMPTY, '1s', [])
    for (const timeframe of longer) state = history(state, timeframe, [])
    const after = live(state, bar('1m', 0))

    expect(longer.map((timeframe) => after.series[`SPY|${timeframe}`]?.bars.length)).toEqual(longer.map(() => 1))
    expect(after.series['SPY|1s']).toBe(state.series['SPY|1s'])
  })

  it('leaves a longer series alone that a late minute does not change', () => {
    const state = live(history(EMPTY, '5m', []), bar('1m', 0), bar('1m', 1))
    const after = live(state, bar('1m', 0, { open: 10, close: 10.5 }))

    expect(after.series['SPY|1m']).not.toBe(state.series['SPY|1m'])
    expect(after.series['SPY|5m']).toBe(state.series['SPY|5m'])
  })

  it('takes another source for another bar', () => {
    const state = history(EMPTY, '1m', [bar('1m', 0, { source: 'rest' })])

    expect(live(state, bar('1m', 0, { source: 'stream' })).series['SPY|1m']?.bars[0]?.source).toBe('stream')
  })

  it('keeps the one average and volume that is known', () => {
    const known = { volume: 5, vwap: 3, trades: 2 }
    const unknown = { volume: undefined, vwap: undefined, trades: undefined }

    expect(rollUp('5m', [bar('1m', 0, known), bar('1m', 1, unknown)])[0]).toMatchObject(known)
    expect(rollUp('5m', [bar('1m', 0, unknown), bar('1m', 1, known)])[0]).toMatchObject(known)
  })

  it('grows a bar that history told in part by the minutes of its window alone', () => {
    const told = bar('5m', 0, { volume: 900, high: 20 })
    const state = live(
      history(EMPTY, '5m', [told], START + 2 * MINUTE),
      ...[2, 3, 4, 5, 6].map((at) => bar('1m', at, { high: at >= 5 ? 99 : 21 })),
    )
    const after = live(state, bar('1m', 4, { high: 30 }))

    expect(fives(after)).toMatchObject([
      { start: START, volume: 900 + 300, high: 30 },
      { start: START + 5 * MINUTE, volume: 200, high: 99 },
    ])
  })

  it('leaves an earlier window alone of which neither history nor its first minute is known', () => {
    const state = live(history(EMPTY, '5m', []), bar('1m', 7), bar('1m', 10))
    const after = live(state, bar('1m', 8, { volume: 50 }))

    expect(fives(after)).toEqual(fives(state))
    expect(fives(live(state, bar('1m', 11, { volume: 50 })))[1]?.volume).toBe(150)
  })

  it('grows an hour by minutes that grow themselves by seconds', () => {
    const hour = history(history(EMPTY, '1h', []), '1m', [])
    const second = (at: number, close: number): Aggregate =>
      aggregate({
        timeframe: '1s',
        start: START + at * 1_000,
        end: START + (at + 1) * 1_000,
        high: close,
        close,
        volume: 1,
      })
    const after = live(hour, second(0, 10), second(1, 30), second(60, 20))

    expect(after.series['SPY|1m']?.bars.map(({ close, volume }) => [close, volume])).toEqual([
      [30, 2],
      [20, 1],
    ])
    expect(after.series['SPY|1h']?.bars).toMatchObject([{ close: 20, high: 30, volume: 3 }])
  })

  it('keeps the list of bars where a minute says nothing new', () => {
    const state = live(history(EMPTY, '5m', []), bar('1m', 0), bar('1m', 1))

    expect(live(state, bar('1m', 1))).toBe(state)
  })
})
