import { describe, expect, it } from 'vitest'
import { healedSpans } from '../../demo/chart/healed-spans.ts'
import { healthEvent } from '../../src/testing/builders.ts'

describe('healedSpans', () => {
  it('tells of the symbol’s own outages that cost something', () => {
    const events = [
      healthEvent({ kind: 'healed', symbol: 'SPY', at: 10, to: 9, count: 3 }),
      healthEvent({ kind: 'healed', symbol: 'SPY', at: 20, to: 19, count: 0 }),
      healthEvent({ kind: 'healed', symbol: 'QQQ', at: 30, to: 29, count: 3 }),
      healthEvent({ kind: 'gap', symbol: 'SPY', at: 40, to: 39 }),
    ]
    expect(healedSpans(events, 'SPY').map(({ to }) => to)).toEqual([9])
  })

  it('leaves out what was fetched before the stream began', () => {
    const events = [
      healthEvent({ kind: 'transport', endpoint: 'indices', at: 10, status: 'streaming' }),
      healthEvent({ kind: 'healed', symbol: 'SPY', at: 12, from: 8, to: 11, count: 2 }),
      healthEvent({ kind: 'healed', symbol: 'SPY', at: 30, from: 20, to: 29, count: 3 }),
    ]
    expect(healedSpans(events, 'SPY').map(({ to }) => to)).toEqual([29])
  })

  it.each(['waiting', 'polling', 'down', 'evicted'] as const)(
    'tells of one in the first minute, whose bars begin before the stream: %s',
    (status) => {
      const events = [
        healthEvent({ kind: 'transport', endpoint: 'indices', at: 10, status: 'streaming' }),
        healthEvent({ kind: 'healed', symbol: 'SPY', at: 12, from: 8, to: 11, count: 2 }),
        healthEvent({ kind: 'transport', endpoint: 'options', at: 13, status: 'polling' }),
        healthEvent({ kind: 'healed', symbol: 'SPY', at: 14, from: 8, to: 13, count: 2 }),
        healthEvent({ kind: 'connection', endpoint: 'indices', at: 20, status }),
        healthEvent({ kind: 'healed', symbol: 'SPY', at: 30, from: 0, to: 29, count: 3 }),
      ]
      expect(healedSpans(events, 'SPY').map(({ to }) => to)).toEqual([29])
    },
  )
})
