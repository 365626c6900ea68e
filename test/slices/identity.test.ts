import { describe, expect, it } from 'vitest'
import { optionContract, quotePatch } from '../../src/testing/builders.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'

const createStore = () => createMarketDataStore({ devtools: false })

describe('what was read of the state', () => {
  it('stays as it was while quotes are dropped and come', () => {
    const store = createStore()
    store.getState().applyQuotes(
      ['SPY', 'QQQ'].map((symbol) => quotePatch({ symbol })),
      1,
    )
    const { quotes } = store.getState()
    const symbols = quotes.values.map(({ symbol }) => symbol)

    store.getState().dropQuotes(['SPY'])
    store.getState().applyQuotes([quotePatch({ symbol: 'IWM' })], 2)

    expect(quotes.values.map(({ symbol }) => symbol)).toEqual(symbols)
    expect(Object.keys(quotes.index)).toEqual(['SPY', 'QQQ'])
  })
})

describe('a list of symbols', () => {
  it.each([
    ['loses its end', ['A'], ['A']],
    ['gains an end', ['A', 'B', 'C'], ['A', 'B', 'C']],
    ['turns round', ['B', 'A'], ['B', 'A']],
    ['is emptied', [], []],
    ['says something twice', ['A', 'B', 'A'], ['A', 'B']],
  ])('is a new one where it %s, but for repetitions', (_, next, expected) => {
    const store = createStore()
    store.getState().setRoots(['A', 'B'])
    const before = store.getState().watchlist

    store.getState().setRoots(next)

    expect(store.getState().watchlist.roots).toEqual(expected)
    expect(store.getState().watchlist === before).toBe(expected.join() === 'A,B')
  })
})

describe('a contract', () => {
  it.each([
    ['the same figures', {}, true],
    ['another delta', { greeks: { delta: 0.6, gamma: 0.012, theta: -0.21, vega: 0.72 } }, false],
    ['greeks with one figure more', { greeks: { delta: 0.52, gamma: 0.012, theta: -0.21, vega: 0.72, rho: 1 } }, false],
    ['a session where there was none', { day: { volume: 1 } }, false],
  ])('with %s keeps its identity or not', (_, fields, isKept) => {
    const store = createStore()
    store.getState().applyContract(optionContract())
    const before = store.getState().chains.contracts

    store.getState().applyContract(optionContract(fields))

    expect(store.getState().chains.contracts[optionContract().ticker] === before[optionContract().ticker]).toBe(isKept)
  })
})
