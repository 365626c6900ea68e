import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReplayRing } from '../../../proxy/fan-out/replay-ring.ts'

function filled(count: number, capacity = 10) {
  const ring = createReplayRing({ capacity: () => capacity, startedAt: 0 })
  for (let index = 1; index <= count; index += 1) ring.push(`m${index}`, index * 100)
  return ring
}

describe('replay ring', () => {
  it('numbers messages from one, without holes', () => {
    const ring = filled(3)
    expect(ring.offset).toBe(3)
    expect(ring.next()).toBe(4)
  })

  it('gives exactly what came after a position', () => {
    expect(filled(5).since(3)).toEqual({ items: [{ text: 'm4' }, { text: 'm5' }], isComplete: true, from: 400 })
  })

  it('gives nothing to who has everything', () => {
    expect(filled(5).since(5)).toEqual({ items: [], isComplete: true })
  })

  it('says since when messages are lost once they are cut off', () => {
    const replay = filled(45).since(12)
    expect(replay.isComplete).toBe(false)
    expect(replay.lostFrom).toBeLessThanOrEqual(1_300)
    expect(replay.lostFrom).toBeGreaterThan(0)
  })

  it('knows nothing of a position it never gave out', () => {
    expect(filled(5).since(6)).toMatchObject({ isComplete: false, lostFrom: 0 })
  })

  it('replays an interruption of the vendor between the messages around it', () => {
    const ring = filled(2)
    ring.pushGap({ from: 200, to: 900 })
    ring.push('m3', 1_000)

    expect(ring.since(1)).toEqual({
      items: [{ text: 'm2' }, { gap: { from: 200, to: 900 } }, { text: 'm3' }],
      isComplete: false,
      from: 200,
    })
    expect(ring.since(3)).toEqual({ items: [], isComplete: true })
  })

  it('never claims to be complete when something is missing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 200 }), (count, position) => {
        const replay = filled(count, 8).since(position)
        const expected = Array.from({ length: Math.max(0, count - position) }, (_, index) => `m${position + index + 1}`)
        const got = replay.items.map((item) => ('text' in item ? item.text : 'gap'))
        const isHonest = replay.lostFrom !== undefined && replay.lostFrom <= (position + 1) * 100
        expect(replay.isComplete ? got : isHonest).toEqual(replay.isComplete ? expected : true)
      }),
    )
  })
})
