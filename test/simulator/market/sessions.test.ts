import { describe, expect, it } from 'vitest'
import { createSessions } from '../../../simulator/market/sessions.ts'

const sessions = createSessions('calendar')
const friday = (hour: number, minute = 0): number => Date.UTC(2026, 10, 20, hour + 5, minute)
const SUNDAY = Date.UTC(2026, 10, 22, 17)

describe('sessions', () => {
  it.each([
    [friday(3, 59), 'closed'],
    [friday(4), 'early'],
    [friday(9, 29), 'early'],
    [friday(9, 30), 'regular'],
    [friday(15, 59), 'regular'],
    [friday(16), 'late'],
    [friday(20), 'closed'],
    [SUNDAY, 'closed'],
    // Thanksgiving, and the short day after it
    [Date.UTC(2026, 10, 26, 17), 'closed'],
    [Date.UTC(2026, 10, 27, 17, 59), 'regular'],
    [Date.UTC(2026, 10, 27, 18), 'late'],
  ])('knows the phase of %i: %s', (ms, phase) => {
    expect(sessions.phaseAt(ms)).toBe(phase)
  })

  it('follows New York through daylight saving time', () => {
    expect(sessions.regular('2026-07-10')?.start).toBe(Date.UTC(2026, 6, 10, 13, 30))
    expect(sessions.regular('2026-11-20')?.start).toBe(Date.UTC(2026, 10, 20, 14, 30))
  })

  it('opens stocks early and late, options and indices in regular hours only', () => {
    expect(sessions.isOpen('stock', friday(8))).toBe(true)
    expect(sessions.isOpen('option', friday(8))).toBe(false)
    expect(sessions.isOpen('index', friday(17))).toBe(false)
    expect(sessions.isOpen('option', friday(12))).toBe(true)
  })

  it('lets closed prices stand where they last traded', () => {
    expect(sessions.lastOpen('stock', SUNDAY)).toBe(friday(20) - 1)
    expect(sessions.lastOpen('option', SUNDAY)).toBe(friday(16) - 1)
    expect(sessions.lastOpen('stock', friday(12))).toBe(friday(12))
    expect(sessions.dateAt(SUNDAY)).toBe('2026-11-20')
    expect(sessions.previousDate('2026-11-23')).toBe('2026-11-20')
  })

  it('never closes when always open', () => {
    const open = createSessions('always-open')

    expect(open.phaseAt(SUNDAY)).toBe('regular')
    expect(open.isOpen('option', SUNDAY)).toBe(true)
    expect(open.lastOpen('option', SUNDAY)).toBe(SUNDAY)
    expect(open.previousDate('2026-11-22')).toBe('2026-11-21')
  })
})
