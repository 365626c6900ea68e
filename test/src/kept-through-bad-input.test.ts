import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { json } from '../support/fake-fetch.ts'
import { FakeStreamServer } from '../support/fake-stream-server.ts'
import { NOW, createRestProvider } from '../support/rest-provider.ts'
import { createStreamingProvider, loadLazyParts } from '../support/streaming-provider.ts'

loadLazyParts()

const MINUTE = 60_000

const rowOf = (strike: number, openInterest: unknown = 10): object => ({
  details: {
    ticker: `O:SPY261218C${String(strike * 1000).padStart(8, '0')}`,
    contract_type: 'call',
    expiration_date: '2026-12-18',
    strike_price: strike,
  },
  open_interest: openInterest,
})

describe('what is known', () => {
  it('keeps no answer of which a part failed', async () => {
    const { provider, calls } = createRestProvider(() =>
      json({ status: 'OK', results: [{ ticker: 'GONE', error: 'NOT_FOUND', message: 'Ticker not found.' }] }),
    )
    const ask = () => provider.getQuotes(['GONE'])
    const [first, second] = await Promise.all([ask(), ask()])
    expect([first.errors.length, second.errors.length]).toEqual([1, 1])
    expect(calls()).toHaveLength(1)
    await ask()
    expect(calls()).toHaveLength(2)
  })

  it('keeps a contract whose row cannot be read, and does not take it for delisted', async () => {
    let openInterest: unknown = 10
    const { provider } = createRestProvider(() =>
      json({ status: 'OK', results: [rowOf(650), rowOf(651, openInterest)] }),
    )
    await provider.getOptionsChain('SPY')
    openInterest = 'many'
    provider.clearCache()
    expect(await provider.getOptionsChain('SPY')).toMatchObject({ complete: true, hasUnreadable: true })
    const chain = provider.store.getState().chains.byUnderlying['SPY']
    expect(chain?.strikes['2026-12-18']?.map(({ strike }) => strike)).toEqual([650, 651])
  })

  it('asks again for newer bars of a delayed plan that older ones were read after', async () => {
    const { provider, clock } = createRestProvider(({ url }) => {
      const [from = 0, to = 0] = url.pathname.split('/').slice(-2).map(Number)
      const upTo = Math.min(to, clock.now() - 15 * MINUTE)
      const results = []
      for (let t = Math.ceil(from / MINUTE) * MINUTE; t < upTo; t += MINUTE)
        results.push({ t, o: 1, h: 1, l: 1, c: 1, v: 1 })
      return json({ status: 'DELAYED', results })
    })
    const start = clock.now()
    const read = (from: number, to: number) =>
      provider.getAggregates('SPY', '1m', start + from * MINUTE, start + to * MINUTE)
    await read(-60, 0)
    clock.advance(14 * MINUTE)
    await read(-240, -120)
    clock.advance(MINUTE / 2)
    const bars = await read(-60, -7)
    expect(bars.at(-1)?.start).toBe(start - 7 * MINUTE)
  })

  it('gets into the store what had arrived when the provider was disconnected', async () => {
    const clock = createFakeClock({ now: NOW })
    const stream = new FakeStreamServer({ clock })
    const { provider, connected } = createStreamingProvider({
      clock,
      stream,
      answer: () => json({ results: [] }),
      serverNow: () => clock.now(),
      config: {},
    })
    const prices: number[] = []
    provider.subscribeTrades(['SPY'], ({ price }) => void prices.push(price))
    provider.connect().catch(() => {})
    await connected()
    await clock.advanceAsync(1000)
    stream.trade('SPY', 1)
    await clock.advanceAsync(1000)
    stream.trade('SPY', 2)
    for (let turn = 0; turn < 3; turn += 1) await Promise.resolve()
    provider.disconnect()
    expect(prices).toEqual([1, 2])
  })
})
