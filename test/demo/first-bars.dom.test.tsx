import { cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useFirstBars } from '../../demo/chart/use-first-bars.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { MassiveProvider } from '../../src/react/MassiveProvider.tsx'
import { createFakeMassive } from '../../src/testing/fake-massive.ts'
import { settle } from './support/render-in-desk.tsx'

const HOUR_MS = 3_600_000

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

/** How many hours of minutes are asked for, request by request, of a series that has none. */
async function hoursAsked(symbol: Ticker): Promise<readonly number[]> {
  const { massive } = createFakeMassive()
  const ask = vi.spyOn(massive, 'getAggregates')
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
    <MassiveProvider provider={massive}>{children}</MassiveProvider>
  )
  renderHook(() => useFirstBars(symbol, '1m'), { wrapper })
  await settle()
  await settle()
  return ask.mock.calls.map(([, , from, to]) => Math.round((Number(to) - Number(from)) / HOUR_MS))
}

describe('the first minutes of a chart', () => {
  it('are those of a screen, and more where it would stay empty', async () => {
    expect(await hoursAsked('SPY')).toEqual([6, 120])
  })

  it('are all of a contract’s at once, for they are few', async () => {
    expect(await hoursAsked('O:SPY261218C00600000')).toEqual([120])
  })
})
