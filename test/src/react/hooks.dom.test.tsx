import { act, cleanup, render, renderHook } from '@testing-library/react'
import { StrictMode, startTransition, useState } from 'react'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { ConfigurationError, NotFoundError, SubscriptionError } from '../../../domain/errors.ts'
import type { Quote } from '../../../domain/quote.ts'
import { MassiveProvider } from '../../../src/react/MassiveProvider.tsx'
import { useAggregates } from '../../../src/react/useAggregates.ts'
import { useConnectionHealth } from '../../../src/react/useConnectionHealth.ts'
import { useMarketData } from '../../../src/react/useMarketData.ts'
import { useMarketStatus } from '../../../src/react/useMarketStatus.ts'
import { useMassive } from '../../../src/react/useMassive.ts'
import { useOptionsChain } from '../../../src/react/useOptionsChain.ts'
import { useQuote } from '../../../src/react/useQuote.ts'
import { useQuotes } from '../../../src/react/useQuotes.ts'
import { useTrades } from '../../../src/react/useTrades.ts'
import { useWatchlist } from '../../../src/react/useWatchlist.ts'
import { massive } from '../../../src/massive.ts'
import { aggregate, quotePatch, trade } from '../../../src/testing/builders.ts'
import { selectMid, selectQuote } from '../../../store/selectors/quotes.ts'
import { createFakeProvider } from './fake-provider.ts'
import type { FakeProvider } from './fake-provider.ts'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const wrap =
  ({ provider }: FakeProvider) =>
  ({ children }: { readonly children: ReactNode }): ReactNode => (
    <MassiveProvider provider={provider}>{children}</MassiveProvider>
  )

/** Lets promises settle inside React's batch. */
const settle = (): Promise<void> => act(async () => {})

describe('useMarketData', () => {
  it('renders only the components whose selected value changed', () => {
    const fake = createFakeProvider()
    const renders: Record<string, number> = {}
    function Price({ symbol }: { readonly symbol: string }): ReactNode {
      const mid = useMarketData(selectMid(symbol))
      renders[symbol] = (renders[symbol] ?? 0) + 1
      return mid
    }
    render(
      <>
        <Price symbol="SPY" />
        <Price symbol="QQQ" />
      </>,
      { wrapper: wrap(fake) },
    )
    act(() => fake.setBid('SPY', 5))
    act(() => fake.setBid('IWM', 5))

    expect(renders).toEqual({ SPY: 2, QQQ: 1 })
  })

  it('subscribes to nothing', () => {
    const fake = createFakeProvider()
    renderHook(() => useMarketData(selectQuote('SPY')), { wrapper: wrap(fake) })

    expect(fake.held()).toEqual([])
  })

  it('takes an equality for selectors that build something new each time', () => {
    const fake = createFakeProvider()
    let renders = 0
    const { result } = renderHook(
      () => {
        renders++
        return useMarketData(selectSymbols, isSameList)
      },
      { wrapper: wrap(fake) },
    )
    act(() => fake.setBid('SPY', 1))
    act(() => fake.setBid('SPY', 2))

    expect(result.current).toEqual(['SPY'])
    expect(renders).toBe(2)
  })

  it('follows another provider when it is given one', () => {
    const [left, right] = [createFakeProvider(), createFakeProvider()]
    left.setBid('SPY', 1)
    right.setBid('SPY', 2)
    const Bid = (): ReactNode => useMarketData(selectQuote('SPY'))?.bid
    const { container, rerender } = render(
      <MassiveProvider provider={left.provider}>
        <Bid />
      </MassiveProvider>,
    )
    rerender(
      <MassiveProvider provider={right.provider}>
        <Bid />
      </MassiveProvider>,
    )

    expect(container.textContent).toBe('2')
  })
})

const selectSymbols = ({ quotes }: ReturnType<FakeProvider['store']['getState']>): readonly string[] =>
  Object.keys(quotes.index)
const isSameList = (left: readonly string[], right: readonly string[]): boolean => left.join() === right.join()

