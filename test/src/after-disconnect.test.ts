import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import type { MassiveDataProvider } from '../../src/provider.ts'
import { json } from '../support/fake-fetch.ts'
import { FakeStreamServer } from '../support/fake-stream-server.ts'
import { NOW, createRestProvider } from '../support/rest-provider.ts'
import { createStreamingProvider, loadLazyParts } from '../support/streaming-provider.ts'

loadLazyParts()

function holdEverything(provider: MassiveDataProvider): () => void {
  const stops = [
    provider.subscribeQuotes(['SPY'], () => {}),
    provider.subscribeTrades(['SPY'], () => {}),
    provider.subscribeAggregates(['SPY'], () => {}),
  ]
  return () => stops.forEach((stop) => stop())
}

describe('a provider that is not connected', () => {
  it('leaves no timer where a subscription ends that never streamed', () => {
    const { provider, clock } = createRestProvider(() => json({ results: [] }))
    holdEverything(provider)()
    expect(clock.pending).toBe(0)
  })

  it('leaves no timer where a subscription begins or ends after disconnect()', async () => {
    const clock = createFakeClock({ now: NOW })
    const stream = new FakeStreamServer({ clock })
    const answer = (): Response => json({ results: [] })
    const serverNow = (): number => clock.now()
    const { provider, connected } = createStreamingProvider({ clock, stream, answer, serverNow, config: {} })
    const stop = holdEverything(provider)
    await connected()
    stream.quote('SPY', 1)
    await clock.advanceAsync(1000)
    provider.disconnect()
    stop()
    holdEverything(provider)()
    expect(clock.pending).toBe(0)
  })

  it('bounds what REST leaves behind', async () => {
    const { provider } = createRestProvider(({ url }) => {
      const ticker = url.pathname.split('/')[4] ?? ''
      return json({ status: 'OK', ticker, results: [{ t: NOW - 120_000, o: 1, h: 1, l: 1, c: 1, v: 1 }] })
    })
    const letters = Array.from({ length: 20 }, (_, index) => String.fromCharCode(65 + index))
    const symbols = letters.flatMap((first) => letters.map((second) => `${first}${second}`))
    await provider.getAggregates('SPY', '1m', NOW - 180_000, NOW)
    provider.disconnect()
    for (const symbol of symbols) await provider.getAggregates(symbol, '1m', NOW - 180_000, NOW)

    expect(Object.keys(provider.store.getState().aggregates.series).length).toBeLessThan(320)
  })
})
