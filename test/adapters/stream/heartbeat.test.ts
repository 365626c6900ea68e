import { describe, expect, it } from 'vitest'
import { startHeartbeat } from '../../../adapters/stream/heartbeat.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

function begin({ checkMs }: { readonly checkMs?: number } = {}) {
  const clock = createFakeClock()
  const pings: number[] = []
  const deaths: number[] = []
  const heartbeat = startHeartbeat({
    clock,
    ...(checkMs !== undefined && { checkMs }),
    ping: (t) => pings.push(t),
    onDead: () => deaths.push(clock.now()),
  })
  return { clock, pings, deaths, heartbeat, startedAt: clock.now() }
}

describe('startHeartbeat', () => {
  it('finds a half-open socket within ten seconds', () => {
    const { clock, pings, deaths, startedAt } = begin()
    clock.advance(10_000)

    expect(pings.length).toBeGreaterThan(0)
    expect(deaths).toHaveLength(1)
    expect(deaths[0]).toBeLessThanOrEqual(startedAt + 10_000)
    expect(clock.pending).toBe(0)
  })

  it('keeps a socket that answers, however seldom the timers of a hidden page run', () => {
    const { clock, pings, deaths, heartbeat } = begin({ checkMs: 60_000 })
    for (let minute = 0; minute < 5; minute++) {
      clock.advance(60_000)
      heartbeat.heard()
    }

    expect(pings).toHaveLength(5)
    expect(deaths).toEqual([])
  })

  it('gives up a socket that leaves a ping unanswered, even where timers run once a minute', () => {
    const { clock, pings, deaths } = begin({ checkMs: 60_000 })
    clock.advance(120_000)

    expect(pings).toHaveLength(1)
    expect(deaths).toHaveLength(1)
  })

  it('takes any message as a sign of life', () => {
    const { clock, deaths, heartbeat } = begin()
    for (let second = 0; second < 60; second++) {
      clock.advance(1000)
      heartbeat.heard()
    }

    expect(deaths).toEqual([])
  })

  it('pings a busy socket only to measure', () => {
    const { clock, pings, heartbeat } = begin()
    for (let second = 0; second < 60; second++) {
      heartbeat.heard()
      clock.advance(1000)
    }

    expect(pings).toHaveLength(4)
  })

  it('measures the round trip', () => {
    const { clock, heartbeat } = begin()
    const t = clock.now()
    clock.advance(42)

    expect(heartbeat.pong(t)).toBe(42)
  })

  it('says nothing after it was stopped', () => {
    const { clock, pings, deaths, heartbeat } = begin()
    heartbeat.stop()
    heartbeat.stop()
    clock.advance(60_000)

    expect([pings, deaths, clock.pending]).toEqual([[], [], 0])
  })
})
