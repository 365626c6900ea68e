import { afterEach, describe, expect, it } from 'vitest'
import { MassiveREST } from '../../adapters/rest/rest.ts'
import { MassiveTokenManager } from '../../adapters/token-manager.ts'
import { MassiveTransport } from '../../adapters/transport/transport.ts'
import { systemClock } from '../../domain/clock.ts'
import { createProxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import { createRecordingSink } from '../support/recording-sink.ts'
import { createTcpRelay } from '../support/tcp-relay.ts'
import type { HealthEvent } from '../../domain/health.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Proxy } from '../../proxy/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import type { RecordingSink } from '../support/recording-sink.ts'
import type { TcpRelay } from '../support/tcp-relay.ts'

const SEED = 20_261_122
const FAULTS = 60
const UNTIL_MINUTE_ENDS_MS = 15_000
const QUOTED = ['SPY', 'QQQ', 'AAPL', 'I:SPX', 'I:NDX'] as const
const TRADED = ['SPY', 'AAPL'] as const
const BARRED = ['SPY', 'I:SPX'] as const

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

/** A seeded sequence of numbers in [0, 1): equal runs make equal faults. */
function createSeededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

async function untilTrue(what: string, limitMs: number, isTrue: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + limitMs
  while (!isTrue()) {
    if (Date.now() > giveUpAt) throw new Error(`Not within ${limitMs} ms: ${what}`)
    await pause(20)
  }
}

interface World {
  readonly simulator: Simulator
  readonly proxy: Proxy
  readonly relay: TcpRelay
  readonly vendorRelay: TcpRelay
  readonly sink: RecordingSink
  readonly tokens: MassiveTokenManager
  readonly transport: MassiveTransport
}

/** Vendor, proxy and client, each joint of which can be cut. */
async function createWorld(): Promise<World> {
  // a minute ends in the midst of the faults, whenever the test runs
  const startAt = Math.floor(Date.now() / 60_000) * 60_000 - UNTIL_MINUTE_ENDS_MS
  const simulator = await createSimulator({ seed: SEED, ticksPerSecond: 300, startAt })
  closers.push(() => simulator.close())
  const vendorRelay = await createTcpRelay(Number(new URL(simulator.restUrl).port))
  closers.push(() => vendorRelay.close())
  const proxy = await createProxy({
    apiKey: simulator.apiKey,
    restUrl: simulator.restUrl,
    wsUrl: `ws://127.0.0.1:${vendorRelay.port}`,
    port: 0,
    logLevel: 'silent',
    ringCapacity: 20,
    restPerMinute: 100_000,
    tokensPerMinute: 10_000,
    evictedRetryMs: 300,
    handshakeTimeoutMs: 1000,
    stableAfterMs: 100,
    // no shared polling of what the stream delivers
    pollIntervalMs: 60_000,
  })
  closers.push(() => proxy.close())
  const relay = await createTcpRelay(Number(new URL(proxy.url).port))
  closers.push(() => relay.close())
  const random = createSeededRandom(SEED)
  const outside = { clock: systemClock, fetch, random }
  const tokens = new MassiveTokenManager({ ...outside, tokenUrl: `${proxy.url}/api/ws-token` })
  closers.push(() => tokens.stop())
  const sink = createRecordingSink()
  const transport = new MassiveTransport({
    ...outside,
    wsUrl: `ws://127.0.0.1:${relay.port}/ws`,
    tokens,
    rest: new MassiveREST({ ...outside, baseUrl: `${proxy.url}/api/massive`, tokens }),
    sink,
    WebSocket,
    isTrading: () => true,
    fallbackAfterMs: 300,
    pollIntervalMs: 500,
    stableAfterMs: 100,
  })
  closers.push(() => transport.disconnect())
  return { simulator, proxy, relay, vendorRelay, sink, tokens, transport }
}

/** One fault and, where it lasts, its end. */
async function commit(fault: number, lastsMs: number, world: World): Promise<string> {
  const { relay, vendorRelay, simulator, tokens, transport } = world
  const { faults } = simulator
  switch (fault) {
    case 0:
    case 1:
      relay.cut()
      return 'client cut'
    case 2:
      relay.refuse(true)
      relay.cut()
      await pause(lastsMs)
      relay.refuse(false)
      return 'client refused'
    case 3:
      vendorRelay.cut()
      return 'vendor cut'
    case 4:
      faults.dropAll('stocks')
      return 'vendor dropped stocks'
    case 5:
      faults.evict('stocks')
      return 'vendor evicted us'
    case 6:
      faults.malformed(3)
      return 'malformed frames'
    case 7:
      faults.rest({ status: 503, count: 2, retryAfter: 0 })
      relay.cut()
      return 'REST down while cut'
    case 8:
      faults.duplicate(true)
      await pause(lastsMs)
      faults.duplicate(false)
      return 'duplicates'
    case 9:
      await tokens.refresh(await tokens.getToken())
      return 'token renewed'
    case 10:
      transport.subscribe('Q', ['MSFT'])()
      return 'held and released'
    default:
      faults.slow(20)
      await pause(lastsMs)
      faults.slow(0)
      return 'slow vendor'
  }
}

const isReported = (events: readonly HealthEvent[], symbol: Ticker, at: number): boolean =>
  events.some(
    (event) => event.kind === 'error' && event.symbol === symbol && (event.from ?? 0) <= at && at <= (event.to ?? 0),
  )

describe('a run with many faults over real sockets', () => {
  it(
    'ends with the truth: quotes equal, bars once, trades once or reported as lost',
    { timeout: 150_000 },
    async () => {
      const world = await createWorld()
      const { simulator, sink, transport } = world
      transport.subscribe('Q', QUOTED)
      transport.subscribe('T', TRADED)
      transport.subscribe('AM', BARRED)
      await transport.connect()
      await untilTrue('everything is acknowledged', 10_000, () => transport.health().indices.acknowledged === 9)
      await untilTrue('trades flow', 10_000, () =>
        TRADED.every((one) => sink.allTrades.some(({ symbol }) => symbol === one)),
      )
      const from = Math.max(
        ...TRADED.map((one) => sink.allTrades.findLast(({ symbol }) => symbol === one)?.timestamp ?? 0),
      )

      const random = createSeededRandom(SEED)
      const committed: string[] = []
      for (let count = 0; count < FAULTS; count++) {
        committed.push(await commit(Math.floor(random() * 12), 100 + random() * 700, world))
        await pause(50 + random() * 400)
      }
      simulator.faults.clear()
      const isCalm = (): boolean => {
        const { status, transport: mode, acknowledged } = transport.health().indices
        return status === 'open' && mode === 'streaming' && acknowledged === 9
      }
      await untilTrue('the stream is back', 20_000, isCalm)
      await pause(3000)
      const to = simulator.now()
      simulator.setRate(1)
      await pause(4000)

      expect(committed).toHaveLength(FAULTS)
      for (const symbol of QUOTED) {
        const truth = simulator.truth.quote(symbol)
        const seen = sink.latest(symbol)
        expect([symbol, seen?.bid, seen?.ask, seen?.value]).toEqual([symbol, truth.bid, truth.ask, truth.value])
      }
      for (const symbol of TRADED) {
        const seen = sink.allTrades.filter((trade) => trade.symbol === symbol)
        const ids = seen.map((trade) => trade.sequence)
        expect(new Set(ids).size, `trades of ${symbol} come once`).toBe(ids.length)
        const known = new Set(ids)
        const missing = simulator.truth
          .trades(symbol, from + 1, to)
          .filter((trade) => !known.has(trade.sequence) && !isReported(sink.events, symbol, trade.timestamp))
        expect(
          missing.map((trade) => trade.timestamp - from),
          `missing trades of ${symbol}`,
        ).toEqual([])
      }
      for (const symbol of BARRED) {
        const starts = sink.allBars.filter((bar) => bar.symbol === symbol).map((bar) => bar.start)
        const truth = simulator.truth.bars(symbol, Math.ceil(from / 60_000) * 60_000, to).map((bar) => bar.start)
        expect([...new Set(starts)], `bars of ${symbol}`).toEqual(expect.arrayContaining(truth))
      }
    },
  )
})
