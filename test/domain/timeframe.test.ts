import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barWindow, channelOf, isTimeframe, TIMEFRAMES } from '../../domain/timeframe.ts'

const at = Date.parse('2026-07-15T17:47:33.250Z')

describe('timeframe', () => {
  it.each([
    ['1s', '2026-07-15T17:47:33Z', '2026-07-15T17:47:34Z'],
    ['1m', '2026-07-15T17:47:00Z', '2026-07-15T17:48:00Z'],
    ['5m', '2026-07-15T17:45:00Z', '2026-07-15T17:50:00Z'],
    ['15m', '2026-07-15T17:45:00Z', '2026-07-15T18:00:00Z'],
    ['30m', '2026-07-15T17:30:00Z', '2026-07-15T18:00:00Z'],
    ['1h', '2026-07-15T17:00:00Z', '2026-07-15T18:00:00Z'],
    ['4h', '2026-07-15T16:00:00Z', '2026-07-15T20:00:00Z'],
    ['1d', '2026-07-15T04:00:00Z', '2026-07-16T04:00:00Z'],
    ['1w', '2026-07-12T04:00:00Z', '2026-07-19T04:00:00Z'],
    ['1M', '2026-07-01T04:00:00Z', '2026-08-01T04:00:00Z'],
  ] as const)('cuts %s from %s to %s', (timeframe, start, end) => {
    expect(barWindow(timeframe, at)).toEqual({ start: Date.parse(start), end: Date.parse(end) })
  })

  it.each([
    ['1d', '2026-03-08T12:00:00Z', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    ['1d', '2026-11-01T12:00:00Z', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ['4h', '2026-03-08T06:00:00Z', '2026-03-08T05:00:00Z', '2026-03-08T08:00:00Z'],
    ['4h', '2026-11-01T06:30:00Z', '2026-11-01T04:00:00Z', '2026-11-01T09:00:00Z'],
    ['1w', '2026-03-10T12:00:00Z', '2026-03-08T05:00:00Z', '2026-03-15T04:00:00Z'],
    ['1M', '2026-03-01T05:00:00Z', '2026-03-01T05:00:00Z', '2026-04-01T04:00:00Z'],
    ['1M', '2026-12-31T23:00:00Z', '2026-12-01T05:00:00Z', '2027-01-01T05:00:00Z'],
  ] as const)('cuts %s around %s at New York midnight over a change of the clock', (timeframe, at, start, end) => {
    expect(barWindow(timeframe, Date.parse(at))).toEqual({ start: Date.parse(start), end: Date.parse(end) })
  })

  it('puts every instant into one window, whose neighbours touch it', () => {
    const instant = fc.integer({ min: Date.UTC(2007, 0), max: Date.UTC(2060, 0) })
    fc.assert(
      fc.property(fc.constantFrom(...TIMEFRAMES), instant, (timeframe, at) => {
        const { start, end } = barWindow(timeframe, at)
        expect(start).toBeLessThanOrEqual(at)
        expect(end).toBeGreaterThan(at)
        expect(barWindow(timeframe, start)).toEqual({ start, end })
        expect(barWindow(timeframe, end - 1)).toEqual({ start, end })
        expect(barWindow(timeframe, end).start).toBe(end)
        expect(barWindow(timeframe, start - 1).end).toBe(start)
      }),
      { numRuns: 1000 },
    )
  })

  it('knows its own names and no other', () => {
    for (const timeframe of TIMEFRAMES) expect(isTimeframe(timeframe)).toBe(true)
    for (const other of ['2m', '1D', '', undefined, 1, 'constructor']) expect(isTimeframe(other)).toBe(false)
  })

  it('serves seconds from A and all else from AM', () => {
    expect(TIMEFRAMES.map(channelOf)).toEqual(['A', ...Array.from({ length: 9 }, () => 'AM')])
  })
})
