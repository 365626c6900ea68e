import { afterEach, describe, expect, it } from 'vitest'
import { MassiveREST } from '../../adapters/rest/rest.ts'
import { MassiveTokenManager } from '../../adapters/token-manager.ts'
import { MassiveTransport } from '../../adapters/transport/transport.ts'
import { createProxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import { createFastClock } from '../support/fast-clock.ts'
import { createRecordingSink } from '../support/recording-sink.ts'
import { createSeededRandom } from '../support/seeded-random.ts'
import { createTcpRelay } from '../support/tcp-relay.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import type { HealthEvent } from '../../domain/health.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Proxy } from '../../proxy/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import type { RecordingSink } from '../support/recording-sink.ts'
import type { TcpRelay } from '../support/tcp-relay.ts'

/** `SEED=7 vitest run …` plays another run. */
const SEED = Number(process.env['SEED'] ?? 20_261_122)
const FAULTS = 60
/** The market's time, and everybody's: a run of half a minute holds several minute bars. */
const SPEED = 12
/** Longer than the proxy listens to a silent line, in the market's time. */
const HALF_OPEN_MS = 40_000
const QUOTED = ['SPY', 'QQQ', 'AAPL', 'I:SPX', 'I:NDX'] as const
const TRADED = ['SPY', 'AAPL'] as const
const BARRED = ['SPY', 'I:SPX'] as const

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

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
  const clock = createFastClock(SPEED)
  const simulator = await createSimulator({ seed: SEED, ticksPerSecond: 25, clock })
  closers.push(() => simulator.close())
  const vendorRelay = await createTcpRelay(Number(new URL(simulator.restUrl).port))
  closers.push(() => vendorRelay.close())
  const proxy = await createProxy({
    clock,
    apiKey: simulator.apiKey,
    restUrl: simulator.restUrl,
    wsUrl: `ws://127.0.0.1:${vendorRelay.port}`,
    port: 0,
    logLevel: 'silent',
    ringCapacity: 20,
    restPerMinute: 100_000,
    tokensPerMinute: 10_000,
    requestsPerMinute: 100_000,
    evictedRetryMs: 3000,
    stableAfterMs: 1000,
    // no shared polling of what the stream delivers
    pollIntervalMs: 600_000,
  })
  closers.push(() => proxy.close())
  const relay = await createTcpRelay(Number(new URL(proxy.url).port))
  closers.push(() => relay.close())
  const random = createSeededRandom(SEED)
  const outside = { clock, fetch, random }
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
    stableAfterMs: 1000,
  })
  closers.push(() => transport.disconnect())
  return { simulator, proxy, relay, vendorRelay, sink, tokens, transport }
}

function isCalm(transport: MassiveTransport): boolean {
  const { status, transport: mode, acknowledged, upstream } = transport.health().indices
  return status === 'open' && mode === 'streaming' && acknowledged >= 9 && upstream.stocks === 'up'
}

type Fault = (world: World, lastsMs: number) => Promise<void> | void

const during = async (lastsMs: number, set: (isOn: boolean) => void): Promise<void> => {
  set(true)
  await pause(lastsMs)
  set(false)
}

/** What is done to the run, each by its name; what lasts ends by itself. */
const FAULT_KINDS: Readonly<Record<string, Fault>> = {
  'client cut': ({ relay }) => relay.cut(),
  'client refused': ({ relay }, lastsMs) =>
    during(lastsMs, (isOn) => {
      relay.refuse(isOn)
      relay.cut()
    }),
  'client half-open': ({ relay }) => relay.freeze(),
  'vendor cut': ({ vendorRelay }) => vendorRelay.cut(),
  'vendor half-open': ({ simulator }) => simulator.faults.halfOpen('stocks'),
  'vendor refuses upgrades': ({ simulator: { faults } }, lastsMs) =>
    during(lastsMs, (isOn) => {
      faults.refuse(undefined, isOn)
      faults.dropAll()
    }),
  'vendor dropped stocks': ({ simulator }) => simulator.faults.dropAll('stocks'),
  'vendor evicted us': ({ simulator }) => simulator.faults.evict('stocks'),
  'stocks mute': ({ simulator: { faults } }, lastsMs) => during(lastsMs, (isOn) => faults.mute('stocks', isOn)),
  'one symbol mute': ({ simulator: { faults } }, lastsMs) => during(lastsMs, (isOn) => faults.mute('SPY', isOn)),
  'malformed frames': ({ simulator }) => simulator.faults.malformed(3),
  'REST 503 while cut': ({ simulator, relay }) => {
    simulator.faults.rest({ status: 503, count: 2, retryAfter: 0 })
    relay.cut()
  },
  'REST 429 while cut': ({ simulator, relay }) => {
    simulator.faults.rest({ status: 429, count: 3, retryAfter: 2 })
    relay.cut()
  },
  duplicates: ({ simulator: { faults } }, lastsMs) => during(lastsMs, (isOn) => faults.duplicate(isOn)),
  'token renewed': async ({ tokens }) => void (await tokens.refresh(await tokens.getToken())),
  'held and released': ({ transport }) => transport.subscribe('Q', ['MSFT'])(),
  'slow vendor': async ({ simulator: { faults } }, lastsMs) => {
    faults.slow(20)
    await pause(lastsMs)
    faults.slow(0)
  },
}

