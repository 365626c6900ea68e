import { describe, expect, it } from 'vitest'
import { GapFill, withInterval } from '../../../adapters/transport/gap-fill.ts'
import { NotEntitledError, RateLimitError } from '../../../domain/errors.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import type { GapFillOptions } from '../../../adapters/transport/gap-fill.ts'
import type { LosslessItems, RestFallback } from '../../../adapters/transport/rest-fallback.ts'
import type { HealthEvent } from '../../../domain/health.ts'
import type { Trade } from '../../../domain/trade.ts'

const trade = (timestamp: number): Trade => ({ symbol: 'SPY', price: 1, size: 1, timestamp, source: 'rest' })
const live = (timestamp: number): LosslessItems => ({ channel: 'T', items: [trade(timestamp)] })
const timesOf = (batches: readonly LosslessItems[]): number[] =>
  batches.flatMap((batch) => (batch.channel === 'T' ? batch.items.map((one) => one.timestamp) : []))

function begin(options: Partial<GapFillOptions> = {}) {
  const clock = createFakeClock()
  const asked: string[] = []
  const delivered: { readonly fetched: number[]; readonly held: number[] }[] = []
  const events: HealthEvent[] = []
  const answers: (readonly Trade[] | Error)[] = []
  const rest: RestFallback = {
    getQuotes: async () => ({ quotes: [], errors: [] }),
    getAggregates: async () => [],
    async getTrades(symbol, { from, to } = {}) {
      asked.push(`${symbol} ${from}-${to}`)
      const answer = answers.shift() ?? []
      if (answer instanceof Error) throw answer
      return answer
    },
  }
  const gapFill = new GapFill({
    rest,
    clock,
    deliver(fetched, held) {
      delivered.push({ fetched: timesOf(fetched), held: timesOf(held) })
      return timesOf(fetched).length
    },
    onEvent: (event) => events.push(event),
    ...options,
  })
  return { clock, asked, delivered, events, answers, gapFill }
}

const MISSED = { channel: 'T', symbol: 'SPY', from: 100, to: 200 } as const

describe('GapFill', () => {
  it('asks for exactly the missed interval and tells from, to and count', async () => {
    const { clock, asked, delivered, events, answers, gapFill } = begin()
    answers.push([trade(110), trade(190)])
    gapFill.missed(MISSED)
    await clock.advanceAsync(0)

    expect(asked).toEqual(['SPY 100-200'])
    expect(delivered).toEqual([{ fetched: [110, 190], held: [] }])
    expect(events).toMatchObject([
      { kind: 'gap', symbol: 'SPY', from: 100, to: 200 },
      { kind: 'healed', symbol: 'SPY', from: 100, to: 200, count: 2 },
    ])
  })

  it('holds live items of the symbol back until the missed ones are there', async () => {
    const { clock, delivered, answers, gapFill } = begin()
    answers.push([trade(150)])
    gapFill.missed(MISSED)

    expect(gapFill.hold('SPY', live(201))).toBe(true)
    expect(gapFill.hold('QQQ', live(201))).toBe(false)
    await clock.advanceAsync(0)
    expect(delivered).toEqual([{ fetched: [150], held: [201] }])
    expect(gapFill.hold('SPY', live(202))).toBe(false)
  })

  it('asks for one interval where several touch', async () => {
    const { clock, asked, gapFill } = begin({ concurrency: 1 })
    gapFill.missed({ ...MISSED, symbol: 'QQQ' })
    gapFill.missed(MISSED)
    gapFill.missed({ ...MISSED, from: 150, to: 260 })
    gapFill.missed({ ...MISSED, from: 300, to: 310 })
    gapFill.missed({ ...MISSED, from: 400, to: 400 })
    await clock.advanceAsync(0)

    expect(asked).toEqual(['QQQ 100-200', 'SPY 100-260', 'SPY 300-310'])
  })

  it('tries again after a failure and waits as long as a rate limit asks', async () => {
    const { clock, asked, events, answers, gapFill } = begin()
    answers.push(new Error('reset'), new RateLimitError(30_000), [trade(150)])
    gapFill.missed(MISSED)
    await clock.advanceAsync(1000)
    expect(asked).toHaveLength(2)
    await clock.advanceAsync(29_999)
    expect(asked).toHaveLength(2)
    await clock.advanceAsync(1)

    expect(events.at(-1)).toMatchObject({ kind: 'healed', count: 1 })
    expect(clock.pending).toBe(0)
  })

  it('reports what cannot be fetched and lets the held items go', async () => {
    const { clock, delivered, events, answers, gapFill } = begin({ maxAttempts: 2 })
    answers.push(new Error('down'), new Error('down'))
    gapFill.missed(MISSED)
    gapFill.hold('SPY', live(201))
    await clock.advanceAsync(1000)

    expect(events.at(-1)).toMatchObject({ kind: 'error', symbol: 'SPY', from: 100, to: 200 })
    expect(delivered).toEqual([{ fetched: [], held: [201] }])
  })

  it('does not ask again for what REST refuses for good', async () => {
    const { clock, asked, delivered, events, answers, gapFill } = begin()
    answers.push(new NotEntitledError('not in this plan'))
    gapFill.missed(MISSED)
    gapFill.hold('SPY', live(201))
    await clock.advanceAsync(0)

    expect(asked).toEqual(['SPY 100-200'])
    expect(delivered).toEqual([{ fetched: [], held: [201] }])
    expect(events.at(-1)).toMatchObject({ kind: 'error', from: 100, to: 200 })
    expect(clock.pending).toBe(0)
  })

  it('lets all go that it holds when there are too many, in order, and what was missed comes late', async () => {
    const { clock, delivered, answers, gapFill } = begin({ maxHeld: 2 })
    answers.push([trade(150)])
    gapFill.missed(MISSED)

    expect([201, 202, 203].map((at) => gapFill.hold('SPY', live(at)))).toEqual([true, true, false])
    await clock.advanceAsync(0)
    expect(delivered).toEqual([
      { fetched: [], held: [201, 202] },
      { fetched: [150], held: [] },
    ])
  })

  it('forgets a symbol that is released, and its late answer', async () => {
    const { clock, delivered, answers, gapFill } = begin()
    answers.push([trade(150)])
    gapFill.missed(MISSED)
    gapFill.forget('T', 'SPY')
    gapFill.forget('T', 'SPY')
    await clock.advanceAsync(0)

    expect(delivered).toEqual([])
  })

  it('tells on stop what was not healed, and leaves no timer', async () => {
    const { clock, delivered, events, answers, gapFill } = begin()
    answers.push(new Error('down'))
    gapFill.missed(MISSED)
    gapFill.hold('SPY', live(201))
    await clock.advanceAsync(0)
    gapFill.stop()

    expect(clock.pending).toBe(0)
    expect(events.at(-1)).toMatchObject({ kind: 'error', from: 100, to: 200 })
    expect(delivered).toEqual([{ fetched: [], held: [201] }])
  })
})

describe('withInterval', () => {
  it('joins what touches and keeps the rest apart, ascending', () => {
    const intervals = [
      { from: 10, to: 20 },
      { from: 40, to: 50 },
    ]

    expect(withInterval(intervals, { from: 20, to: 30 })).toEqual([
      { from: 10, to: 30 },
      { from: 40, to: 50 },
    ])
    expect(withInterval(intervals, { from: 5, to: 45 })).toEqual([{ from: 5, to: 50 }])
  })
})
