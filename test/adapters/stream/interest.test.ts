import { describe, expect, it } from 'vitest'
import { Interest } from '../../../adapters/stream/interest.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

function begin(lingerMs = 1000) {
  const clock = createFakeClock()
  const log: string[] = []
  const interest = new Interest({
    clock,
    lingerMs,
    onHeld: (channel, symbols) => log.push(`+${channel} ${symbols.join(' ')}`),
    onReleased: (channel, symbols) => log.push(`-${channel} ${symbols.join(' ')}`),
  })
  interest.setLingering(true)
  return { clock, log, interest }
}

describe('Interest', () => {
  it('tells the first holder and, after the linger, the last', () => {
    const { clock, log, interest } = begin()
    const first = interest.hold('Q', ['SPY'])
    const second = interest.hold('Q', ['SPY', 'QQQ'])
    first()
    second()
    clock.advance(999)
    expect(log).toEqual(['+Q SPY', '+Q QQQ'])
    clock.advance(1)

    expect(log).toEqual(['+Q SPY', '+Q QQQ', '-Q SPY QQQ'])
    expect(clock.pending).toBe(0)
  })

  it('counts channels apart and equal symbols of one call once', () => {
    const { clock, log, interest } = begin()
    const stop = interest.hold('Q', ['SPY', 'SPY'])
    interest.hold('T', ['SPY'])
    stop()
    clock.advance(1000)

    expect(log).toEqual(['+Q SPY', '+T SPY', '-Q SPY'])
    expect([...interest.held('T')]).toEqual([['SPY', 1]])
  })

  it('keeps what is held again within the linger', () => {
    const { clock, log, interest } = begin()
    interest.hold('Q', ['SPY'])()
    clock.advance(500)
    interest.hold('Q', ['SPY'])
    clock.advance(5000)

    expect(log).toEqual(['+Q SPY'])
  })

  it('lets later ones linger their own time', () => {
    const { clock, log, interest } = begin()
    const [first, second] = [interest.hold('Q', ['SPY']), interest.hold('Q', ['QQQ'])]
    first()
    clock.advance(600)
    second()
    clock.advance(400)
    expect(log.at(-1)).toBe('-Q SPY')
    clock.advance(600)

    expect(log.at(-1)).toBe('-Q QQQ')
  })

  it('releases nothing twice, and nothing of a stranger', () => {
    const { clock, log, interest } = begin()
    const stop = interest.hold('Q', ['SPY'])
    interest.hold('Q', ['SPY'])
    stop()
    stop()
    clock.advance(5000)

    expect(log).toEqual(['+Q SPY'])
  })

  it('leaves no timer when lingering is turned off', () => {
    const { clock, log, interest } = begin()
    interest.hold('Q', ['SPY'])()
    interest.setLingering(false)
    expect(clock.pending).toBe(0)
    expect(log).toEqual(['+Q SPY', '-Q SPY'])
    interest.hold('Q', ['QQQ'])()

    expect(log).toEqual(['+Q SPY', '-Q SPY', '+Q QQQ', '-Q QQQ'])
    expect(clock.pending).toBe(0)
  })
})
