import { describe, expect, it } from 'vitest'
import { createInterest } from '../../../proxy/fan-out/interest.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

function createWorld({ maxLingering = 100 } = {}) {
  const clock = createFakeClock()
  const told: string[] = []
  const interest = createInterest({
    clock,
    lingerMs: 1_000,
    maxLingering,
    onWanted: (key) => told.push(`+${key}`),
    onUnwanted: (key) => told.push(`-${key}`),
  })
  return { clock, told, interest }
}

describe('interest', () => {
  it('begins with the first holder and ends some time after the last one', () => {
    const { clock, told, interest } = createWorld()
    interest.acquire('Q.SPY')
    interest.acquire('Q.SPY')
    interest.release('Q.SPY')
    clock.advance(5_000)
    expect(told).toEqual(['+Q.SPY'])

    interest.release('Q.SPY')
    clock.advance(999)
    expect(told).toEqual(['+Q.SPY'])
    clock.advance(1)
    expect(told).toEqual(['+Q.SPY', '-Q.SPY'])
    expect(clock.pending).toBe(0)
  })

  it('goes on for who comes back in time', () => {
    const { clock, told, interest } = createWorld()
    interest.acquire('Q.SPY')
    interest.release('Q.SPY')
    clock.advance(500)
    interest.acquire('Q.SPY')
    clock.advance(5_000)

    expect(told).toEqual(['+Q.SPY'])
  })

  it('does not linger for more than is allowed: who left longest ends first', () => {
    const { clock, told, interest } = createWorld({ maxLingering: 2 })
    for (const key of ['A', 'B', 'C']) interest.acquire(key)
    for (const key of ['A', 'B', 'C']) interest.release(key)
    expect(told.slice(3)).toEqual(['-A'])
    expect(interest.size).toBe(2)

    clock.advance(1_000)
    expect(told.slice(3)).toEqual(['-A', '-B', '-C'])
    expect(clock.pending).toBe(0)
  })

  it('ignores a release of what nobody holds', () => {
    const { told, interest } = createWorld()
    interest.release('Q.SPY')
    interest.acquire('Q.SPY')
    expect(told).toEqual(['+Q.SPY'])
  })
})
