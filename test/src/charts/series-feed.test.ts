import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../../domain/aggregate.ts'
import { toCandle, toVolume } from '../../../src/charts/bar-points.ts'
import type { CandlePoint } from '../../../src/charts/bar-points.ts'
import { createSeriesFeed } from '../../../src/charts/series-feed.ts'
import { aggregate } from '../../../src/testing/builders.ts'

const MINUTE = 60_000
const bar = (minute: number, close = 10): Aggregate =>
  aggregate({ start: minute * MINUTE, end: (minute + 1) * MINUTE, open: 10, high: 12, low: 9, close })

/** Throws for late points, as lightweight-charts does. */
function strictSeries() {
  const calls: string[] = []
  let points: CandlePoint[] = []
  return {
    calls,
    times: () => points.map(({ time }) => time / 60),
    newest: () => points.at(-1),
    setData(next: CandlePoint[]) {
      next.forEach(({ time }, index) => {
        const before = next[index - 1]
        if (before !== undefined && before.time >= time) throw new Error(`not ascending at ${index}`)
      })
      calls.push(`set ${next.length}`)
      points = [...next]
    },
    update(point: CandlePoint) {
      const newest = points.at(-1)
      if (newest !== undefined && point.time < newest.time) throw new Error('cannot update the past')
      calls.push('update')
      points = newest?.time === point.time ? [...points.slice(0, -1), point] : [...points, point]
    },
  }
}

describe('createSeriesFeed', () => {
  it('draws the first bars at once', () => {
    const series = strictSeries()
    createSeriesFeed({ series, toPoint: toCandle }).show([bar(1), bar(2)])
    expect(series.calls).toEqual(['set 2'])
  })

  it('updates the newest bar alone while it forms, and adds the next', () => {
    const series = strictSeries()
    const feed = createSeriesFeed({ series, toPoint: toCandle })
    const first = bar(1)
    feed.show([first, bar(2)])
    feed.show([first, bar(2, 11)])
    feed.show([first, bar(2, 11), bar(3)])
    expect(series.calls.slice(1)).not.toContain('set 3')
    expect(series.times()).toEqual([1, 2, 3])
  })

  it('does nothing when nothing changed', () => {
    const series = strictSeries()
    const feed = createSeriesFeed({ series, toPoint: toCandle })
    const bars = [bar(1), bar(2)]
    feed.show(bars)
    feed.show([...bars])
    expect(series.calls).toEqual(['set 2'])
  })

  it('draws all anew when older bars arrive or one in the middle was corrected', () => {
    const series = strictSeries()
    const feed = createSeriesFeed({ series, toPoint: toCandle })
    const [two, three, four] = [bar(2), bar(3), bar(4)]
    feed.show([two, three, four])
    feed.show([bar(1), two, three, four])
    feed.show([bar(1), two, bar(3, 11), four])
    expect(series.calls).toEqual(['set 3', 'set 4', 'set 4'])
  })

  it('never throws on late, repeated or broken bars', () => {
    const series = strictSeries()
    const feed = createSeriesFeed({ series, toPoint: toCandle })
    feed.show([bar(5), bar(4), bar(5, 11), bar(6), bar(7, Number.NaN)])
    feed.show([bar(3)])
    feed.show([])
    feed.show([bar(9), bar(8)])
    expect(series.times()).toEqual([9])
  })

  it('draws all anew when the newest bar gives way to an earlier one', () => {
    const series = strictSeries()
    const feed = createSeriesFeed({ series, toPoint: toCandle })
    const first = bar(1)
    feed.show([first, bar(5)])
    feed.show([first, bar(3)])
    expect(series.times()).toEqual([1, 3])
  })

  it('keeps the later one of two bars of the same second', () => {
    const series = strictSeries()
    createSeriesFeed({ series, toPoint: toCandle }).show([bar(5), bar(5, 11)])
    expect(series.newest()?.close).toBe(11)
  })

  it('keeps no more than the newest `maxBars`', () => {
    const series = strictSeries()
    createSeriesFeed({ series, toPoint: toCandle, maxBars: 2 }).show([bar(1), bar(2), bar(3)])
    expect(series.times()).toEqual([2, 3])
  })

  it('draws all anew after a reset', () => {
    const series = strictSeries()
    const feed = createSeriesFeed({ series, toPoint: toCandle })
    const bars = [bar(1), bar(2)]
    feed.show(bars)
    feed.reset()
    feed.show(bars)
    expect(series.calls).toEqual(['set 2', 'set 2'])
  })
})

describe('toVolume', () => {
  it('colours by direction and takes an unknown volume as none', () => {
    const toPoint = toVolume({ up: 'green', down: 'red' })
    expect(toPoint(bar(1, 11))).toMatchObject({ color: 'green' })
    expect(toPoint({ ...bar(1, 9), volume: undefined })).toMatchObject({ color: 'red', value: 0 })
  })
})
