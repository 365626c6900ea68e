import { vi } from 'vitest'
import type { Stop } from '../../../domain/clock.ts'
import { InvalidRequestError } from '../../../domain/errors.ts'
import { normalizeTicker } from '../../../domain/ticker.ts'
import type { MassiveApi } from '../../../src/react/massive-api.ts'
import {
  marketHoliday,
  marketStatus,
  optionContract,
  optionsChain,
  quotePatch,
  trade,
} from '../../../src/testing/builders.ts'
import { createMarketDataStore } from '../../../store/market-data-store.ts'
import type { MarketDataStore } from '../../../store/market-data-store.ts'

export interface FakeProvider {
  readonly provider: MassiveApi
  readonly store: MarketDataStore
  /** Subscriptions that are held now, as `Q SPY` or `5m SPY`. */
  readonly held: () => readonly string[]
  readonly calls: string[]
  readonly setBid: (symbol: string, bid: number) => void
  /** The next REST answers fail with this. */
  fail: Error | undefined
  /** Sequences of the trades that REST knows. */
  pastTrades: readonly number[]
}

/** A provider without a network: subscriptions are counted, REST answers are in the store at once. */
export function createFakeProvider(): FakeProvider {
  const store = createMarketDataStore()
  const held = new Map<number, string>()
  const calls: string[] = []
  let id = 0
  let time = 1
  const hold = (kind: string, symbols: readonly string[]): Stop => {
    const ids = symbols.map((symbol) => {
      held.set(++id, `${kind} ${normalizeTicker(symbol)}`)
      return id
    })
    return () => ids.forEach((each) => held.delete(each))
  }
  const answer = async (name: string, signal: AbortSignal | undefined, apply: () => void): Promise<unknown> => {
    calls.push(name)
    await Promise.resolve()
    signal?.throwIfAborted()
    if (fake.fail !== undefined) throw fake.fail
    apply()
    return undefined
  }
  const members = {
    store,
    subscribeQuotes: vi.fn<(symbols: readonly string[]) => Stop>((symbols) => hold('Q', symbols)),
    subscribeTrades: (symbols: readonly string[]) => {
      if (symbols.some((symbol) => symbol.startsWith('I:'))) throw new InvalidRequestError('an index has no trades')
      return hold('T', symbols)
    },
    subscribeAggregates: (symbols: readonly string[], _callback: unknown, timeframe: string) =>
      hold(timeframe, symbols),
    updateWatchlist: (roots: readonly string[]) => store.getState().setRoots(roots),
    getMarketStatus: ({ signal }: { signal?: AbortSignal } = {}) =>
      answer('status', signal, () => store.getState().setMarketStatus(marketStatus({ serverTime: Date.now() }))),
    getMarketHolidays: (_year: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      answer('holidays', signal, () => store.getState().setHolidays([marketHoliday()])),
    getOptionsChain: (underlying: string, params: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      answer(`chain ${underlying} ${JSON.stringify(params)}`, signal, () => {
        store.getState().applyChainPage(underlying, [optionContract()], { pages: 1, contracts: 1 })
        store.getState().completeChain(optionsChain({ underlying }))
      }),
    getOptionTrades: (symbol: string, params: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      answer(`trades ${symbol} ${JSON.stringify(params)}`, signal, () =>
        store
          .getState()
          .applyTrades(fake.pastTrades.map((sequence) => trade({ symbol, sequence, timestamp: sequence }))),
      ),
    getAggregates: (
      symbol: string,
      timeframe: '1m',
      _from: unknown,
      _to: unknown,
      { signal }: { signal?: AbortSignal } = {},
    ) => answer(`bars ${symbol} ${timeframe}`, signal, () => store.getState().mergeBars(symbol, timeframe, [])),
  }
  const fake: FakeProvider = {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what hooks call is there
    provider: members as unknown as MassiveApi,
    store,
    held: () => [...held.values()].sort(),
    calls,
    setBid: (symbol, bid) => store.getState().applyQuotes([quotePatch({ symbol, bid, timestamp: time++ })], time),
    fail: undefined,
    pastTrades: [],
  }
  return fake
}
