import { devtools, persist, subscribeWithSelector } from 'zustand/middleware'
import { immer } from 'zustand/middleware/immer'
import { createStore } from 'zustand/vanilla'
import type { Mutate, StateCreator, StoreApi } from 'zustand/vanilla'
import { systemClock } from '../domain/clock.ts'
import type { Clock } from '../domain/clock.ts'
import { ConfigurationError } from '../domain/errors.ts'
import type { MarketDataState, StoreMutators } from '../slices/market-data-state.ts'
import { composeSlices, DEFAULT_LIMITS } from './compose-slices.ts'
import type { ResolvedLimits, StateLimits } from './compose-slices.ts'
import { createFeedCommit } from './feed-commit.ts'
import type { FeedCommit } from './feed-commit.ts'
import { createPersistence } from './persistence.ts'
import type { StringStorage } from './persistence.ts'
import { createTimeTravel } from './time-travel.ts'
import type { TimeTravel } from './time-travel.ts'

export interface MarketDataStoreOptions extends StateLimits {
  /** Where watchlist, holidays and contracts are kept between visits. @default nowhere */
  readonly storage?: StringStorage
  /** Names the saved state and the devtools' instance. @default 'massive-market-data' */
  readonly name?: string
  /** Connects to the Redux DevTools where they are installed. @default true, false in production builds */
  readonly devtools?: boolean
  readonly clock?: Clock
  /** Saves the newest quotes too and shows them at the next visit as `restored`. @default false */
  readonly keepQuotes?: boolean
}

const LIMIT_NAMES = [
  'maxTrades',
  'maxBars',
  'maxEvents',
  'maxUnheldQuotes',
  'maxUnheldSeries',
] as const satisfies (keyof StateLimits)[]

/** What the feed needs of a store beside zustand's own methods. */
export interface FeedAccess {
  readonly commit: FeedCommit
  readonly timeTravel: TimeTravel
  readonly limits: ResolvedLimits
}

export type MarketDataStore = Mutate<StoreApi<MarketDataState>, StoreMutators> & { readonly feed: FeedAccess }

/**
 * One store of market data. Starts nothing by itself: data comes from REST answers and a feed.
 *
 * @example const store = createMarketDataStore({ storage: localStorage })
 */
export function createMarketDataStore(options: MarketDataStoreOptions = {}): MarketDataStore {
  const { name = 'massive-market-data', clock = systemClock, devtools: enabled, storage, keepQuotes = false } = options
  const limits = resolveLimits(options)
  const timeTravel = createTimeTravel(clock)
  const persistence = createPersistence({ name, storage, clock, keepQuotes })
  const composed: StateCreator<MarketDataState, [], StoreMutators> = devtools(
    subscribeWithSelector(persist(immer(composeSlices(limits, clock)), persistence)),
    { name, stateSanitizer: timeTravel.show, ...(enabled !== undefined && { enabled }) },
  )
  const bare: { setState?: StoreApi<MarketDataState>['setState'] } = {}
  const intercepted: StateCreator<MarketDataState, [], StoreMutators> = (set, get, api) => {
    bare.setState = api.setState
    return composed(timeTravel.intercept(set, get), get, api)
  }
  const store = createStore<MarketDataState>()(intercepted)
  const commit = createFeedCommit({
    clock,
    named: (change, replace, action) => store.setState(change, replace, { ...action }),
    bare: (change) => bare.setState?.(change),
    isShown: 'devtools' in store,
  })
  return Object.assign(store, { feed: { commit, timeTravel, limits } })
}

function resolveLimits(options: StateLimits): ResolvedLimits {
  const limits: { -readonly [TName in keyof ResolvedLimits]: number } = { ...DEFAULT_LIMITS }
  for (const name of LIMIT_NAMES) {
    const limit = options[name] ?? DEFAULT_LIMITS[name]
    if (!Number.isInteger(limit) || limit < 0) throw new ConfigurationError(name, `${limit} is not a count from 0`)
    limits[name] = limit
  }
  return limits
}
