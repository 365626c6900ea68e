import { describe, expect, it } from 'vitest'
import { MassiveCache } from '../../adapters/cache.ts'
import { closedBars, keepClosedBars, wholeWindows } from '../../adapters/closed-bars.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import { aggregate } from '../../src/testing/builders.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'

const minute = Date.UTC(2026, 10, 20, 15, 0)
const first = aggregate({ timeframe: '1m', start: minute, end: minute + 60_000 })
const second = aggregate({ timeframe: '1m', start: minute + 60_000, end: minute + 120_000 })

describe('closed bars', () => {
  it('leave out the bar that is forming', () => {
    expect(closedBars([first, second], minute + 119_999)).toEqual([first])
    expect(closedBars([first, second], minute + 120_000)).toEqual([first, second])
    expect(closedBars([], minute)).toEqual([])
  })

  it('are kept until the next one closes, while the forming one reaches only who asked for it', async () => {
    const clock = createFakeClock({ now: minute + 75_000 })
    const cache = new MassiveCache({ clock })
    let loads = 0
    const ask = (): Promise<readonly Aggregate[]> =>
      cache.get('aggregates', {}, async () => (loads++, [first, second]), keepClosedBars('1m', clock))
    expect(await ask()).toEqual([first, second])
    clock.advance(44_999)
    expect(await ask()).toEqual([first])
    expect(loads).toBe(1)
    clock.advance(1)
    expect(await ask()).toEqual([first, second])
    expect(loads).toBe(2)
  })

  it('are kept for a minute at most', () => {
    const { ttlMs } = keepClosedBars('1d', createFakeClock({ now: minute }))
    expect(typeof ttlMs === 'function' && ttlMs([])).toBe(60_000)
  })

  it('are one question when they are asked for a moment apart', () => {
    const range = { from: minute, to: minute + 59_999 }
    expect(wholeWindows('1m', minute, minute)).toEqual(range)
    expect(wholeWindows('1m', minute + 1, minute + 59_999)).toEqual(range)
    expect(wholeWindows('1m', '2026-11-20', '2026-11-20')).toEqual({ from: '2026-11-20', to: '2026-11-20' })
  })
})
