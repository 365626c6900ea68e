import { ConfigurationError } from '../domain/errors.ts'
import type { Clock } from '../domain/clock.ts'
import type { CacheKind } from '../adapters/cache-ttl.ts'
import type { StorageLike } from '../adapters/storage-like.ts'
import type { StreamEnvironment } from '../adapters/stream/environment.ts'
import type { MarketDataStore } from '../store/market-data-store.ts'

/** Options of `new MassiveDataProvider()`. Everything has a default that fits a page served beside the proxy. */
export interface MassiveConfig {
  /** Where the proxy passes REST calls on. @default '/api/massive' of the page's origin */
  readonly baseUrl?: string
  /** The proxy's sockets; `/options` or `/indices` is added. @default '/ws' of the page's origin */
  readonly wsUrl?: string
  /** Where the proxy issues tokens. @default '/api/ws-token' of the page's origin */
  readonly tokenUrl?: string
  /** The store to fill. @default a store of its own; the `massive` singleton fills `marketDataStore` */
  readonly store?: MarketDataStore
  /**
   * Whether the first subscription connects by itself. `disconnect()` always stands until `connect()` is called.
   * @default true
   */
  readonly autoConnect?: boolean
  /** How long the stream may be down before REST polling starts, ms. @default 2000 */
  readonly fallbackAfterMs?: number
  /** How often held symbols are asked for while polling, ms. @default 3000 */
  readonly pollIntervalMs?: number
  /** How long a symbol that nobody holds stays subscribed, ms, so that a remount costs nothing. @default 1000 */
  readonly lingerMs?: number
  /**
   * How long trades and minute bars that nobody holds any more go on streaming, ms, so that coming back to them asks for
   * neither again; for pages on which one goes to and fro between symbols. It costs what 24 series of each at the most
   * stream, the newest ones, and their places in the proxy. All are let go at once when polling begins, when the proxy
   * has no room, and on `disconnect()`. @default 0, they go with `lingerMs`
   */
  readonly recentMs?: number
  /** The same of minute bars alone, which cost one message a minute and may well go on for longer. @default `recentMs` */
  readonly recentBarsMs?: number
  /** How long answers are kept at most, ms, by kind of request; 0 only shares requests that are under way. */
  readonly cacheTtlMs?: Partial<Record<CacheKind, number>>
  /** @default the machine's clock */
  readonly clock?: Clock
  /** @default `globalThis.fetch` */
  readonly fetch?: typeof fetch
  /** @default `globalThis.WebSocket` */
  readonly WebSocket?: typeof WebSocket
  /** A number in [0, 1), for jitter. @default `Math.random` */
  readonly random?: () => number
  /** Keeps holidays and contracts between visits; `null` keeps nothing. @default `localStorage` where there is one */
  readonly storage?: StorageLike | null
  /**
   * Lets the tabs of a page share one token through a storage such as `localStorage`. A token left there outlives a
   * log-out by up to its own life (5 min): leave it out where several people use one browser. @default each tab its own
   */
  readonly tokenStorage?: StorageLike
  /** What the page can tell: visibility, being online. @default the browser's, or nothing in Node */
  readonly environment?: StreamEnvironment
}

export interface ResolvedUrls {
  readonly baseUrl: string
  readonly wsUrl: string
  readonly tokenUrl: string
}

const DEFAULT_URLS: ResolvedUrls = { baseUrl: '/api/massive', wsUrl: '/ws', tokenUrl: '/api/ws-token' }

/**
 * Absolute URLs of the proxy. Called at first use, not at import, so that the package loads under server rendering.
 *
 * @throws ConfigurationError where a URL is relative and there is no page, is no URL at all, carries a password, or where a
 * query follows one that paths are added to.
 */
export function resolveUrls(config: MassiveConfig, pageUrl = globalThis.location?.href): ResolvedUrls {
  const absolute = (option: keyof ResolvedUrls): URL =>
    checked(option, absoluteUrl(option, config[option] ?? DEFAULT_URLS[option], pageUrl))
  const wsUrl = absolute('wsUrl')
  wsUrl.protocol = wsUrl.protocol.replace('http', 'ws')
  return { baseUrl: trimmed(absolute('baseUrl')), wsUrl: trimmed(wsUrl), tokenUrl: trimmed(absolute('tokenUrl')) }
}

function absoluteUrl(option: keyof ResolvedUrls, value: string, pageUrl: string | undefined): URL {
  if (URL.canParse(value)) return new URL(value)
  if (pageUrl === undefined || !URL.canParse(value, pageUrl)) {
    throw new ConfigurationError(
      option,
      `${JSON.stringify(value)} cannot be resolved without a page; give an absolute URL such as "http://127.0.0.1:8080${DEFAULT_URLS[option]}"`,
    )
  }
  const page = new URL(pageUrl)
  // where the browser tells it, the visitor's own password is none of ours to pass on
  page.username = page.password = ''
  return new URL(value, page)
}

function checked(option: keyof ResolvedUrls, url: URL): URL {
  if (url.username !== '' || url.password !== '') {
    throw new ConfigurationError(option, 'a name or password in it can be read by every visitor; give it without')
  }
  if (option !== 'tokenUrl' && (url.search !== '' || url.hash !== '')) {
    throw new ConfigurationError(option, `paths are added to ${url.origin}${url.pathname}; give it without a query`)
  }
  return url
}

const trimmed = (url: URL): string => url.href.replace(/\/$/, '')

/** What a timer can wait for, 24 days; beyond, machines let it ring at once. */
const LONGEST_MS = 2 ** 31 - 1

export function checkDurations(config: MassiveConfig): void {
  for (const option of ['fallbackAfterMs', 'pollIntervalMs', 'lingerMs', 'recentMs', 'recentBarsMs'] as const) {
    const value = config[option]
    if (value === undefined || (value >= 0 && value <= LONGEST_MS)) continue
    throw new ConfigurationError(option, `${value} is no number of milliseconds; give one from 0 to ${LONGEST_MS}`)
  }
}
