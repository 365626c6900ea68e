import { act, cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MarketDataDevtools } from '../../../src/react/dev-panel/MarketDataDevtools.tsx'
import { MassiveProvider } from '../../../src/react/MassiveProvider.tsx'
import type { MassiveApi } from '../../../src/react/massive-api.ts'
import { useQuote } from '../../../src/react/useQuote.ts'
import { useWatchlist } from '../../../src/react/useWatchlist.ts'
import { aggregate, healthEvent, trade } from '../../../src/testing/builders.ts'
import { createFakeProvider } from './fake-provider.ts'
import type { FakeProvider } from './fake-provider.ts'

const NOW = Date.UTC(2026, 10, 20, 15, 30)

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
})

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

interface Panel {
  readonly fake: FakeProvider
  /** A table's cells, row by row. */
  readonly rows: (title: string) => readonly (readonly string[])[]
  readonly text: (title: string) => string
  readonly unmount: () => void
}

function Price(): string {
  return `${useQuote('SPY').data?.bid ?? 'none'} in ${useWatchlist().symbols.length}`
}

function renderPanel(inspector: Partial<MassiveApi['inspector']> = {}, children?: ReactNode): Panel {
  const fake = createFakeProvider()
  const provider: MassiveApi = {
    ...fake.provider,
    inspector: { subscriptions: () => [], cacheEntries: () => [], ...inspector },
  }
  const { getByLabelText, unmount } = render(
    <MassiveProvider provider={provider}>
      <MarketDataDevtools refreshMs={500} />
      {children}
    </MassiveProvider>,
  )
  const rows = (title: string): readonly (readonly string[])[] =>
    [...getByLabelText(title).querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''),
    )
  return { fake, rows, text: (title) => getByLabelText(title).textContent ?? '', unmount }
}

describe('MarketDataDevtools', () => {
  it('says what is empty', () => {
    const { text, rows } = renderPanel()

    expect(text('Subscriptions')).toContain('Nothing is held.')
    expect(text('Cache')).toContain('Nothing is kept.')
    expect(rows('Flushes')).toEqual([
      ['flushes', '0 /s'],
      ['quotes a flush', '0'],
      ['cost with rendering', '– median, – slowest'],
    ])
  })

  it('shows slices, flushes and the way of the connections as they are at each refresh', () => {
    const { fake, rows } = renderPanel()
    act(() => {
      fake.setBid('SPY', 1)
      fake.setBid('QQQ', 1)
      fake.store.getState().applyTrades([trade()])
      fake.store.getState().mergeBars('SPY', '1m', [aggregate()])
      fake.store
        .getState()
        .recordEvent(healthEvent({ at: NOW, kind: 'transport', endpoint: 'options', message: 'down' }))
      fake.store.getState().recordEvent(healthEvent({ at: NOW, kind: 'error', message: 'no connection' }))
    })
    expect(rows('Slices')[0]).toEqual(['quotes', '0 symbols in 0 slots'])
    act(() => void vi.advanceTimersByTime(500))

    expect(rows('Slices').slice(0, 3)).toEqual([
      ['quotes', '2 symbols in 2 slots'],
      ['trades', '1 of 1 symbols'],
      ['aggregates', '1 bars in 1 series'],
    ])
    expect(rows('Connections')).toEqual([
      ['options', 'now', 'idle, idle'],
      ['indices', 'now', 'idle, idle'],
      ['options', '15:30:00.000', 'down'],
    ])
    // one task, one flush, as far as the page can tell
    expect(rows('Flushes').slice(0, 2)).toEqual([
      ['flushes', '2 /s'],
      ['quotes a flush', '2'],
    ])
    act(() => void vi.advanceTimersByTime(500))
    expect(rows('Flushes')[0]).toEqual(['flushes', '0 /s'])
  })

  it('lists holders and kept answers, and cuts long lists', () => {
    const { rows, text } = renderPanel({
      subscriptions: () =>
        Array.from(
          { length: 70 },
          (_, at) => ({ channel: 'Q', symbol: `S${at}`, holders: 2, status: 'acknowledged', heardAt: NOW }) as const,
        ),
      cacheEntries: () => [
        { kind: 'quote', key: 'SPY', storedAt: NOW - 3000, expiresAt: NOW + 2000, isPersisted: false, hits: 7 },
        { kind: 'holidays', key: '2026', storedAt: NOW, expiresAt: Infinity, isPersisted: true, hits: 0 },
      ],
    })

    expect(rows('Subscriptions')).toHaveLength(60)
    expect(text('Subscriptions')).toContain('(70)')
    expect(text('Subscriptions')).toContain('and 10 more')
    expect(rows('Subscriptions')[0]?.slice(0, 3)).toEqual(['Q', 'S0', '2'])
    expect(rows('Cache')).toEqual([
      ['quote', 'SPY', '7', '3 s old', '2 s left'],
      ['holidays', '2026', '0', '0 s old', 'for good'],
    ])
  })

  it('counts how often each hook renders', () => {
    const { fake, rows, text } = renderPanel({}, <Price />)
    expect(text('Renders')).toContain('None yet.')
    for (const bid of [1, 2, 3]) act(() => fake.setBid('SPY', bid))
    act(() => void vi.advanceTimersByTime(500))

    // one component with two hooks, rendered once a quote
    expect(rows('Renders')).toEqual([
      ['useQuote', '6 /s', '3'],
      ['useWatchlist', '6 /s', '3'],
    ])
    act(() => void vi.advanceTimersByTime(500))
    expect(rows('Renders')[0]).toEqual(['useQuote', '0 /s', '3'])
  })

  it('leaves no timer and measures nothing when it goes', () => {
    const { fake, unmount } = renderPanel()
    unmount()
    fake.setBid('SPY', 1)

    expect(vi.getTimerCount()).toBe(0)
  })
})
