import { describe, expect, it } from 'vitest'
import { createRsiFeed } from '../../demo/chart/rsi-feed.ts'
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
})
