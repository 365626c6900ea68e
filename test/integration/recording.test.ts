import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Quote, QuotePatch } from '../../domain/quote.ts'
import { createProxy } from '../../proxy/index.ts'
import type { Proxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import { createRecorder, createReplay, sessionFromText, sessionToText } from '../../src/testing/index.ts'
import type { RecordedSession } from '../../src/testing/index.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'

const SYMBOLS = ['SPY', 'QQQ', 'AAPL', 'I:SPX']

describe('a recorded session', () => {
  let simulator: Simulator
  let proxy: Proxy
  let folder: string
  let session: RecordedSession
  let live: { readonly quotes: unknown; readonly trades: unknown }

  beforeAll(async () => {
    simulator = await createSimulator({ ticksPerSecond: 3_000 })
    const { restUrl, wsUrl } = simulator
    proxy = await createProxy({ apiKey: 'simulator', restUrl, wsUrl, port: 0, logLevel: 'silent' })
    folder = await mkdtemp(join(tmpdir(), 'recording-'))
    const recorder = createRecorder()
    const provider = new MassiveDataProvider({
      baseUrl: `${proxy.url}/api/massive`,
      wsUrl: proxy.wsUrl,
      tokenUrl: `${proxy.url}/api/ws-token`,
      WebSocket: recorder.WebSocket,
    })
    const stops = [
      provider.subscribeQuotes(SYMBOLS, () => {}),
      provider.subscribeTrades(['SPY'], () => {}),
      provider.subscribeAggregates(['SPY'], () => {}, '1s'),
    ]
    const taken = await takenAtAFlush(provider, () => ({
      recorded: recorder.session(),
      quotes: quotesOf(provider.store),
      trades: tradesOf(provider.store),
    }))
    live = taken
    const file = join(folder, 'session.jsonl')
    await writeFile(file, sessionToText(taken.recorded))
    for (const stop of stops) stop()
    provider.disconnect()
    session = sessionFromText(await readFile(file, 'utf8'))
  })

  afterAll(async () => {
    await proxy.close()
    await simulator.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('holds frames of what was subscribed, and no token', () => {
    const text = sessionToText(session)

    expect(session.frames.length).toBeGreaterThan(5)
    expect(text).toContain('I:SPX')
    expect(text).not.toMatch(/token=|eyJ/)
  })

  it('replays to exactly the same state at 1× and at 100×, twice each, and step by step', async () => {
    const stepped = createReplay(session)
    while (stepped.step() !== undefined);
    const played = await Promise.all([1, 1, 100, 100].map((speed) => playedAt(session, speed)))

    expect(new Set([...played, dataOf(stepped.store)]).size).toBe(1)
    expect(dataOf(stepped.store).length).toBeGreaterThan(1_000)
  })

  it('replays to the quotes and trades that the session showed', async () => {
    const replay = createReplay(session)
    await replay.play({ speed: 1_000 })

    expect(quotesOf(replay.store)).toEqual(live.quotes)
    expect(tradesOf(replay.store)).toEqual(live.trades)
  })
})

async function playedAt(session: RecordedSession, speed: number): Promise<string> {
  const replay = createReplay(session)
  await replay.play({ speed })
  return dataOf(replay.store)
}

function dataOf(store: MarketDataStore): string {
  const { quotes, trades, aggregates } = store.getState()
  return JSON.stringify({ quotes, trades, aggregates })
}

/** By symbol, without the time of taking in: a replay takes every frame in on its own. */
function quotesOf(store: MarketDataStore): unknown {
  const { values } = store.getState().quotes
  return values.map(withoutReceipt).toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1))
}

function withoutReceipt(quote: Quote): QuotePatch {
  const { receivedAt: _, ...patch } = quote
  return patch
}

const tradesOf = (store: MarketDataStore): unknown => store.getState().trades.bySymbol['SPY']

/** Takes in the very moment a flush is done: every frame so far is in the store, and no other has come. */
function takenAtAFlush<T>(provider: MassiveDataProvider, take: () => T): Promise<T> {
  return new Promise((resolve) => {
    const stop = provider.store.subscribe(({ trades }, before) => {
      if (trades === before.trades || (trades.bySymbol['SPY']?.length ?? 0) < 60) return
      stop()
      resolve(take())
    })
  })
}
