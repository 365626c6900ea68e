import { describe, expect, it } from 'vitest'
import { BarAudit } from '../../../proxy/fan-out/bar-audit.ts'

const MINUTE = 60_000
// 10:00 in New York
const START = Date.UTC(2026, 10, 23, 15)

const minuteBar = (index: number, volume?: number, accumulated?: number) => ({
  start: START + index * MINUTE,
  end: START + (index + 1) * MINUTE,
  volume,
  accumulated,
})

describe('the audit of bars', () => {
  it('finds nothing in a quiet market: no volume is missing between two bars that are far apart', () => {
    const audit = new BarAudit()
    audit.check(minuteBar(0, 10, 1_000))

    expect(audit.check(minuteBar(30, 5, 1_005))).toBeUndefined()
  })

  it('names what lies between two bars of which the volume of the day tells more', () => {
    const audit = new BarAudit()
    audit.check(minuteBar(0, 10, 1_000))

    expect(audit.check(minuteBar(2, 5, 1_006))).toEqual({ from: START, to: START + 2 * MINUTE })
  })

  it('follows a bar that was sent again after a late trade', () => {
    const audit = new BarAudit()
    audit.check(minuteBar(0, 10, 1_000))
    audit.check(minuteBar(0, 17, 1_090))

    expect(audit.check(minuteBar(1, 5, 1_012))).toBeUndefined()
  })

  it('starts anew with the day', () => {
    const audit = new BarAudit()
    audit.check(minuteBar(0, 10, 1_000))

    expect(audit.check(minuteBar(1_400, 5, 500))).toBeUndefined()
  })

  it('names the missing minutes of an index, which has a value each minute of its session', () => {
    const audit = new BarAudit()
    audit.check(minuteBar(0))

    expect(audit.check(minuteBar(1))).toBeUndefined()
    expect(audit.check(minuteBar(3))).toEqual({ from: START + MINUTE, to: START + 3 * MINUTE })
    expect(audit.check(minuteBar(24 * 60))).toBeUndefined()
  })

  it('says nothing of the seconds of an index: it may stand still', () => {
    const audit = new BarAudit()
    audit.check({ start: START, end: START + 1_000 })

    expect(audit.check({ start: START + 9_000, end: START + 10_000 })).toBeUndefined()
  })

  it('falls silent before a vendor that counts otherwise', () => {
    const audit = new BarAudit()
    const found = [0, 1, 2, 3, 4].map((minute) => audit.check(minuteBar(minute, 5, 1_000 + minute * 6)) !== undefined)

    expect(found).toEqual([false, true, true, false, false])
  })

  it('does not hold what an outage lost against the figures', () => {
    const audit = new BarAudit()
    const found = [0, 1, 2, 3, 4, 5].map((minute) => {
      const outage = { from: START + minute * MINUTE - 20, to: START + minute * MINUTE - 10 }
      return audit.check(minuteBar(minute, 5, 1_000 + minute * 6), outage) !== undefined
    })

    expect(found).toEqual([false, true, true, true, true, true])
  })
})
