import { describe, expect, it } from 'vitest'
import type { MassiveDataProvider } from '../../src/provider.ts'
import type { OptionsChainState } from '../../slices/chains.ts'
import { json } from '../support/fake-fetch.ts'
import { createRestProvider } from '../support/rest-provider.ts'

const rowOf = (strike: number): object => ({
  details: {
    ticker: `O:SPY261218C${String(strike * 1000).padStart(8, '0')}`,
    contract_type: 'call',
    expiration_date: '2026-12-18',
    strike_price: strike,
  },
})

/** A vendor whose answers wait until they are let through. */
function createWorld() {
  const waiting: (() => void)[] = []
  let isHolding = false
  const { provider, calls } = createRestProvider(async ({ url }) => {
    const page = Number(url.searchParams.get('cursor') ?? 1)
    if (isHolding) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
      })
    }
    const next = new URL(url)
    next.searchParams.set('cursor', String(page + 1))
    return json({ status: 'OK', results: [rowOf(650 + page)], ...(page < 3 && { next_url: next.href }) })
  })
  return {
    provider,
    calls,
    hold: () => void (isHolding = true),
    letThrough: async (): Promise<void> => {
      while (waiting.length === 0) await turn()
      isHolding = false
      for (const go of waiting.splice(0)) go()
    },
    asked: async (): Promise<void> => {
      while (waiting.length === 0) await turn()
    },
  }
}

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })

const chainOf = ({ store }: MassiveDataProvider): OptionsChainState | undefined =>
  store.getState().chains.byUnderlying['SPY']

describe('a chain that is given up', () => {
  it('stands as it did where it was whole', async () => {
    const { provider, hold, asked } = createWorld()
    await provider.getOptionsChain('SPY')
    const { fetchedAt } = chainOf(provider) ?? {}
    hold()
    const abort = new AbortController()
    const given = provider.getOptionsChain('SPY', { type: 'call' }, { signal: abort.signal })
    await asked()
    expect(chainOf(provider)?.status).toBe('loading')
    abort.abort()

    await expect(given).rejects.toThrow('abort')
    await turn()
    expect(chainOf(provider)).toMatchObject({ status: 'ready', complete: true, fetchedAt, error: undefined })
  })

  it('goes on loading where somebody else asks for it', async () => {
    const { provider, hold, asked, letThrough } = createWorld()
    hold()
    const abort = new AbortController()
    const given = provider.getOptionsChain('SPY', {}, { signal: abort.signal })
    await asked()
    abort.abort()
    const wanted = provider.getOptionsChain('SPY')
    await expect(given).rejects.toThrow('abort')
    await turn()
    expect(chainOf(provider)?.status).toBe('loading')

    await letThrough()
    expect((await wanted).contracts).toHaveLength(3)
    expect(chainOf(provider)?.status).toBe('ready')
  })

  it('tells that it was given up where nothing was there before', async () => {
    const { provider, hold, asked } = createWorld()
    hold()
    const abort = new AbortController()
    const given = provider.getOptionsChain('SPY', {}, { signal: abort.signal })
    await asked()
    abort.abort()

    await expect(given).rejects.toThrow('abort')
    await turn()
    expect(chainOf(provider)).toMatchObject({ status: 'failed', error: { name: 'AbortError' } })
  })
})

describe('the progress of a chain', () => {
  it('reaches everyone who waits for it, and survives one who throws', async () => {
    const { provider, calls, hold, letThrough } = createWorld()
    hold()
    const told: number[] = []
    const broken = provider.getOptionsChain(
      'SPY',
      {},
      {
        onProgress() {
          throw new Error('broken')
        },
      },
    )
    const joined = provider.getOptionsChain('SPY', {}, { onProgress: ({ loaded }) => told.push(loaded) })
    await letThrough()

    expect((await broken).contracts).toHaveLength(3)
    expect((await joined).contracts).toHaveLength(3)
    const asked = calls().map(({ href }) => href)
    expect(new Set(asked).size).toBe(asked.length)
    expect(told.at(-1)).toBe(3)
    expect(provider.store.getState().connection.events.at(-1)?.message).toContain('broken')
  })
})
