import { describe, expect, it } from 'vitest'
import { MuteState } from '../../../adapters/transport/mute-state.ts'
import { startMuteWatchdog } from '../../../adapters/transport/mute-watchdog.ts'
import { newSubscription } from '../../../adapters/stream/subscription.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import type { Quote } from '../../../domain/quote.ts'
import type { Sighting } from '../../../adapters/transport/stream-probe.ts'
import type { Subscription } from '../../../adapters/stream/subscription.ts'

function begin(symbols: readonly string[]) {
  const clock = createFakeClock()
  const subscriptions = symbols.map((symbol): Subscription => {
    const now = clock.now()
    return { ...newSubscription('Q', symbol), status: 'acknowledged', sentAt: now, heardAt: now }
  })
  const probes: { readonly at: number; readonly symbols: readonly string[] }[] = []
  const mutes: string[] = []
  const moving = new Set<string>()
  const closed = new Set<string>()
  let failure: Error | undefined
  const startedAt = clock.now()
  const quoteOf = (symbol: string): Quote => ({
    symbol,
    bid: 1,
    timestamp: moving.has(symbol) ? clock.now() : startedAt,
    receivedAt: clock.now(),
    source: 'rest',
  })
  const stop = startMuteWatchdog({
    clock,
    subscriptions: () => subscriptions,
    isExpected: ({ symbol }) => !closed.has(symbol),
    onMute: (moved, isAll) => mutes.push(`${isAll ? 'all' : 'some'}: ${moved.map((one) => one.symbol).join(' ')}`),
    rest: {
      async getQuotes(asked) {
        probes.push({ at: clock.now() - startedAt, symbols: asked })
        if (failure !== undefined) throw failure
        return { quotes: asked.map(quoteOf), errors: [] }
      },
      getTrades: async () => [],
      getAggregates: async () => [],
    },
  })
  const hear = (symbol: string): void => {
    for (const one of subscriptions) if (one.symbol === symbol) one.heardAt = clock.now()
  }
  return { clock, probes, mutes, moving, closed, hear, stop, fail: (error: Error) => void (failure = error) }
}

describe('startMuteWatchdog', () => {
  it('asks REST when nothing is heard for fifteen seconds and finds a mute stream by its moving', async () => {
    const { clock, probes, mutes, moving, stop } = begin(['SPY', 'QQQ'])
    moving.add('SPY')
    await clock.advanceAsync(14_999)
    expect(probes).toEqual([])
    await clock.advanceAsync(1)
    expect(mutes).toEqual([])
    await clock.advanceAsync(5000)
    stop()

    expect(mutes).toEqual(['all: SPY'])
    expect(clock.pending).toBe(0)
  })

  it('accepts silence while REST stands still, and asks ever less often', async () => {
    const { clock, probes, mutes, stop } = begin(['SPY'])
    await clock.advanceAsync(30 * 60_000)
    stop()

    expect(mutes).toEqual([])
    expect(probes.slice(0, 4).map((probe) => probe.at)).toEqual([15_000, 20_000, 30_000, 50_000])
    expect(probes.length).toBeLessThan(14)
  })

  it('finds a single mute symbol among others that are heard', async () => {
    const { clock, mutes, probes, moving, hear, stop } = begin(['SPY', 'QQQ'])
    moving.add('SPY').add('QQQ')
    for (let second = 0; second < 70; second++) {
      await clock.advanceAsync(1000)
      hear('QQQ')
    }
    stop()

    expect(probes.every((probe) => probe.symbols.join() === 'SPY')).toBe(true)
    expect(mutes[0]).toBe('some: SPY')
  })

  it('says nothing of a closed market', async () => {
    const { clock, probes, closed, stop } = begin(['SPY'])
    closed.add('SPY')
    await clock.advanceAsync(10 * 60_000)
    stop()

    expect(probes).toEqual([])
  })

  it('does not take a symbol for mute that was heard between two probes', async () => {
    const { clock, mutes, moving, hear, stop } = begin(['SPY'])
    moving.add('SPY')
    await clock.advanceAsync(15_000)
    hear('SPY')
    await clock.advanceAsync(10_000)
    stop()

    expect(mutes).toEqual([])
  })

  it('takes a REST that fails for no proof of anything', async () => {
    const { clock, mutes, fail, stop } = begin(['SPY'])
    fail(new Error('down'))
    await clock.advanceAsync(60_000)
    stop()

    expect(mutes).toEqual([])
  })
})

describe('MuteState', () => {
  const quote = (symbol: string, timestamp: number): Sighting => ({ channel: 'Q', symbol, timestamp })

  it('tries to subscribe a single symbol again before it recycles the socket', () => {
    const mute = new MuteState()

    expect(mute.mark([quote('SPY', 1)], false, 0)).toBe('resubscribe')
    expect(mute.mark([quote('SPY', 2)], false, 5000)).toBe('recycle')
  })

  it('recycles a mute endpoint at once, and then not too often', () => {
    const mute = new MuteState()
    const remedies = [0, 10_000, 30_000, 60_000, 90_000].map((now) => mute.mark([quote('SPY', now)], true, now))

    expect(remedies).toEqual(['recycle', 'resubscribe', 'recycle', 'resubscribe', 'recycle'])
  })

  it('ends by a stream quote that is newer than what REST said last', () => {
    const mute = new MuteState()
    mute.mark([quote('SPY', 100), quote('QQQ', 100)], true, 0)
    mute.learn([quote('SPY', 150), quote('OTHER', 999)])

    expect(mute.heard(quote('OTHER', 200))).toEqual([])
    expect(mute.heard(quote('SPY', 150))).toEqual([])
    expect(mute.heard(quote('SPY', 151))).toEqual([quote('SPY', 150), quote('QQQ', 100), quote('OTHER', 999)])
    expect([mute.isAll, mute.size]).toEqual([false, 0])
  })

  it('ends symbol by symbol where only symbols are mute', () => {
    const mute = new MuteState()
    mute.mark([quote('SPY', 100), quote('QQQ', 100)], false, 0)
    mute.heard(quote('SPY', 101))

    expect([mute.has(quote('SPY', 0)), mute.has(quote('QQQ', 0))]).toEqual([false, true])
    mute.keep(() => false)
    expect(mute.size).toBe(0)
  })
})
