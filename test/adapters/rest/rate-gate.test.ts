import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRateGate } from '../../../adapters/rest/rate-gate.ts'
import { RateLimitError } from '../../../domain/errors.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import { failureOf } from '../../support/failure-of.ts'
import { connectionLost, json } from '../../support/fake-fetch.ts'
import { createRestDesk } from '../../support/rest-desk.ts'

const createGate = (random = () => 0) => {
  const clock = createFakeClock()
  return { clock, gate: createRateGate({ clock, random, maxWaitMs: 60_000 }) }
}

describe('rate gate', () => {
  it('is open until it is told to hold', async () => {
    const { gate, clock } = createGate()
    expect(gate.heldUntil).toBeUndefined()
    await gate.pass()
    gate.hold(1_000)
    expect(gate.heldUntil).toBe(clock.now() + 1_000)
    clock.advance(1_000)
    expect(gate.heldUntil).toBeUndefined()
  })

  it('never shortens what it was told before', () => {
    const { gate, clock } = createGate()
    gate.hold(5_000)
    gate.hold(1_000)
    expect(gate.heldUntil).toBe(clock.now() + 5_000)
  })

  it('holds those who wait for as long as it is told meanwhile', async () => {
    const { gate, clock } = createGate()
    gate.hold(1_000)
    let passedAt: number | undefined
    const passing = gate.pass().then(() => (passedAt = clock.now()))
    const startedAt = clock.now()
    await clock.advanceAsync(500)
    gate.hold(2_000)
    await clock.advanceAsync(1_999)
    expect(passedAt).toBeUndefined()
    await clock.advanceAsync(1)
    await passing
    expect(passedAt).toBe(startedAt + 2_500)
  })

  it('lets those who waited together go one after another', async () => {
    const chances = [0, 0.4, 0.8]
    let next = 0
    const { gate, clock } = createGate(() => chances[next++] ?? 0)
    gate.hold(1_000)
    const at: number[] = []
    const startedAt = clock.now()
    const all = Promise.all(chances.map(async () => at.push(await gate.pass().then(() => clock.now() - startedAt))))
    await clock.advanceAsync(2_000)
    await all
    expect(at).toEqual([1_000, 1_100, 1_200])
  })

  it('turns away at once who would wait too long', async () => {
    const { gate, clock } = createGate()
    gate.hold(60_001)
    const error = await failureOf(gate.pass())
    expect(error instanceof RateLimitError && error.retryAfterMs).toBe(60_001)
    expect(clock.pending).toBe(0)
  })

  it('turns away who has waited long enough', async () => {
    const { gate, clock } = createGate()
    gate.hold(50_000)
    const failure = failureOf(gate.pass())
    await clock.advanceAsync(10_000)
    gate.hold(50_001)
    await clock.advanceAsync(60_000)
    expect(await failure).toBeInstanceOf(RateLimitError)
  })
})

describe('requests under any course of rate limits', () => {
  type Reply = 'good' | 'lost' | 'down' | { readonly limitS: number }
  const reply: fc.Arbitrary<Reply> = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Reply>('good') },
    fc.constantFrom<Reply>('lost', 'down'),
    fc.record({ limitS: fc.integer({ min: 1, max: 30 }) }),
  )

  it('sends nothing while held back, three attempts each at most, and settles every call', async () => {
    const calls = fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(reply, { maxLength: 40 }),
        calls,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (replies, starts, chance) => {
          const holds: { readonly from: number; readonly until: number }[] = []
          const sentAt: number[] = []
          const desk = createRestDesk(
            async (_request, index) => {
              const { clock } = desk
              sentAt.push(clock.now())
              await new Promise<void>((resolve) => void clock.after(50, resolve))
              const each = replies[index] ?? 'good'
              if (each === 'lost') return connectionLost()
              if (each === 'down') return new Response('', { status: 503 })
              if (each === 'good') return json({ market: 'open' })
              holds.push({ from: clock.now(), until: clock.now() + each.limitS * 1_000 })
              return new Response('', { status: 429, headers: { 'retry-after': String(each.limitS) } })
            },
            { random: () => chance },
          )
          const outcomes: Promise<string>[] = []
          for (const delayMs of starts) {
            desk.clock.after(delayMs, () => {
              outcomes.push(
                desk.rest.getMarketStatus().then(
                  () => 'good',
                  (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
                ),
              )
            })
          }
          await desk.clock.advanceAsync(400_000)

          expect(await Promise.all(outcomes)).toHaveLength(starts.length)
          expect(desk.clock.pending).toBe(0)
          expect(sentAt.filter((at) => holds.some(({ from, until }) => at > from && at < until))).toEqual([])
          expect(desk.server.requests.length).toBeLessThanOrEqual(3 * starts.length)
          const { requests, retries, errors } = desk.rest.health()
          expect(requests).toBe(desk.server.requests.length)
          expect(retries).toBeLessThanOrEqual(requests - 1)
          expect(
            Object.keys(errors).every((name) => ['NetworkError', 'UpstreamError', 'RateLimitError'].includes(name)),
          ).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  }, 30_000)
})