describe('useMassive', () => {
  it('is the singleton where no provider is given', () => {
    expect(renderHook(() => useMassive()).result.current).toBe(massive)
  })
})

describe('useQuotes', () => {
  it('holds each symbol once in strict mode and lets go at the end', () => {
    const fake = createFakeProvider()
    const { unmount } = renderHook(() => useQuotes(['SPY', 'QQQ']), {
      wrapper: ({ children }) => <StrictMode>{wrap(fake)({ children })}</StrictMode>,
    })
    expect(fake.held()).toEqual(['Q QQQ', 'Q SPY'])

    unmount()
    expect(fake.held()).toEqual([])
  })

  it('holds what a changing list names and nothing else', () => {
    const fake = createFakeProvider()
    const { rerender } = renderHook(({ symbols }) => useQuotes(symbols), {
      wrapper: wrap(fake),
      initialProps: { symbols: ['A', 'B'] },
    })
    rerender({ symbols: ['B', 'C'] })
    expect(fake.held()).toEqual(['Q B', 'Q C'])

    rerender({ symbols: ['B', 'C'] })
    expect(fake.provider.subscribeQuotes).toHaveBeenCalledTimes(2)
    rerender({ symbols: [] })
    expect(fake.held()).toEqual([])
  })

  it('never renders for ticks when nothing of its result is read', () => {
    const fake = createFakeProvider()
    let renders = 0
    renderHook(() => void (renders++, useQuotes(['SPY'])), { wrapper: wrap(fake) })
    act(() => fake.setBid('SPY', 1))
    act(() => fake.setBid('SPY', 2))

    expect(renders).toBe(1)
  })

  it('renders for the fields that are read', () => {
    const fake = createFakeProvider()
    const seen: string[] = []
    renderHook(() => void seen.push(useQuotes(['SPY']).status), { wrapper: wrap(fake) })
    act(() => fake.setBid('SPY', 1))
    act(() => fake.setBid('SPY', 2))

    expect(seen).toEqual(['loading', 'ready'])
  })

  it('shows a malformed symbol as an error and serves the others', () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => useQuotes(['SPY', 'not a ticker']), { wrapper: wrap(fake) })

    expect(result.current.error?.message).toContain('not a ticker')
    expect(result.current.status).toBe('error')
    expect(fake.held()).toEqual(['Q SPY'])
  })

  it.each(['not a ticker', 'A,B', ''])(
    'leaves the place of %j empty, so that data and symbols stay side by side',
    (bad) => {
      const fake = createFakeProvider()
      const { result } = renderHook(() => useQuotes([bad, 'SPY']), { wrapper: wrap(fake) })
      act(() => fake.store.getState().applyQuotes([quotePatch({ symbol: 'SPY', bid: 7 })], 1))

      expect(result.current.data.map((quote) => quote?.bid)).toEqual([undefined, 7])
      expect([result.current.status, result.current.error?.name]).toEqual(['ready', 'InvalidTickerError'])
    },
  )

  it('forgets why one provider could not be asked when another one can', () => {
    const [broken, good] = [createFakeProvider(), createFakeProvider()]
    vi.spyOn(broken.provider, 'subscribeQuotes').mockImplementation(() => {
      throw new ConfigurationError('baseUrl', 'is missing')
    })
    let fake = broken
    const { result, rerender } = renderHook(() => useQuotes(['SPY']), {
      wrapper: ({ children }: { readonly children: ReactNode }) => wrap(fake)({ children }),
    })
    expect([result.current.status, result.current.error?.name]).toEqual(['error', 'ConfigurationError'])

    fake = good
    rerender()
    expect([result.current.status, result.current.error, good.held()]).toEqual(['loading', undefined, ['Q SPY']])
  })

  it('shows a refusal of the server until data comes', () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => useQuotes(['SPY']), { wrapper: wrap(fake) })
    expect([result.current.status, result.current.error, result.current.freshness]).toEqual([
      'loading',
      undefined,
      'never',
    ])
    const error = new SubscriptionError('not-entitled', ['SPY'], 'no')
    act(() => fake.store.getState().reject('Q', ['SPY'], error))

    expect([result.current.status, result.current.error]).toEqual(['error', error])
  })

  it('has exactly the fields of a result, all readable at once', () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => ({ ...useQuotes(['SPY']) }), { wrapper: wrap(fake) })
    act(() => fake.setBid('SPY', 4))

    expect(Object.keys(result.current).sort()).toEqual(['data', 'error', 'freshness', 'status'])
    expect(result.current.data[0]?.bid).toBe(4)
  })

  it('lets the types say what is read', () => {
    expectTypeOf(useQuotes).returns.toHaveProperty('data').toEqualTypeOf<readonly (Quote | undefined)[]>()
    expectTypeOf(useQuote).parameter(0).toEqualTypeOf<string | undefined>()
    // @ts-expect-error -- no such timeframe
    void (() => useAggregates('SPY', '2m'))
    // @ts-expect-error -- a list is wanted
    void (() => useQuotes('SPY'))
  })
})

