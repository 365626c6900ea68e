import { describe, expect, it } from 'vitest'
import { relativeStrength } from '../../demo/chart/rsi.ts'
import { RSI_WINDOW, createRsiFeed } from '../../demo/chart/rsi-feed.ts'
import { aggregate } from '../../src/testing/builders.ts'

describe('createRsiFeed', () => {
  it('draws all anew when the newest bar gives way to an earlier one', () => {
    const calls: string[] = []
    const feed = createRsiFeed({
      setData: (points) => void calls.push(`set ${points.length}`),
      update: (point) => void calls.push(`update ${JSON.stringify(point.time)}`),
    })
    const bars = Array.from({ length: 30 }, (_, minute) =>
      aggregate({ start: minute * 60_000, end: (minute + 1) * 60_000, close: 100 + (minute % 3) }),
    )
    const newest = aggregate({ start: 40 * 60_000, end: 41 * 60_000, close: 101 })
    feed.show([...bars, newest])
    feed.show([...bars, { ...newest, close: 102 }])
    feed.show([...bars, aggregate({ start: 35 * 60_000, end: 36 * 60_000, close: 101 })])
    expect(calls).toEqual(['set 31', 'update 2400', 'set 31'])
  })

  it('draws all anew when an earlier bar is corrected', () => {
    const calls: string[] = []
    const feed = createRsiFeed({
      setData: (points) => void calls.push(`set ${points.length}`),
      update: () => void calls.push('update'),
    })
    const bars = Array.from({ length: 30 }, (_, minute) =>
      aggregate({ start: minute * 60_000, end: (minute + 1) * 60_000, close: 100 + (minute % 3) }),
    )
    feed.show(bars)
    feed.show(bars.with(20, aggregate({ start: 20 * 60_000, end: 21 * 60_000, close: 80 })))
    expect(calls).toEqual(['set 30', 'set 30'])
  })

  it('draws the same, point by point, as of the whole course', () => {
    const closes = Array.from({ length: 60 }, (_, minute) => 100 + Math.sin(minute) * 3)
    const bars = closes.map((close, minute) => aggregate({ start: minute * 60_000, end: (minute + 1) * 60_000, close }))
    const drawn: (number | undefined)[] = []
    const feed = createRsiFeed({
      setData: (points) => void drawn.push(...points.map((point) => ('value' in point ? point.value : undefined))),
      update: (point) => void drawn.push('value' in point ? point.value : undefined),
    })
    feed.show(bars.slice(0, 20))
    for (let count = 21; count <= bars.length; count += 1) feed.show(bars.slice(0, count))
    expect(drawn).toEqual(relativeStrength(closes, RSI_WINDOW))
  })

  it('keeps what is settled while the newest bar moves', () => {
    const values: (number | undefined)[] = []
    const feed = createRsiFeed({
      setData: () => {},
      update: (point) => void values.push('value' in point ? point.value : undefined),
    })
    const bars = Array.from({ length: 30 }, (_, minute) =>
      aggregate({ start: minute * 60_000, end: (minute + 1) * 60_000, close: 100 + (minute % 3) }),
    )
    const newest = aggregate({ start: 30 * 60_000, end: 31 * 60_000, close: 101 })
    feed.show([...bars, newest])
    for (const close of [90, 110, 101]) feed.show([...bars, { ...newest, close }])
    const closes = [...bars.map(({ close }) => close), 101]
    expect(values.at(-1)).toBe(relativeStrength(closes, RSI_WINDOW).at(-1))
  })
})
