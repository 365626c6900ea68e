import { describe, expect, it } from 'vitest'
import { TradeAudit } from '../../../proxy/fan-out/trade-audit.ts'

const MINUTE = 60_000
const START = 1_795_386_000_000
let sequence = 0

const tradeAt = (timestamp: number, size: number) => ({ timestamp, size, sequence: (sequence += 1) })
const minuteBar = (index: number, volume: number, accumulated?: number) => ({
  start: START + index * MINUTE,
  end: START + (index + 1) * MINUTE,
  volume,
  accumulated,
})

/** An audit that saw a trade of 100 in minute -1, so that minute 0 is the first whole one. */
function createAudit(): TradeAudit {
  const audit = new TradeAudit()
  audit.add(tradeAt(START - 1, 100))
  return audit
}

describe('the audit of trades', () => {
  it('finds nothing where as much was seen as the bar tells, or more', () => {
    const audit = createAudit()
    audit.add(tradeAt(START, 60))
    audit.add(tradeAt(START + MINUTE - 1, 40))
    audit.add(tradeAt(START + MINUTE, 30))

    expect(audit.check(minuteBar(0, 100))).toBeUndefined()
    expect(audit.check(minuteBar(1, 20))).toBeUndefined()
  })

  it('names the minute of which trades are missing', () => {
    const audit = createAudit()
    audit.add(tradeAt(START, 60))

    expect(audit.check(minuteBar(0, 61))).toEqual({ from: START, to: START + MINUTE })
  })

  it('counts the volume of the day over a bar that did not come', () => {
    const audit = createAudit()
    audit.add(tradeAt(START, 60))
    audit.check(minuteBar(0, 60, 1_060))
    audit.add(tradeAt(START + MINUTE, 5))
    audit.add(tradeAt(START + 2 * MINUTE, 10))

    expect(audit.check(minuteBar(2, 10, 1_076))).toEqual({ from: START + MINUTE, to: START + 3 * MINUTE })
  })

  it('takes a late trade as seen in the minute it was reported in', () => {
    const audit = createAudit()
    audit.add(tradeAt(START, 60))
    audit.check(minuteBar(0, 60, 1_060))
    audit.add(tradeAt(START + MINUTE + 2_000, 7))

    expect(audit.check(minuteBar(0, 67, 1_067))).toBeUndefined()
    audit.add(tradeAt(START + MINUTE + 3_000, 10))
    expect(audit.check(minuteBar(1, 10, 1_077))).toBeUndefined()
  })

  it('says nothing of a minute that had begun before it', () => {
    const audit = createAudit()

    expect(audit.check(minuteBar(-1, 5_000))).toBeUndefined()
  })

  it('starts anew with the day', () => {
    const audit = createAudit()
    audit.add(tradeAt(START, 60))
    audit.check(minuteBar(0, 60, 9_000_000))
    audit.add(tradeAt(START + 900 * MINUTE, 10))

    expect(audit.check(minuteBar(900, 10, 10))).toBeUndefined()
  })

  it('does not let a frame that came twice make up for one that did not come', () => {
    const audit = createAudit()
    const trade = tradeAt(START, 50)
    audit.add(trade)
    audit.add(trade)

    expect(audit.check(minuteBar(0, 100))).toEqual({ from: START, to: START + MINUTE })
  })

  it('lets fractions of shares be rounded', () => {
    const audit = createAudit()
    audit.add(tradeAt(START, 99.4))

    expect(audit.check(minuteBar(0, 100))).toBeUndefined()
  })

  it('falls silent before a vendor that counts otherwise, and listens again when the figures agree', () => {
    const audit = createAudit()
    const found = [0, 1, 2, 3, 4].map((minute) => {
      audit.add(tradeAt(START + minute * MINUTE, 10))
      return audit.check(minuteBar(minute, 20)) !== undefined
    })
    expect(found).toEqual([true, true, false, false, false])

    audit.add(tradeAt(START + 5 * MINUTE, 10))
    audit.check(minuteBar(5, 10))

    expect(audit.check(minuteBar(6, 1))).toEqual({ from: START + 6 * MINUTE, to: START + 7 * MINUTE })
  })

  it('does not hold what an outage lost against the figures, and names it however little they are believed', () => {
    const audit = createAudit()
    const outageIn = (minute: number) => ({ from: START + minute * MINUTE + 10, to: START + minute * MINUTE + 20 })
    const found = [0, 1, 2, 3, 4, 5].map((minute) => audit.check(minuteBar(minute, 20), outageIn(minute)))
    expect(found).not.toContain(undefined)

    // an outage long ago explains nothing
    const later = [6, 7, 8].map((minute) => audit.check(minuteBar(minute, 20), outageIn(0)) !== undefined)
    expect(later).toEqual([true, true, false])
    expect(audit.check(minuteBar(9, 20), outageIn(9))).toEqual({ from: START + 9 * MINUTE, to: START + 10 * MINUTE })
  })

  it('knows up to where all trades came or are named, but not beyond what it did not believe', () => {
    const audit = createAudit()
    audit.check(minuteBar(-1, 100))
    expect(audit.provenTo).toBeUndefined()

    audit.check(minuteBar(0, 0))
    expect(audit.provenTo).toBe(START + MINUTE)

    for (const minute of [1, 2, 3, 4, 5]) audit.check(minuteBar(minute, 20))
    expect(audit.provenTo).toBe(START + 4 * MINUTE)
  })
})