describe('useQuote', () => {
  it('reads one quote and asks for nothing without a symbol', () => {
    const fake = createFakeProvider()
    const { result, rerender } = renderHook(({ symbol }) => useQuote(symbol), {
      wrapper: wrap(fake),
      initialProps: { symbol: undefined as string | undefined },
    })
    expect([result.current.data, result.current.status, fake.held().length]).toEqual([undefined, 'loading', 0])
    rerender({ symbol: ' SPY ' })
    act(() => fake.setBid('SPY', 3))

    expect([result.current.data?.bid, result.current.status]).toEqual([3, 'ready'])
    expect(fake.held()).toEqual(['Q SPY'])
  })

  it('turns stale by time alone', () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 20, 15, 30) })
    const fake = createFakeProvider()
    const { result, unmount } = renderHook(() => useQuote('SPY').freshness, { wrapper: wrap(fake) })
    act(() => fake.store.getState().applyQuotes([quotePatch({ source: 'rest' })], Date.now()))
    expect(result.current).toBe('polled')

    act(() => void vi.advanceTimersByTime(130_000))
    expect(result.current).toBe('stale')
    unmount()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('shows every component of one render the same quote while ticks come', () => {
    const fake = createFakeProvider()
    const torn: unknown[] = []
    function Two(): ReactNode {
      const first = useQuote('SPY').data?.bid
      const second = useMarketData(selectQuote('SPY'))?.bid
      if (first !== second) torn.push([first, second])
      return null
    }
    function Desk(): ReactNode {
      const [, setCount] = useState(0)
      return (
        <>
          <button type="button" onClick={() => startTransition(() => setCount((count) => count + 1))}>
            again
          </button>
          <Two />
          <Two />
        </>
      )
    }
    const { getByText } = render(<Desk />, { wrapper: wrap(fake) })
    for (let bid = 1; bid <= 20; bid++) {
      act(() => {
        getByText('again').click()
        fake.setBid('SPY', bid)
      })
    }

    expect(torn).toEqual([])
  })
})