/** Every kind in turn, in an order of its own each time. */
function* faultSchedule(random: () => number): Generator<readonly [string, Fault]> {
  for (;;) {
    const kinds = Object.entries(FAULT_KINDS).map((kind) => [random(), kind] as const)
    for (const [, kind] of kinds.toSorted(([a], [b]) => a - b)) yield kind
  }
}

function isTrue({ simulator, sink }: World, symbol: Ticker): boolean {
  const truth = simulator.truth.quote(symbol)
  const seen = sink.latest(symbol)
  return seen?.bid === truth.bid && seen?.ask === truth.ask && seen?.value === truth.value
}

const isReported = (events: readonly HealthEvent[], symbol: Ticker, at: number): boolean =>
  events.some(
    (event) => event.kind === 'error' && event.symbol === symbol && (event.from ?? 0) <= at && at <= (event.to ?? 0),
  )

describe('a run with many faults over real sockets', () => {
  it(
    'ends with the truth: quotes equal, bars once, trades once or reported as lost',
    { timeout: 120_000 },
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

      // trades are checked by whole minutes: of one that began before them nobody can tell what it lacks
      await untilTrue('a whole minute of trades', 20_000, () => simulator.now() > nextMinute(from) + 62_000)

      const random = createSeededRandom(SEED)
      const committed = new Map<string, number>()
      for (const [name, commit] of faultSchedule(random)) {
        await commit(world, 100 + random() * 400)
        committed.set(name, (committed.get(name) ?? 0) + 1)
        if (total(committed) === FAULTS) break
        await pause(50 + random() * 250)
      }
      // a half-open line never heals by itself: it lasts until the proxy has given it up
      await pause(HALF_OPEN_MS / SPEED)
      simulator.faults.clear()
      await untilTrue('the stream is back', 20_000, () => isCalm(transport))
      const calmAt = simulator.now()
      // what was silent for seconds is found by the next bar of a whole minute, of either symbol
      const to = nextMinute(calmAt) + 60_000
      await untilTrue('two whole minutes have passed since', 20_000, () => simulator.now() > to + 65_000)
      simulator.setRate(1)
      await untilTrue('the market stands still', 10_000, () => simulator.now() > to + 85_000)

      expect(committed.size).toBe(Object.keys(FAULT_KINDS).length)
      // the market still ticks now and then: for a moment all must be equal
      await untilTrue('every quote equals the truth', 10_000, () => QUOTED.every((one) => isTrue(world, one)))
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
        const truth = simulator.truth.bars(symbol, nextMinute(from), nextMinute(calmAt))
        expect(truth.length, `minutes of the run`).toBeGreaterThan(3)
        const seen = sink.allBars.filter((bar) => bar.symbol === symbol)
        for (const bar of truth) {
          const told = seen.filter(({ start }) => start === bar.start).map(pricesOf)
          expect(told.at(-1), `bar of ${symbol} at ${bar.start}`).toEqual(pricesOf(bar))
          expect(new Set(told.map((prices) => prices.join())).size, 'told once, or again with news').toBe(told.length)
        }
      }
    },
  )
})

const nextMinute = (at: number): number => Math.ceil(at / 60_000) * 60_000
const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, one) => sum + one, 0)
const pricesOf = ({ open, high, low, close, volume }: Omit<Aggregate, 'source'>): readonly (number | undefined)[] => [
  open,
  high,
  low,
  close,
  volume,
]
