import { describe, expect, it } from 'vitest'
import { SubscriptionError } from '../../domain/errors.ts'
import { createRecentHolds } from '../../src/recent-holds.ts'
import { endpointHealth } from '../../src/testing/builders.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { EndpointHealth } from '../../domain/health.ts'

const KEEP_MS = 300_000
/** With one more as many as there may be. */
const OTHERS = Array.from({ length: 23 }, (_, each) => `X${String.fromCodePoint(65 + each)}`)

/** Holds are written down as `+T SPY`, their ends as `-T SPY`. */
function begin(keepMs = KEEP_MS, keepBarsMs = keepMs) {
  const clock = createFakeClock()
  const store = createMarketDataStore({ clock, devtools: false })
  const log: string[] = []
  const recent = createRecentHolds({
    clock,
    store,
    keepMs: { T: keepMs, AM: keepBarsMs },
    hold(channel, symbol) {
      log.push(`+${channel} ${symbol}`)
      return () => void log.push(`-${channel} ${symbol}`)
    },
  })
  const stands = (health: Partial<EndpointHealth>): void =>
    store.getState().setEndpointHealth('indices', endpointHealth({ status: 'open', ...health }))
  stands({ transport: 'streaming' })
  return { clock, store, log, recent, stands }
}

describe('what was let go a moment ago', () => {
  it('is held for its time, then let go, and no timer is left', () => {
    const { clock, log, recent } = begin()
    recent.keep('AM', ['SPY'])
    clock.advance(KEEP_MS - 1)
    expect(log).toEqual(['+AM SPY'])
    clock.advance(1)
    expect(log).toEqual(['+AM SPY', '-AM SPY'])
    expect(clock.pending).toBe(0)
  })

  it('may be held for longer where it is bars', () => {
    const { clock, log, recent } = begin(KEEP_MS, 3 * KEEP_MS)
    recent.keep('AM', ['SPY'])
    recent.keep('T', ['SPY'])
    clock.advance(KEEP_MS)
    expect(log).toEqual(['+AM SPY', '+T SPY', '-T SPY'])
    clock.advance(2 * KEEP_MS - 1)
    expect(log).toHaveLength(3)
    clock.advance(1)
    expect(log.at(-1)).toBe('-AM SPY')
    expect(clock.pending).toBe(0)
  })

  it('is told from what is held for somebody', () => {
    const { clock, recent } = begin()
    recent.keep('AM', ['SPY'])
    expect([recent.has('AM', 'SPY'), recent.has('T', 'SPY'), recent.has('AM', 'QQQ')]).toEqual([true, false, false])
    clock.advance(KEEP_MS)
    expect(recent.has('AM', 'SPY')).toBe(false)
  })

  it('is held once, and for its whole time again, when it is let go again', () => {
    const { clock, log, recent } = begin()
    recent.keep('T', ['SPY'])
    clock.advance(KEEP_MS - 1000)
    recent.keep('T', ['SPY'])
    clock.advance(KEEP_MS - 1)
    expect(log).toEqual(['+T SPY'])
    clock.advance(1)
    expect(log).toEqual(['+T SPY', '-T SPY'])
  })

  it('makes room for the newer where there are too many', () => {
    const { log, recent } = begin()
    recent.keep('T', ['SPY'])
    recent.keep('T', ['QQQ'])
    recent.keep('AM', ['SPY'])
    recent.keep('T', ['SPY'])
    recent.keep('T', OTHERS)
    expect(log.slice(3)).toEqual([...OTHERS.map((symbol) => `+T ${symbol}`), '-T QQQ'])
  })

  it('is not held in numbers that would go at once', () => {
    const { log, recent } = begin()
    recent.keep('T', ['AAPL', 'MSFT', 'SPY', ...OTHERS])
    expect(log).toEqual(['SPY', ...OTHERS].map((symbol) => `+T ${symbol}`))
  })

  it('is let go at once when polling begins', () => {
    const { clock, log, recent, stands } = begin()
    recent.keep('T', ['SPY'])
    recent.keep('AM', ['SPY'])
    stands({ status: 'waiting', transport: 'polling' })
    expect(log.slice(2)).toEqual(['-T SPY', '-AM SPY'])
    expect(clock.pending).toBe(0)
  })

  it('outlasts an outage that is over before polling begins', () => {
    const { log, recent, stands } = begin()
    recent.keep('T', ['SPY'])
    stands({ status: 'waiting', transport: 'streaming' })
    stands({ transport: 'streaming' })
    expect(log).toEqual(['+T SPY'])
  })

  it("is let go when the proxy loses the vendor's stream, for then it would be polled", () => {
    const { log, recent, stands } = begin()
    recent.keep('T', ['SPY'])
    stands({ transport: 'streaming', upstream: { stocks: 'down' } })
    expect(log).toEqual(['+T SPY', '-T SPY'])
  })

  it('is let go when the proxy refuses something for want of room', () => {
    const { store, log, recent } = begin()
    recent.keep('T', ['SPY'])
    store.getState().reject('Q', ['AAPL'], new SubscriptionError('too-many-symbols', ['AAPL'], 'at most 1'))
    expect(log).toEqual(['+T SPY', '-T SPY'])
    recent.keep('T', ['QQQ'])
    expect(log).toHaveLength(2)
  })

  it('stays where something is refused for another reason', () => {
    const { store, log, recent } = begin()
    recent.keep('T', ['SPY'])
    store.getState().reject('Q', ['GONE'], new SubscriptionError('not-found', ['GONE'], 'unknown'))
    expect(log).toEqual(['+T SPY'])
  })

  it('is not held where nothing streams, nor where it is not wanted', () => {
    const idle = begin()
    idle.stands({ status: 'closed', transport: 'idle' })
    idle.recent.keep('T', ['SPY'])
    const unwanted = begin(0)
    unwanted.recent.keep('T', ['SPY'])
    expect([idle.log, unwanted.log]).toEqual([[], []])
  })

  it('is let go when it is cleared, and no timer is left', () => {
    const { clock, log, recent } = begin()
    recent.keep('T', ['SPY', 'QQQ'])
    recent.clear()
    recent.clear()
    expect(log).toEqual(['+T SPY', '+T QQQ', '-T SPY', '-T QQQ'])
    expect(clock.pending).toBe(0)
  })
})
