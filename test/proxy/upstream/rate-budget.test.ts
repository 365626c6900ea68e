import { describe, expect, it } from 'vitest'
import { createRateBudget } from '../../../proxy/upstream/rate-budget.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

function createWorld(requestsPerMinute: number, maxWaitMs = 600_000) {
  const clock = createFakeClock()
  const budget = createRateBudget({ clock, requestsPerMinute, maxWaitMs, maxQueued: 100 })
  const served: string[] = []
  const refused: unknown[] = []
  function ask(subject: string): void {
    budget.take(subject).then(
      () => served.push(subject),
      (error: unknown) => refused.push(error),
    )
  }
  return { clock, budget, served, refused, ask }
}

describe('the vendor’s rate', () => {
  it('is kept: five a minute, the first five at once', async () => {
    const { clock, served, ask } = createWorld(5)
    for (let count = 0; count < 8; count += 1) ask('ann')
    await clock.advanceAsync(0)
    expect(served).toHaveLength(5)
    await clock.advanceAsync(12_000)
    expect(served).toHaveLength(6)
    await clock.advanceAsync(24_000)
    expect(served).toHaveLength(8)
    expect(clock.pending).toBe(0)
  })

  it('is shared in turns, so that one who asks much waits behind itself alone', async () => {
    const { clock, served, ask } = createWorld(60)
    for (let count = 0; count < 30; count += 1) ask('greedy')
    await clock.advanceAsync(0)
    served.length = 0
    ask('ann')
    await clock.advanceAsync(2_000)
    expect(served).toContain('ann')
  })

  it('is not waited for longer than allowed', async () => {
    const { clock, served, refused, ask } = createWorld(5, 1_000)
    for (let count = 0; count < 6; count += 1) ask('ann')
    await clock.advanceAsync(0)
    expect(served).toHaveLength(5)
    expect(refused).toMatchObject([{ status: 429, retryAfterMs: 12_000 }])
  })

  it('is held while the vendor says so', async () => {
    const { clock, budget, served, ask } = createWorld(6_000)
    budget.holdUntil(clock.now() + 7_000)
    ask('ann')
    await clock.advanceAsync(6_999)
    expect(served).toEqual([])
    await clock.advanceAsync(1)
    expect(served).toEqual(['ann'])
  })

  it('is not waited for by a newcomer behind more others than there is time for', async () => {
    const { clock, refused, ask } = createWorld(60, 3_000)
    for (let count = 0; count < 5; count += 1) ask('first')
    for (const subject of ['ann', 'bob', 'cem', 'dag', 'eve']) ask(subject)
    await clock.advanceAsync(0)

    expect(refused).toMatchObject([{ status: 429 }, { status: 429 }])
  })

  it('is not held for a time no vendor means, and those who wait are told', async () => {
    const { clock, budget, served, refused, ask } = createWorld(5, 20_000)
    for (let count = 0; count < 6; count += 1) ask('ann')
    await clock.advanceAsync(0)
    expect(served).toHaveLength(5)

    budget.holdUntil(clock.now() + 1e12)
    await clock.advanceAsync(0)
    expect(refused).toMatchObject([{ status: 429, retryAfterMs: 300_000 }])
    expect(clock.pending).toBe(0)

    await clock.advanceAsync(300_000)
    ask('ann')
    await clock.advanceAsync(0)
    expect(served).toHaveLength(6)
  })

  it('ends with an answer for everybody', async () => {
    const { clock, budget, refused, ask } = createWorld(5)
    budget.holdUntil(clock.now() + 60_000)
    ask('ann')
    budget.stop()
    await clock.advanceAsync(0)
    expect(refused).toMatchObject([{ status: 503 }])
    expect(clock.pending).toBe(0)
  })
})