describe('useTrades', () => {
  it('begins with recent trades and goes on with live ones', async () => {
    const fake = createFakeProvider()
    fake.pastTrades = [1, 2]
    const { result } = renderHook(() => useTrades('SPY'), {
      wrapper: ({ children }) => <StrictMode>{wrap(fake)({ children })}</StrictMode>,
    })
    expect([fake.held(), result.current.status]).toEqual([['T SPY'], 'loading'])
    await settle()
    act(() => fake.store.getState().applyTrades([2, 3].map((sequence) => trade({ sequence, timestamp: sequence }))))

    expect(fake.calls).toEqual(['trades SPY {"limit":100}'])
    expect(result.current.data.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    expect(result.current.status).toBe('ready')
  })

  it('is ready without a trade where there was none', async () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => useTrades('SPY'), { wrapper: wrap(fake) })
    await settle()

    expect([result.current.status, result.current.data]).toEqual(['ready', []])
  })

  it('shows why the past cannot be had until a live trade comes', async () => {
    const fake = createFakeProvider()
    fake.fail = new NotFoundError('no trades')
    const { result } = renderHook(() => useTrades('SPY'), { wrapper: wrap(fake) })
    await settle()
    expect([result.current.status, result.current.error]).toEqual(['error', fake.fail])

    act(() => fake.store.getState().applyTrades([trade()]))
    expect([result.current.status, result.current.data]).toEqual(['ready', [trade()]])
  })

  it('shows a symbol that has no trades as an error and leaves the page standing', async () => {
    const fake = createFakeProvider()
    const { result, rerender } = renderHook(({ symbol }) => useTrades(symbol), {
      wrapper: wrap(fake),
      initialProps: { symbol: 'I:SPX' },
    })
    expect([result.current.status, result.current.error?.name]).toEqual(['error', 'InvalidRequestError'])

    rerender({ symbol: 'SPY' })
    await settle()
    expect([result.current.status, result.current.error, fake.held()]).toEqual(['ready', undefined, ['T SPY']])
  })
})

describe('useAggregates', () => {
  it('joins history and live bars, and asks once', async () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => useAggregates('SPY', '5m'), { wrapper: wrap(fake) })
    expect([fake.held(), result.current.status]).toEqual([['5m SPY'], 'loading'])
    await settle()
    expect(fake.calls).toEqual(['bars SPY 5m'])
    expect(result.current.status).toBe('ready')

    act(() => fake.store.getState().applyBars([aggregate()]))
    expect(result.current.data).toMatchObject([{ timeframe: '5m', close: aggregate().close }])
  })

  it('tells that history is on its way while live bars are there already', async () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => useAggregates('SPY', '1m'), { wrapper: wrap(fake) })
    act(() => fake.store.getState().applyBars([aggregate()]))
    expect([result.current.status, result.current.isFetching]).toEqual(['ready', true])
    await settle()
    expect(result.current.isFetching).toBe(false)

    act(() => result.current.refetch())
    expect(result.current.isFetching).toBe(true)
    fake.fail = new NotFoundError('no bars')
    await settle()
    expect([result.current.isFetching, result.current.error]).toEqual([false, fake.fail])
  })

  it('fetches nothing without a symbol', () => {
    const { result } = renderHook(() => useAggregates(undefined), { wrapper: wrap(createFakeProvider()) })
    expect(result.current.isFetching).toBe(false)
  })

  it('asks again when the timeframe changes, and when told to', async () => {
    const fake = createFakeProvider()
    const { result, rerender } = renderHook(({ timeframe }) => useAggregates('SPY', timeframe), {
      wrapper: wrap(fake),
      initialProps: { timeframe: '1m' as '1m' | '1d' },
    })
    await settle()
    rerender({ timeframe: '1d' })
    await settle()
    act(() => result.current.refetch())
    await settle()

    expect(fake.calls).toEqual(['bars SPY 1m', 'bars SPY 1d', 'bars SPY 1d'])
    expect(fake.held()).toEqual(['1d SPY'])
  })

  it('fetches a fixed interval as it is given', async () => {
    const fake = createFakeProvider()
    renderHook(() => useAggregates('SPY', '5m', { from: '2026-11-02', to: '2026-11-03' }), { wrapper: wrap(fake) })
    await settle()

    expect(fake.calls).toEqual(['bars SPY 5m'])
  })

  it('shows why history cannot be had', async () => {
    const fake = createFakeProvider()
    fake.fail = new NotFoundError('no bars')
    const { result } = renderHook(() => useAggregates('SPY'), { wrapper: wrap(fake) })
    await settle()

    expect([result.current.status, result.current.error]).toEqual(['error', fake.fail])
  })
})

