import { describe, expect, it, vi } from 'vitest'
import type { MassiveConfig } from '../../src/config.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { json } from '../support/fake-fetch.ts'
import type { FakeRequest } from '../support/fake-fetch.ts'
import { FakeStreamServer } from '../support/fake-stream-server.ts'
import { createStreamingProvider, loadLazyParts } from '../support/streaming-provider.ts'
import type { Recency } from '../../domain/freshness.ts'
import type { Trade } from '../../domain/trade.ts'

/** Friday, 10:02:20 in New York. */
const NOW = Date.UTC(2026, 10, 20, 15, 2, 20)

loadLazyParts()

/** A market whose trades REST and the stream tell alike; each costs a dollar more than the one before. */
function createWorld(config: MassiveConfig = {}, recency: Recency = 'real-time') {
  const clock = createFakeClock({ now: NOW })
  const stream = new FakeStreamServer({ clock })
  stream.recency = recency
  const asked: URLSearchParams[] = []
  const world = { answerMs: 0 }
  const reply = async ({ url }: FakeRequest): Promise<Response> => {
    asked.push(url.searchParams)
    const results = answer(stream.tradesOf('SPY'), url.searchParams)
    if (world.answerMs > 0) await new Promise<void>((resolve) => void clock.after(world.answerMs, resolve))
    return json({ results })
  }
  const { provider, connected, followed } = createStreamingProvider({
    clock,
    stream,
    answer: reply,
    serverNow: () => clock.now(),
    store: { maxTrades: 50 },
    config,
  })
  const follow = (): Promise<() => void> => followed(() => provider.subscribeTrades(['SPY'], () => {}))
  const trade = async (count: number): Promise<void> => {
    for (let each = 0; each < count; each++) {
      stream.trade('SPY', stream.tradesOf('SPY').length + 1)
      await clock.advanceAsync(1_000)
    }
  }
  const newest = async (limit = 5): Promise<readonly number[]> => {
    const trades = provider.getOptionTrades('SPY', { limit })
    await clock.advanceAsync(world.answerMs)
    await vi.dynamicImportSettled()
    await clock.advanceAsync(world.answerMs)
    return (await trades).map(({ price }) => price)
  }
  return Object.assign(world, { provider, clock, stream, asked, connected, follow, trade, newest })
}

/** As the vendor does: the newest first. */
function answer(trades: readonly Trade[], params: URLSearchParams): readonly object[] {
  const from = Number(params.get('timestamp.gte') ?? 0) / 1e6
  return trades
    .filter(({ timestamp }) => timestamp >= from - 1)
    .map(({ price, size, timestamp, sequence }) => ({
      price,
      size,
      exchange: 4,
      sip_timestamp: timestamp * 1e6,
      sequence_number: sequence,
    }))
    .toReversed()
    .slice(0, Number(params.get('limit')))
}

