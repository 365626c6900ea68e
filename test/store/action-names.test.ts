import { afterEach, describe, expect, it, vi } from 'vitest'
import { NotFoundError } from '../../domain/errors.ts'
import {
  aggregate,
  cacheHealth,
  endpointHealth,
  healthEvent,
  indicatorSeries,
  marketHoliday,
  marketStatus,
  optionContract,
  optionsChain,
  quotePatch,
  restHealth,
  tokenHealth,
  trade,
} from '../../src/testing/builders.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'

afterEach(() => vi.unstubAllGlobals())

const expired = optionContract({ expiration: '2026-01-01' })

/** Each action on a store that holds a little of everything, and what the devtools call it. */
const ACTIONS: readonly (readonly [name: object, act: (state: MarketDataState) => void])[] = [
  [{ type: 'quotes/apply', count: 1 }, (state) => state.applyQuotes([quotePatch({ symbol: 'NEW' })], 1)],
  [{ type: 'quotes/drop', count: 1 }, (state) => state.dropQuotes(['SPY'])],
  [{ type: 'trades/apply', count: 1 }, (state) => state.applyTrades([trade({ sequence: 99, timestamp: 9e12 })])],
  [{ type: 'trades/drop', count: 1 }, (state) => state.dropTrades(['SPY'])],
  [{ type: 'aggregates/merge', symbol: 'QQQ', timeframe: '5m', count: 0 }, (state) => state.mergeBars('QQQ', '5m', [])],
  [{ type: 'aggregates/apply', count: 1 }, (state) => state.applyBars([aggregate({ close: 1 })])],
  [{ type: 'aggregates/drop', symbol: 'SPY' }, (state) => state.dropBars('SPY', ['1m'])],
  [{ type: 'aggregates/drop-series', count: 1 }, (state) => state.dropSeries(['SPY|1m'])],
  [{ type: 'chains/begin', underlying: 'SPY' }, (state) => state.beginChain('SPY')],
  [
    { type: 'chains/page', underlying: 'SPY', count: 1 },
    (state) => state.applyChainPage('SPY', [optionContract()], { pages: 1, contracts: 1 }),
  ],
  [{ type: 'chains/complete', underlying: 'SPY', count: 1 }, (state) => state.completeChain(optionsChain())],
  [{ type: 'chains/fail', underlying: 'SPY' }, (state) => state.failChain('SPY', new NotFoundError('no'))],
  [
    { type: 'chains/contract', ticker: optionContract().ticker },
    (state) => state.applyContract(optionContract({ openInterest: 1 })),
  ],
  [{ type: 'chains/roll-off', today: '2026-11-20' }, (state) => state.rollOffExpired('2026-11-20')],
  [{ type: 'connection/options' }, (state) => state.setEndpointHealth('options', endpointHealth())],
  [{ type: 'connection/rest' }, (state) => state.setRestHealth(restHealth())],
  [{ type: 'connection/token' }, (state) => state.setTokenHealth(tokenHealth())],
  [{ type: 'connection/cache' }, (state) => state.setCacheHealth(cacheHealth())],
  [{ type: 'connection/event' }, (state) => state.recordEvent(healthEvent())],
  [{ type: 'connection/reject' }, (state) => state.reject('Q', ['SPY'], new NotFoundError('no'))],
  [{ type: 'connection/clear-rejections' }, (state) => state.clearRejections('Q', ['NOPE'])],
  [{ type: 'watchlist/watch' }, (state) => state.watch('NEW')],
  [{ type: 'watchlist/unwatch' }, (state) => state.unwatch('A')],
  [{ type: 'watchlist/move' }, (state) => state.moveWatched('A', 1)],
  [{ type: 'watchlist/set' }, (state) => state.setWatchlist(['C'])],
  [{ type: 'watchlist/roots' }, (state) => state.setRoots(['SPY'])],
  [{ type: 'watchlist/streamed' }, (state) => state.setStreamed(['SPY'])],
  [{ type: 'reference/status' }, (state) => state.setMarketStatus(marketStatus())],
  [{ type: 'reference/holidays' }, (state) => state.setHolidays([marketHoliday()])],
  [{ type: 'reference/indicator' }, (state) => state.setIndicator(indicatorSeries())],
]

describe('the devtools', () => {
  it.each(ACTIONS)('see %j', (expected, act) => {
    const seen: unknown[] = []
    const connect = (): object => ({
      init: () => {},
      subscribe: () => () => {},
      send: (action: unknown) => seen.push(action),
    })
    vi.stubGlobal('window', { __REDUX_DEVTOOLS_EXTENSION__: { connect } })
    const store = createMarketDataStore()
    const state = store.getState()
    state.applyQuotes([quotePatch()], 1)
    state.applyTrades([trade()])
    state.mergeBars('SPY', '1m', [aggregate()])
    state.completeChain(optionsChain({ contracts: [expired] }))
    state.reject('Q', ['NOPE'], new NotFoundError('no'))
    state.setWatchlist(['A', 'B'])
    seen.length = 0

    act(store.getState())
    expect(seen).toEqual([expected])
  })
})
