import { MassiveCache } from '../adapters/cache.ts'
import { MassiveTokenManager } from '../adapters/token-manager.ts'
import { browserEnvironment } from '../adapters/stream/environment.ts'
import type { StreamEnvironment } from '../adapters/stream/environment.ts'
import { systemClock } from '../domain/clock.ts'
import type { Clock, Stop } from '../domain/clock.ts'
import { isTradingAt } from '../domain/market-session.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { LosslessChannel } from '../domain/wire-protocol.ts'
import { createFeed } from '../store/feed.ts'
import type { Feed } from '../store/feed.ts'
import type { MarketDataStore } from '../store/market-data-store.ts'
import { createChainWalks } from './chain-walks.ts'
import type { ChainWalks } from './chain-walks.ts'
import { checkDurations, resolveUrls } from './config.ts'
import type { MassiveConfig } from './config.ts'
import { createLazyRest } from './lazy-rest.ts'
import type { LazyRest, RestOperations } from './lazy-rest.ts'
import { createLazyTransport } from './lazy-transport.ts'
import type { TransportOperations } from './lazy-transport.ts'
import { pageStorage } from './page-storage.ts'
import { createRecentHolds } from './recent-holds.ts'
import type { RecentHolds } from './recent-holds.ts'

/** What a provider is made of. Only this file knows how they are put together. */
export interface Parts {
  readonly clock: Clock
  readonly store: MarketDataStore
  readonly tokens: MassiveTokenManager
  readonly rest: LazyRest
  readonly cache: MassiveCache
  readonly feed: Feed
  readonly transport: TransportOperations
  readonly recent: RecentHolds
  readonly chainWalks: ChainWalks
  readonly environment: StreamEnvironment
}

/** The same for what is read over REST. */
export interface ReadParts extends Omit<Parts, 'rest'> {
  readonly rest: RestOperations
}

/** Puts the adapters under the store: what they report goes into its connection slice, what they receive into its feed. */
export function createParts(config: MassiveConfig, store: MarketDataStore): Parts {
  checkDurations(config)
  const { baseUrl, wsUrl, tokenUrl } = resolveUrls(config)
  const clock = config.clock ?? systemClock
  const outside = {
    clock,
    fetch: config.fetch ?? globalThis.fetch.bind(globalThis),
    random: config.random ?? Math.random,
    onEvent: store.getState().recordEvent,
  }
  const storage = config.storage === undefined ? pageStorage : (config.storage ?? undefined)
  const tokens = new MassiveTokenManager({
    ...outside,
    tokenUrl,
    // tabs of one page take turns; they share a token only where the host says that it may lie in a storage
    locks: globalThis.navigator?.locks,
    sharedStorage: config.tokenStorage,
    onChange: store.getState().setTokenHealth,
  })
  const rest = createLazyRest({ ...outside, baseUrl, tokens, onChange: store.getState().setRestHealth })
  const cache = new MassiveCache({
    clock,
    onChange: store.getState().setCacheHealth,
    storage,
    ttlMs: config.cacheTtlMs,
  })
  const environment = config.environment ?? browserEnvironment
  const feed = createFeed({ store, clock })
  const transport = createLazyTransport({
    wsUrl,
    tokens,
    rest,
    feed,
    clock,
    random: outside.random,
    WebSocket: config.WebSocket ?? globalThis.WebSocket,
    environment,
    isTrading: (symbol, at) => isTradingAt(symbol, at, store.getState().reference.holidays),
    isSpare: (channel, symbol) => recent.has(channel, symbol),
    lingerMs: config.lingerMs,
    fallbackAfterMs: config.fallbackAfterMs,
    pollIntervalMs: config.pollIntervalMs,
  })
  const recent = createRecentHolds({
    clock,
    store,
    hold: (channel, symbol) => followed({ feed, transport }, channel, symbol),
    keepMs: { T: config.recentMs ?? 0, AM: config.recentBarsMs ?? config.recentMs ?? 0 },
  })
  const chainWalks = createChainWalks({ store, clock })
  return { clock, store, tokens, rest, cache, feed, transport, recent, chainWalks, environment }
}

/** Held on the stream and in the store, with nobody to tell. */
function followed(
  { feed, transport }: Pick<Parts, 'feed' | 'transport'>,
  channel: LosslessChannel,
  symbol: Ticker,
): Stop {
  const ignore = (): void => {}
  const unfollow = channel === 'T' ? feed.onTrades([symbol], ignore) : feed.onBars([symbol], '1m', ignore)
  const stop = transport.subscribe(channel, [symbol])
  return () => {
    unfollow()
    stop()
  }
}