describe('useOptionsChain', () => {
  it('fetches once in strict mode and shows how far it is', async () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => useOptionsChain('SPY', { expiration: '2026-12-18' }), {
      wrapper: ({ children }) => <StrictMode>{wrap(fake)({ children })}</StrictMode>,
    })
    expect([result.current.status, result.current.progress]).toEqual(['loading', { pages: 0, contracts: 0 }])
    await settle()

    expect(fake.calls).toEqual(['chain SPY {"expiration":"2026-12-18"}'])
    expect([result.current.status, result.current.progress]).toEqual(['ready', { pages: 1, contracts: 1 }])
    expect(result.current.data?.expirations).toEqual(['2026-12-18'])
    expect(result.current.freshness).toBe('never')
  })

  it('does not fetch again for parameters that say the same', async () => {
    const fake = createFakeProvider()
    const { rerender } = renderHook(() => useOptionsChain('SPY', { strikeFrom: 600 }), { wrapper: wrap(fake) })
    await settle()
    rerender()
    await settle()

    expect(fake.calls).toHaveLength(1)
  })

  it('shows a failure and tries again when told to', async () => {
    const fake = createFakeProvider()
    fake.fail = new NotFoundError('no chain')
    const { result } = renderHook(() => useOptionsChain('SPY'), { wrapper: wrap(fake) })
    await settle()
    expect([result.current.status, result.current.error]).toEqual(['error', fake.fail])

    fake.fail = undefined
    act(() => result.current.refetch())
    await settle()
    expect([result.current.status, result.current.error]).toEqual(['ready', undefined])
  })

  it('asks for nothing without an underlying, and tells of a malformed one', async () => {
    const fake = createFakeProvider()
    const { result, rerender } = renderHook(({ underlying }) => useOptionsChain(underlying), {
      wrapper: wrap(fake),
      initialProps: { underlying: undefined as string | undefined },
    })
    rerender({ underlying: 'not one' })
    await settle()

    expect(fake.calls).toEqual([])
    expect([result.current.status, result.current.error?.name]).toEqual(['error', 'InvalidTickerError'])
  })
})

describe('useWatchlist', () => {
  it('adds, moves, removes and streams roots', () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => useWatchlist(), { wrapper: wrap(fake) })
    const { add, move, remove, setRoots } = result.current
    act(() => {
      add(' SPY ')
      add('QQQ')
      add('IWM')
      move('IWM', 0)
      remove('SPY')
      setRoots(['SPY'])
    })

    expect(result.current).toMatchObject({ symbols: ['IWM', 'QQQ'], roots: ['SPY'] })
    expect(result.current.add).toBe(add)
    expect(() => add('not a ticker')).toThrow('not a ticker')
  })
})

describe('useMarketStatus', () => {
  it('looks again as each minute begins, with which sessions turn, and knows the holidays', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 20, 15, 29, 20) })
    const fake = createFakeProvider()
    const { result, unmount } = renderHook(() => useMarketStatus(), { wrapper: wrap(fake) })
    expect([result.current.status, result.current.freshness]).toEqual(['loading', 'never'])
    await settle()
    expect([result.current.status, result.current.freshness, result.current.holidays.length]).toEqual([
      'ready',
      'polled',
      1,
    ])

    await act(() => vi.advanceTimersByTimeAsync(40_999))
    expect(fake.calls.filter((name) => name === 'status')).toHaveLength(1)
    await act(() => vi.advanceTimersByTimeAsync(1))
    expect(fake.calls.filter((name) => name === 'status')).toHaveLength(2)
    await act(() => vi.advanceTimersByTimeAsync(60_000))
    expect(fake.calls.filter((name) => name === 'status')).toHaveLength(3)
    fake.fail = new NotFoundError('down')
    await act(() => vi.advanceTimersByTimeAsync(60_000))
    expect([result.current.status, result.current.freshness, result.current.error]).toEqual([
      'ready',
      'stale',
      fake.fail,
    ])
    unmount()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('useConnectionHealth', () => {
  it('reads the connection slice', () => {
    const fake = createFakeProvider()
    const { result } = renderHook(() => useConnectionHealth(), { wrapper: wrap(fake) })

    expect(result.current).toBe(fake.store.getState().connection)
  })
})