describe('the newest trades', () => {
  it('are asked for again where nothing streams', async () => {
    const { trade, newest, asked, clock } = createWorld({ autoConnect: false })
    await trade(7)
    expect(await newest()).toEqual([3, 4, 5, 6, 7])
    await clock.advanceAsync(1_000)
    await newest()
    expect(asked).toHaveLength(2)
  })

  it('are not asked for again where the stream brought all that came since', async () => {
    const { follow, trade, newest, asked } = createWorld()
    await trade(7)
    await follow()
    await newest()
    await trade(3)
    expect(await newest()).toEqual([6, 7, 8, 9, 10])
    expect(asked).toHaveLength(1)
  })

  it('are asked for again as soon as the host says, though the stream keeps them whole', async () => {
    const { follow, trade, newest, asked, clock } = createWorld({ cacheTtlMs: { trades: 5_000 } })
    await follow()
    await newest()
    await trade(3)
    await newest()
    expect(asked).toHaveLength(1)
    await clock.advanceAsync(2_000)
    await newest()
    expect(asked).toHaveLength(2)
  })

  it('are not asked for again as long as the host says, though nothing streams', async () => {
    const { newest, asked, clock } = createWorld({ autoConnect: false, cacheTtlMs: { trades: 5_000 } })
    await newest()
    await clock.advanceAsync(4_999)
    await newest()
    expect(asked).toHaveLength(1)
    await clock.advanceAsync(1)
    await newest()
    expect(asked).toHaveLength(2)
  })

  it('of a symbol that was left a moment ago are not asked for again', async () => {
    const { follow, trade, newest, asked } = createWorld({ recentMs: 300_000 })
    const leave = await follow()
    await newest()
    await trade(4)
    leave()
    await trade(4)
    await follow()
    expect(await newest()).toEqual([4, 5, 6, 7, 8])
    expect(asked).toHaveLength(1)
  })

  it('of a symbol that is quiet are asked for by nobody while nobody looks, and again once somebody does', async () => {
    const { follow, trade, newest, asked, clock } = createWorld({ recentMs: 300_000 })
    const leave = await follow()
    await trade(4)
    await newest()
    leave()
    await clock.advanceAsync(240_000)
    expect(asked).toHaveLength(1)
    await follow()
    await clock.advanceAsync(10_000)
    expect(asked.slice(1).map((params) => params.get('limit'))).toContain('1')
  })

  it('of a symbol that two looked at are watched for the one who stays', async () => {
    const { follow, provider, asked, clock } = createWorld({ recentMs: 300_000 })
    const leave = await follow()
    provider.subscribeTrades(['SPY'], () => {})
    leave()
    await clock.advanceAsync(120_000)
    expect(asked.map((params) => params.get('limit'))).toContain('1')
  })

  it('are asked for again where the symbol was let go meanwhile', async () => {
    const { follow, trade, newest, asked } = createWorld()
    const leave = await follow()
    await newest()
    await trade(4)
    leave()
    await trade(4)
    await follow()
    expect(await newest()).toEqual([4, 5, 6, 7, 8])
    expect(asked).toHaveLength(2)
  })

  it('are asked for again while an outage may have hidden some', async () => {
    const { follow, trade, newest, asked, stream, clock } = createWorld()
    await follow()
    await newest()
    await trade(3)
    stream.network.mode = 'refuse'
    stream.dropAll()
    await clock.advanceAsync(500)
    await trade(3)
    expect(await newest()).toEqual([2, 3, 4, 5, 6])
    expect(asked.length).toBeGreaterThan(1)
  })

  it('have no hole where the stream began while they were asked for', async () => {
    const world = createWorld()
    const { provider, clock, stream, asked, connected, trade, newest } = world
    provider.subscribeQuotes(['SPY'], () => {})
    await connected()
    await clock.advanceAsync(200)
    stream.quote('SPY', 1)
    await trade(2)
    await newest(1) // the code is there
    await clock.advanceAsync(2_000)
    const before = asked.length

    world.answerMs = 2_000
    const answered = provider.getOptionTrades('SPY', { limit: 5 })
    await clock.advanceAsync(10)
    // told neither by the answer that is on its way nor by the stream
    stream.trade('SPY', 3)
    await clock.advanceAsync(10)
    provider.subscribeTrades(['SPY'], () => {})
    await clock.advanceAsync(5_000)
    expect((await answered).map(({ price }) => price)).toEqual([1, 2, 3])
    expect(asked).toHaveLength(before + 2)

    await trade(3)
    expect(await newest()).toEqual([2, 3, 4, 5, 6])
    expect(asked).toHaveLength(before + 2)
  })

  it('are asked for again where data are delayed: what is not told yet is not yet known', async () => {
    const { follow, trade, newest, asked } = createWorld({}, 'delayed')
    await follow()
    await newest()
    await trade(3)
    await newest()
    expect(asked).toHaveLength(2)
  })

  it('are asked for where there are more than the store keeps', async () => {
    const { follow, trade, newest, asked } = createWorld()
    await trade(70)
    await follow()
    expect((await newest(60)).length).toBe(60)
    await trade(2)
    expect((await newest(60)).at(-1)).toBe(72)
    expect(asked).toHaveLength(2)
  })
})
