import { describe, expect, it } from 'vitest'
import { foldedEvents } from '../../demo/health/folded-events.ts'
import type { HealthEvent } from '../../src/index.ts'

const healed = (at: number, symbol: string, count: number, from: number): HealthEvent => ({
  at,
  kind: 'healed',
  message: `${count} missed on AM of ${symbol} fetched`,
  symbol,
  from,
  to: at,
  count,
})
const up = (at: number): HealthEvent => ({ at, kind: 'connection', message: 'up' })

describe('foldedEvents', () => {
  it('makes one line of what heals together, over the whole of its time', () => {
    const events = [healed(10_000, 'SPY', 20, 5_000), up(10_500), healed(11_000, 'QQQ', 17, 2_000)]
    expect(foldedEvents(events, 10)).toMatchObject([
      { kind: 'connection', from: 10_500, to: undefined, text: 'up' },
      { kind: 'healed', from: 2_000, to: 11_000, text: 'healed: 37 missed trades and bars fetched, 2 symbols' },
    ])
  })

  it('says so when nothing was missed', () => {
    const [line] = foldedEvents([healed(1, 'SPY', 0, 0), healed(2, 'SPY', 0, 0)], 10)
    expect(line?.text).toBe('healed: nothing was missed, 1 symbol')
  })

  it('leaves a single event its own words, and keeps outages apart', () => {
    const lines = foldedEvents([healed(1_000, 'SPY', 3, 0), healed(60_000, 'SPY', 4, 59_000)], 10)
    expect(lines.map(({ text }) => text)).toEqual(['4 missed on AM of SPY fetched', '3 missed on AM of SPY fetched'])
  })

  it('says which endpoint a connection belongs to', () => {
    const [line] = foldedEvents([{ ...up(1), endpoint: 'indices' }], 10)
    expect(line?.text).toBe('indices up')
  })

  it('shows the newest lines, and gives each a key of its own', () => {
    const lines = foldedEvents([up(1), up(2), up(3)], 2)
    expect(lines.map(({ from }) => from)).toEqual([3, 2])
    expect(new Set(lines.map(({ key }) => key)).size).toBe(2)
  })
})
