import { describe, expect, it } from 'vitest'
import { InvalidRequestError, isMarketDataError } from '../../domain/errors.ts'
import type { MassiveDataProvider } from '../../src/provider.ts'
import { json } from '../support/fake-fetch.ts'
import { createRestProvider } from '../support/rest-provider.ts'

/** Calls as JavaScript can make them, where no type stands in the way. */
type Untyped = Record<string, (...values: readonly unknown[]) => unknown>

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the point is to call it as no type permits
const untyped = (provider: MassiveDataProvider): Untyped => provider as unknown as Untyped

const NO_LISTS = [
  [undefined, '"undefined"'],
  [null, 'null'],
  ['SPY', '"SPY"'],
  [5, '5'],
  [5n, '"bigint"'],
  [{}, '"object"'],
  [Symbol('SPY'), '"symbol"'],
  [new Set(['SPY']), '"object"'],
] as const

describe('a provider that is called as no type permits', () => {
  it.each(['getQuotes', 'getIndices'])('%s rejects what is no list, and names it', async (method) => {
    const { provider, calls } = createRestProvider(() => json({}))
    for (const [value, text] of NO_LISTS) {
      const answer = Promise.resolve(untyped(provider)[method]?.(value))
      await expect(answer).rejects.toThrow(new InvalidRequestError(`symbols: ${text} is no list; write ["SPY"]`))
    }
    expect(calls()).toEqual([])
  })

  it.each(['subscribeQuotes', 'subscribeTrades', 'subscribeAggregates', 'updateWatchlist'])(
    '%s throws for what is no list, and names it',
    (method) => {
      const { provider } = createRestProvider(() => json({}))
      for (const [value, text] of NO_LISTS) {
        const call = (): unknown => untyped(provider)[method]?.(value, () => {})
        expect(call).toThrow(new InvalidRequestError(`symbols: ${text} is no list; write ["SPY"]`))
      }
      expect(provider.inspector.subscriptions()).toEqual([])
    },
  )

  it.each(['subscribeQuotes', 'subscribeTrades', 'subscribeAggregates'])('%s needs somebody to tell', (method) => {
    const { provider } = createRestProvider(() => json({}))
    const none = [
      [undefined, '"undefined"'],
      ['log', '"log"'],
      [{}, '"object"'],
    ] as const
    for (const [callback, text] of none) {
      const call = (): unknown => untyped(provider)[method]?.(['SPY'], callback)
      expect(call).toThrow(new InvalidRequestError(`callback: ${text} is no function`))
    }
    expect(provider.inspector.subscriptions()).toEqual([])
  })

  it.each(['getQuote', 'getIndex', 'getOptionsChain', 'getOptionContract', 'getRSI', 'getOptionTrades'])(
    '%s rejects what is no ticker with an error of its own, and never throws at once',
    async (method) => {
      const { provider, calls } = createRestProvider(() => json({}))
      for (const value of [undefined, null, '', ' ', 'a b', '../x', 5, 5n, {}, [], Symbol('x'), () => {}]) {
        const answer = untyped(provider)[method]?.(value)
        expect(answer).toBeInstanceOf(Promise)
        expect(isMarketDataError(await Promise.resolve(answer).catch((error: unknown) => error))).toBe(true)
      }
      expect(calls()).toEqual([])
    },
  )
})
