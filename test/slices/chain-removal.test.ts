import { describe, expect, it } from 'vitest'
import type { ChainParams } from '../../domain/option.ts'
import { formatOptionTicker } from '../../domain/ticker.ts'
import type { OptionsChainState } from '../../slices/chains.ts'
import { optionContract, optionsChain } from '../../src/testing/builders.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'

const contractOf = (expiration: string, type: 'call' | 'put', strike: number): ReturnType<typeof optionContract> =>
  optionContract({
    ticker: formatOptionTicker({ root: 'SPY', expiration, type, strike }),
    expiration,
    strike,
    type,
  })

const [DECEMBER, JANUARY] = ['2026-12-18', '2027-01-15'] as const
const ALL = [DECEMBER, JANUARY].flatMap((expiration) =>
  [640, 650, 660].flatMap((strike) => (['call', 'put'] as const).map((type) => contractOf(expiration, type, strike))),
)
const spared = contractOf(DECEMBER, 'call', 650)

function createStore(): MarketDataStore {
  const store = createMarketDataStore()
  store.getState().completeChain(optionsChain({ contracts: ALL }))
  store.getState().completeChain(optionsChain({ underlying: 'QQQ', contracts: [] }))
  return store
}

const chainOf = (store: MarketDataStore): OptionsChainState | undefined => store.getState().chains.byUnderlying['SPY']

/** `12-18 C640`, as far as both the layout and the contracts know it. */
function known(store: MarketDataStore): readonly string[] {
  const laidOut = Object.values(chainOf(store)?.strikes ?? {}).flatMap((rows) =>
    rows.flatMap(({ call, put }) => [call, put].filter((ticker) => ticker !== undefined)),
  )
  const { contracts } = store.getState().chains
  expect(laidOut.toSorted()).toEqual(Object.keys(contracts).sort())
  return Object.values(contracts).map(({ ticker }) => ticker)
}

describe('a complete chain', () => {
  it.each<[ChainParams, number]>([
    [{}, 1],
    [{ expiration: DECEMBER }, 7],
    [{ expirationFrom: JANUARY }, 6],
    [{ expirationTo: DECEMBER }, 7],
    [{ strikeFrom: 650 }, 5],
    [{ strikeTo: 650 }, 5],
    [{ strikeFrom: 641, strikeTo: 659 }, 9],
    [{ type: 'put' }, 6],
    [{ type: 'call', expiration: DECEMBER, strikeFrom: 650 }, 11],
    [{ expirationFrom: '2027-01-16' }, 12],
  ])('drops what it no longer lists of %j', (covered, left) => {
    const store = createStore()
    store.getState().completeChain(optionsChain({ contracts: [spared] }), covered)

    expect(known(store)).toHaveLength(left)
    expect(known(store)).toContain(spared.ticker)
  })

  it('drops nothing when it was cut short, or when nobody says what it covers', () => {
    const store = createStore()
    store.getState().completeChain(optionsChain({ contracts: [spared], complete: false }), {})
    store.getState().completeChain(optionsChain({ contracts: [spared] }))

    expect(known(store)).toHaveLength(ALL.length)
  })

  it('drops empty strikes and dates, and keeps what is as it was', () => {
    const store = createStore()
    const before = chainOf(store)
    const without = ALL.filter(
      ({ strike, type, expiration }) => expiration !== DECEMBER || strike !== 640 || type === 'call',
    )
    store.getState().completeChain(optionsChain({ contracts: without }), {})

    expect(chainOf(store)?.strikes[JANUARY]).toBe(before?.strikes[JANUARY])
    expect(chainOf(store)?.strikes[DECEMBER]?.[0]).toMatchObject({ strike: 640, put: undefined })
    expect(chainOf(store)?.strikes[DECEMBER]?.[0]?.call).toBeDefined()
    expect(chainOf(store)?.strikes[DECEMBER]?.[1]).toBe(before?.strikes[DECEMBER]?.[1])
    expect(chainOf(store)?.expirations).toBe(before?.expirations)

    store.getState().completeChain(optionsChain({ contracts: without.filter(({ strike }) => strike !== 640) }), {})
    expect(chainOf(store)?.strikes[DECEMBER]?.map(({ strike }) => strike)).toEqual([650, 660])

    store.getState().completeChain(optionsChain({ contracts: [] }), { expiration: DECEMBER })
    expect(chainOf(store)?.expirations).toEqual([JANUARY])
    expect(Object.keys(chainOf(store)?.strikes ?? {})).toEqual([JANUARY])
  })

  it('leaves the state of what it lists alone, and contracts of other underlyings', () => {
    const store = createStore()
    const other = optionContract({ ticker: 'O:QQQ261218C00650000', underlying: 'QQQ' })
    store.getState().applyContract(other)
    const { contracts } = store.getState().chains
    store.getState().completeChain(optionsChain({ contracts: ALL }), {})
    expect(store.getState().chains.contracts).toBe(contracts)

    store.getState().completeChain(optionsChain({ contracts: [] }), {})
    expect(Object.keys(store.getState().chains.contracts)).toEqual([other.ticker])
  })
})
