import { nullEnvironment } from '../../adapters/stream/environment.ts'
import type { Clock } from '../../domain/clock.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'
import { createChainWalks } from '../chain-walks.ts'
import type { ReadParts } from '../parts.ts'
import { cacheHealth, marketStatus, tokenHealth } from './builders.ts'
import type { FakeAnswers } from './fake-answers.ts'
import { createFakeClock } from './fake-clock.ts'
import type { FakeClock } from './fake-clock.ts'
import { FakeRest } from './fake-rest.ts'
import { FakeTransport } from './fake-transport.ts'
import { createManualScheduler } from './manual-scheduler.ts'
import { openFeed } from './open-feed.ts'
import type { OpenFeed } from './open-feed.ts'

export interface FakePartsOptions {
  /** @default a new one that stands at 2026-11-20, 10:00 in New York */
  readonly clock?: FakeClock
  /** @default a new one without devtools */
  readonly store?: MarketDataStore
  /** How long REST answers take on the fake clock, ms. @default 0, a microtask */
  readonly latencyMs?: number
}

export interface FakeParts {
  readonly parts: ReadParts
  readonly feed: OpenFeed
  readonly clock: FakeClock
  readonly answers: FakeAnswers
  readonly transport: FakeTransport
  readonly flush: () => void
}

/** The parts of a provider, with a script where the network would be. */
export function createFakeParts(options: FakePartsOptions): FakeParts {
  const clock = options.clock ?? createFakeClock()
  const store = options.store ?? createMarketDataStore({ clock, devtools: false })
  const scheduler = createManualScheduler()
  const answers = createAnswers(clock)
  const feed = openFeed({ store, clock, scheduler })
  const transport = new FakeTransport({ sink: feed.sink, clock, answers, flush: scheduler.runNow })
  const rest = new FakeRest(answers, clock, options.latencyMs ?? 0)
  const parts: PartsLike = {
    clock,
    store,
    feed,
    transport,
    rest,
    tokens: NO_TOKENS,
    cache: NO_CACHE,
    recent: NO_RECENT,
    chainWalks: createChainWalks({ store, clock }),
    environment: nullEnvironment,
  }
  return { parts: asParts(parts), feed, clock, answers, transport, flush: scheduler.runNow }
}

function createAnswers(clock: Clock): FakeAnswers {
  return {
    quotes: new Map(),
    chains: new Map(),
    contracts: new Map(),
    bars: [],
    trades: [],
    rsi: new Map(),
    status: marketStatus({ serverTime: clock.now() }),
    holidays: [],
    tickers: [],
    failures: new Map(),
    calls: [],
  }
}

const NO_TOKENS = { start(): void {}, stop(): void {}, wake(): void {}, health: () => tokenHealth() }

/** What a test lets go is let go. */
const NO_RECENT = { keep(): void {}, clear(): void {}, has: () => false }

/** Answers change as a test goes on, so none is kept. */
const NO_CACHE = {
  get: <T>(_kind: string, _params: object, load: (signal: AbortSignal) => Promise<T>, options?: LoadOptions) =>
    load(options?.signal ?? new AbortController().signal),
  clear(): void {},
  health: () => cacheHealth(),
  entries: () => [],
}

interface LoadOptions {
  readonly signal?: AbortSignal | undefined
}

interface PartsLike extends Omit<ReadParts, 'tokens' | 'rest' | 'cache' | 'transport'> {
  readonly tokens: typeof NO_TOKENS
  readonly rest: FakeRest
  readonly cache: typeof NO_CACHE
  readonly transport: FakeTransport
}

// the real parts are classes, which nothing but themselves satisfies; the provider uses no more of them than this
function asParts(parts: object): ReadParts {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return parts as ReadParts
}
