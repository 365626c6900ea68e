import { act, cleanup, renderHook, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useCalm } from '../../demo/cells/use-calm.ts'
import { MarketBadge } from '../../demo/header/market-badge.tsx'
import { createLatencyMeter } from '../../demo/health/latency-meter.ts'
import { ConditionBanner } from '../../demo/states/condition-banner.tsx'
import { TimeAndSales } from '../../demo/trades/time-and-sales.tsx'
import { NetworkError } from '../../domain/errors.ts'
import { MassiveProvider } from '../../src/react/MassiveProvider.tsx'
import { quotePatch, restHealth, trade } from '../../src/testing/builders.ts'
import { createFakeMassive } from '../../src/testing/fake-massive.ts'
import type { FakeMassive } from '../../src/testing/fake-massive.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'
import { renderInDesk, settle } from './support/render-in-desk.tsx'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const pass = (ms: number): void => act(() => void vi.advanceTimersByTime(ms))

describe('useCalm', () => {
  it('sees what changed between the rendering and the subscription', () => {
    const fake = createFakeMassive()
    const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
      <MassiveProvider provider={fake.massive}>{children}</MassiveProvider>
    )
    const { result } = renderHook(
      () => {
        // an effect of a child runs before those of its parents, and before the subscription
        useEffect(() => {
          fake.store.getState().applyQuotes([quotePatch({ symbol: 'SPY', bid: 7 })], 1)
        }, [])
        return useCalm(selectQuote('SPY'), 500)
      },
      { wrapper },
    )
    pass(1000)

    expect(result.current?.bid).toBe(7)
  })
})

describe('the banner', () => {
  it('ends with the limit it tells of, though nothing else changes', () => {
    const limitedUntil = Date.now() + 3000
    const { fake } = renderInDesk(<ConditionBanner />)
    act(() => fake.store.getState().setRestHealth(restHealth({ limitedUntil })))
    expect(screen.queryByText('Rate limited')).not.toBeNull()
    pass(2900)
    expect(screen.queryByText('Rate limited')).not.toBeNull()
    pass(200)

    expect(screen.queryByText('Rate limited')).toBeNull()
  })
})

describe('the market’s state', () => {
  it('is unknown once it cannot be asked any more', async () => {
    const { fake } = renderInDesk(<MarketBadge />)
    await settle()
    expect(screen.getByRole('status').textContent).toBe('Market open')
    fake.fail('getMarketStatus', new NetworkError('down'))
    pass(61_000)
    await settle()

    expect(screen.getByRole('status').textContent).toBe('Market state unknown')
  })
})

describe('time and sales', () => {
  it('says that trades are on their way, and then that there are none', async () => {
    renderInDesk(<TimeAndSales />)
    expect(screen.queryByText('Loading trades')).not.toBeNull()
    await settle()

    expect(screen.queryByText('No trades yet')).not.toBeNull()
  })

  it('does not say that there are none while the first wait for their turn', async () => {
    const { fake } = renderInDesk(<TimeAndSales />)
    await settle()
    act(() => fake.store.getState().applyTrades([trade({ symbol: 'SPY' })]))
    expect(screen.queryByText('No trades yet')).toBeNull()
    pass(600)

    expect(screen.getAllByRole('row')).toHaveLength(2)
  })
})

describe('the latency of a page', () => {
  /** Frames end when the test says so. */
  let layOut = (): void => {}
  beforeEach(() => {
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observed: HTMLElement | undefined
        width = ''
        constructor(callback: () => void) {
          layOut = () => {
            const width = this.observed?.style.width ?? ''
            if (width === this.width) return
            this.width = width
            callback()
          }
        }
        observe(element: HTMLElement): void {
          this.observed = element
        }
        disconnect(): void {
          this.observed = undefined
        }
      },
    )
  })
  const show = (isHidden: boolean): void => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(isHidden)
    document.dispatchEvent(new Event('visibilitychange'))
  }
  const tick = (fake: FakeMassive, timestamp: number): void =>
    fake.store.getState().applyQuotes([quotePatch({ symbol: 'SPY', bid: timestamp, timestamp, source: 'stream' })], 1)

  /** Those sent until now arrive. */
  const messages = async (): Promise<void> => {
    for (let hop = 0; hop < 3; hop += 1) {
      const { port1, port2 } = new MessageChannel()
      await new Promise((resolve) => {
        port1.addEventListener('message', resolve, { once: true })
        port1.start()
        port2.postMessage(null)
      })
      port1.close()
    }
  }

  it('ends with the frame that shows the quote, however many came for it', async () => {
    const fake = createFakeMassive()
    const meter = createLatencyMeter(fake.store)
    const start = Date.now()
    tick(fake, start - 20)
    tick(fake, start - 10)
    await settle()
    expect(meter.read().total).toBe(0)
    layOut()
    await messages()
    expect(meter.read()).toMatchObject({ total: 2, p50Ms: 10, p99Ms: 20 })
    tick(fake, start)
    vi.advanceTimersByTime(5)
    layOut()
    await messages()
    expect(meter.read()).toMatchObject({ total: 3, p50Ms: 10 })
    expect(meter.read().counts[0]).toBe(2)
    meter.stop()

    expect(document.querySelector('.paint-watch')).toBeNull()
  })

  it('does not count the time that nobody looked', async () => {
    const fake = createFakeMassive()
    const meter = createLatencyMeter(fake.store)
    tick(fake, Date.now())
    show(true)
    vi.advanceTimersByTime(600_000)
    show(false)
    tick(fake, Date.now())
    layOut()
    await messages()
    const { total, counts } = meter.read()
    meter.stop()

    expect([total, counts.at(-1)]).toEqual([1, 0])
  })
})
