import { act, cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { useOlderBars } from '../../demo/chart/use-older-bars.ts'
import { MassiveProvider } from '../../src/react/MassiveProvider.tsx'
import { aggregate } from '../../src/testing/builders.ts'
import { createFakeMassive } from '../../src/testing/fake-massive.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { settle } from './support/render-in-desk.tsx'

const MINUTE_MS = 60_000

afterEach(cleanup)

/** A chart that holds the newest of some minutes, in a store with room for so many. */
function createChart(maxBars: number) {
  const fake = createFakeMassive({ store: createMarketDataStore({ devtools: false, maxBars }) })
  const now = fake.clock.now()
  const minutes = [4, 3, 2, 1].map((before) => {
    const start = now - before * MINUTE_MS
    return aggregate({ start, end: start + MINUTE_MS })
  })
  fake.history(minutes)
  fake.store.getState().mergeBars('SPY', '1m', minutes.slice(-2))
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
    <MassiveProvider provider={fake.massive}>{children}</MassiveProvider>
  )
  const { result } = renderHook(() => useOlderBars('SPY', '1m'), { wrapper })
  const scrollBack = async (): Promise<number> => {
    act(() => result.current.loadOlder())
    await settle()
    return fake.calls.length
  }
  return { fake, scrollBack }
}

describe('older bars', () => {
  it('are asked for until there are none', async () => {
    const { scrollBack } = createChart(10)
    const calls = [await scrollBack(), await scrollBack(), await scrollBack(), await scrollBack()]

    expect(calls).toEqual([1, 2, 3, 3])
  })

  it('are not asked for again where the store takes no more', async () => {
    const { scrollBack } = createChart(2)
    const calls = [await scrollBack(), await scrollBack(), await scrollBack()]

    expect(calls).toEqual([1, 1, 1])
  })
})
