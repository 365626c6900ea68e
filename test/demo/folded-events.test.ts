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
    const [line] = foldedEvents([healed(1, 'SPY', 0, 0), healed(2, 'QQQ', 0, 0)], 10)
    expect(line?.text).toBe('healed: nothing was missed, 2 symbols')
  })

  it('leaves a single event its own words, and keeps outages apart', () => {
    const lines = foldedEvents([healed(1_000, 'SPY', 3, 0), healed(60_000, 'SPY', 4, 59_000)], 10)
    expect(lines.map(({ text }) => text)).toEqual(['4 missed on AM of SPY fetched', '3 missed on AM of SPY fetched'])
  })

  it('says which endpoint a connection belongs to', () => {
    const [line] = foldedEvents([{ ...up(1), endpoint: 'indices' }], 10)
    expect(line?.text).toBe('indices up')
  })

  it('says once what is repeated at once', () => {
    const pause = (at: number): HealthEvent => ({ at, kind: 'rate-limited', message: 'the server asks for a pause' })
    const lines = foldedEvents([pause(1_000), pause(1_100), pause(9_000)], 10)
    expect(lines.map(({ text, from }) => [from, text])).toEqual([
      [9_000, 'the server asks for a pause'],
      [1_000, 'the server asks for a pause'],
    ])
  })

  it('leaves out what lies on the way to a connection', () => {
    const became = (at: number, status: HealthEvent['status']): HealthEvent => ({
      ...up(at),
      endpoint: 'options',
      status,
    })
    const events = [became(1, 'connecting'), became(2, 'authenticating'), became(3, 'open')]
    expect(foldedEvents(events, 10).map(({ text }) => text)).toEqual(['options connected'])
  })

  it('shows the newest lines, and gives each a key of its own', () => {
    const lines = foldedEvents([up(1_000), up(5_000), up(9_000)], 2)
    expect(lines.map(({ from }) => from)).toEqual([9_000, 5_000])
    expect(new Set(lines.map(({ key }) => key)).size).toBe(2)
  })
})
