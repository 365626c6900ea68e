import { describe, expect, it } from 'vitest'
import { formatSymbol } from '../../demo/format/contract.ts'
import {
  UNKNOWN,
  formatChange,
  formatCompact,
  formatFraction,
  formatPrice,
  formatStrike,
} from '../../demo/format/number.ts'
import { daysUntil, formatDuration, formatElapsed, formatMarketTime, formatZone } from '../../demo/format/time.ts'

const SUMMER = Date.parse('2026-07-01T18:03:11Z')
const WINTER = Date.parse('2026-12-01T19:03:11Z')

describe('format', () => {
  it.each([formatPrice, formatChange, formatFraction, formatCompact])('shows a dash for the unknown (%o)', (format) => {
    expect(format(undefined)).toBe(UNKNOWN)
  })

  it('shows zero as zero, never as unknown', () => {
    expect(formatPrice(0)).toMatch(/^0[.,]00$/)
  })

  it('tells times on the market’s clock and names the zone', () => {
    expect([formatMarketTime(SUMMER), formatZone(SUMMER)]).toEqual(['14:03:11', 'EDT'])
    expect([formatMarketTime(WINTER), formatZone(WINTER)]).toEqual(['14:03:11', 'EST'])
  })

  it('counts days by the market’s calendar', () => {
    // 01:30 UTC on the 2nd is still the evening of the 1st in New York
    expect(daysUntil('2026-07-02', Date.parse('2026-07-02T01:30:00Z'))).toBe(1)
    expect(daysUntil('2026-07-01', SUMMER)).toBe(0)
  })

  it.each([
    [3_400, '3 s'],
    [240_000, '4 min'],
    [7_300_000, '2 h'],
    [200_000_000, '2 d'],
    [-5, '0 s'],
  ])('shortens %d ms to %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it.each([
    [undefined, /^–$/],
    [0, /^0 ms$/],
    [640.4, /^640 ms$/],
    [1_240, /^1[.,]2 s$/],
    [34_400, /^34 s$/],
    [130_000, /^2 min$/],
  ])('tells how long %d ms are, as finely as it matters', (ms, text) => {
    expect(formatElapsed(ms)).toMatch(text)
  })

  it('leaves out what a strike does not need', () => {
    expect(formatStrike(650)).toBe('650')
    expect(formatStrike(587.5)).toMatch(/^587[.,]5$/)
  })

  it('names contracts and indices as people do', () => {
    expect(formatSymbol('I:SPX')).toBe('SPX')
    expect(formatSymbol('BRK.B')).toBe('BRK.B')
    expect(formatSymbol('O:SPY261218C00650000')).toMatch(/^SPY .*18.* 650 C$/)
  })
})
