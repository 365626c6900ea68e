import { act, cleanup, render, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { hydrateRoot } from 'react-dom/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MassiveProvider } from '../../../src/react/MassiveProvider.tsx'
import { useAggregates } from '../../../src/react/useAggregates.ts'
import { useMarketData } from '../../../src/react/useMarketData.ts'
import { useMarketStatus } from '../../../src/react/useMarketStatus.ts'
import { useMassive } from '../../../src/react/useMassive.ts'
import { useOptionsChain } from '../../../src/react/useOptionsChain.ts'
import { useQuote } from '../../../src/react/useQuote.ts'
import { useQuotes } from '../../../src/react/useQuotes.ts'
import { useTrades } from '../../../src/react/useTrades.ts'
import { useWatchlist } from '../../../src/react/useWatchlist.ts'
import { aggregate, trade } from '../../../src/testing/builders.ts'
import { selectMid } from '../../../store/selectors/quotes.ts'
import { takeSnapshot } from '../../../store/snapshot.ts'
import { createFakeProvider } from './fake-provider.ts'
import type { FakeProvider } from './fake-provider.ts'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

describe('MassiveProvider with a store alone', () => {
  const wrapStore =
    ({ store }: FakeProvider) =>
    ({ children }: { readonly children: ReactNode }): ReactNode => (
      <MassiveProvider store={store}>{children}</MassiveProvider>
    )

  it('lets hooks read the store, and subscribes to and fetches nothing', async () => {
    const fake = createFakeProvider()
    const { result } = renderHook(
      () => ({
        quote: { ...useQuote('SPY') },
        quotes: useQuotes(['SPY']).data,
        mid: useMarketData(selectMid('SPY')),
        trades: { ...useTrades('SPY') },
        bars: useAggregates('SPY').data,
        chain: useOptionsChain('SPY').data,
        market: useMarketStatus().data,
      }),
      { wrapper: wrapStore(fake) },
    )
    act(() => {
      fake.setBid('SPY', 4)
      fake.store.getState().applyTrades([trade()])
      fake.store.getState().mergeBars('SPY', '1m', [aggregate()])
    })
    await act(async () => {})

    expect(result.current.quote).toMatchObject({ status: 'ready', error: undefined, data: { bid: 4 } })
    expect(result.current.quotes[0]).toBe(result.current.quote.data)
    expect(result.current.trades).toMatchObject({ status: 'ready', data: [trade()] })
    expect(result.current.bars).toEqual([aggregate()])
    expect([result.current.chain, result.current.market]).toEqual([undefined, undefined])
    expect([fake.held(), fake.calls]).toEqual([[], []])
  })

  it('keeps the watchlist and notes the roots', () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => useWatchlist(), { wrapper: wrapStore(fake) })
    act(() => {
      result.current.add('SPY')
      result.current.setRoots([' SPY '])
    })

    expect(result.current).toMatchObject({ symbols: ['SPY'], roots: ['SPY'] })
  })

  it('has no provider to hand out, and says so', () => {
    const fake = createFakeProvider()
    vi.spyOn(console, 'error').mockImplementation(() => {})

    expect(() => renderHook(() => useMassive(), { wrapper: wrapStore(fake) })).toThrow('give it a provider')
  })

  it('is not given a provider beside it', () => {
    const { provider, store } = createFakeProvider()
    vi.spyOn(console, 'error').mockImplementation(() => {})

    // @ts-expect-error -- a provider has a store of its own
    expect(() => render(<MassiveProvider provider={provider} store={store} />)).toThrow('a provider has its own')
  })
})

describe('server rendering', () => {
  it('renders a snapshot and hydrates from it without a mismatch', async () => {
    const server = createFakeProvider()
    server.setBid('SPY', 650)
    const snapshot = takeSnapshot(server.store)
    const Bid = (): ReactNode => (
      <b>
        {useQuote('SPY').data?.bid} {useMarketData(selectMid('SPY'))}
      </b>
    )
    const page = (fake: FakeProvider): ReactNode => (
      <MassiveProvider provider={fake.provider} snapshot={snapshot}>
        <Bid />
      </MassiveProvider>
    )
    const container = document.createElement('div')
    container.innerHTML = renderToString(page(server))
    expect(server.held()).toEqual([])
    expect(container.textContent).toContain('650')

    const browser = createFakeProvider()
    browser.setBid('SPY', 651)
    const onRecoverableError = vi.fn<(error: unknown) => void>()
    await act(async () => {
      hydrateRoot(container, page(browser), { onRecoverableError })
    })
    expect(onRecoverableError).not.toHaveBeenCalled()
    expect(container.textContent).toContain('651')
  })
})
