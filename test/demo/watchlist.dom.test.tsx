import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Watchlist } from '../../demo/watchlist/watchlist.tsx'
import { tickerMatch } from '../../src/testing/builders.ts'
import type { FakeMassive } from '../../src/testing/fake-massive.ts'
import { renderInDesk, settle } from './support/render-in-desk.tsx'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const THREE = ['SPY', 'QQQ', 'IWM']

function renderThree(): FakeMassive {
  const { fake } = renderInDesk(<Watchlist />, ({ store }) => THREE.forEach((symbol) => store.getState().watch(symbol)))
  return fake
}

const rowOf = (symbol: string): HTMLElement => {
  const row = document.querySelector<HTMLElement>(`[data-symbol="${symbol}"]`)
  if (row === null) throw new Error(`${symbol} has no row`)
  return row
}
const buttonOf = (symbol: string, name: 'open' | 'remove'): HTMLElement => {
  const button = rowOf(symbol).querySelector<HTMLElement>(`.watch-${name}`)
  if (button === null) throw new Error(`${symbol} has no button to ${name} it`)
  return button
}
const symbolsShown = (): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>('.watch-row')].map(({ dataset }) => dataset['symbol'])
const said = (): string => document.querySelector('[role="status"]')?.textContent ?? ''

describe('the watchlist', () => {
  it('says that a symbol is refused, and why', () => {
    const fake = renderThree()
    expect(rowOf('QQQ').textContent).toContain('waiting')
    act(() => fake.reject('Q', ['QQQ'], 'QQQ: not in the plan'))
    act(() => void vi.advanceTimersByTime(5000))

    expect(rowOf('QQQ').querySelector('.watch-meta')?.textContent).toContain('refused')
    expect(rowOf('QQQ').querySelector('.watch-meta')?.getAttribute('title')).toContain('not in the plan')
    expect(rowOf('SPY').textContent).toContain('waiting')
  })

  it.each([
    ['SPY', 'QQQ'],
    ['IWM', 'QQQ'],
  ])('gives the focus of %s, which is removed by key, to %s', (removed, heir) => {
    renderThree()
    buttonOf(removed, 'open').focus()
    fireEvent.keyDown(buttonOf(removed, 'open'), { key: 'Delete' })

    expect(symbolsShown()).not.toContain(removed)
    expect(document.activeElement).toBe(buttonOf(heir, 'open'))
  })

  it('gives the focus to the next button of its kind, and to the search after the last one', () => {
    renderThree()
    fireEvent.click(buttonOf('SPY', 'remove'))
    expect(document.activeElement).toBe(buttonOf('QQQ', 'remove'))
    fireEvent.click(buttonOf('QQQ', 'remove'))
    fireEvent.click(buttonOf('IWM', 'remove'))

    expect(document.activeElement).toBe(screen.getByRole('combobox'))
  })

  it('says nothing of a move that there is not', () => {
    renderThree()
    fireEvent.keyDown(buttonOf('SPY', 'open'), { key: 'ArrowUp', altKey: true })
    fireEvent.keyDown(buttonOf('IWM', 'open'), { key: 'ArrowDown', altKey: true })
    expect([said(), symbolsShown()]).toEqual(['', THREE])

    fireEvent.keyDown(buttonOf('SPY', 'open'), { key: 'ArrowDown', altKey: true })
    expect([said(), symbolsShown()]).toEqual(['SPY moved to place 2', ['QQQ', 'SPY', 'IWM']])
  })
})

describe('a drag', () => {
  /** What a browser hands from one event of a drag to the next. */
  function createTransfer(held: Readonly<Record<string, string>> = {}) {
    const items = new Map(Object.entries(held))
    return {
      setData: (type: string, text: string) => void items.set(type, text),
      getData: (type: string) => items.get(type) ?? '',
      get types() {
        return [...items.keys()]
      },
    }
  }
  const classesOf = (symbol: string): string => rowOf(symbol).className

  it('shows the edge at which the row will land, until it leaves', () => {
    renderThree()
    const dataTransfer = createTransfer()
    fireEvent.dragStart(rowOf('QQQ'), { dataTransfer })
    fireEvent.dragOver(rowOf('IWM'), { dataTransfer })
    expect(classesOf('IWM')).toContain('watch-drop-below')
    fireEvent.dragOver(rowOf('SPY'), { dataTransfer })
    expect([classesOf('SPY'), classesOf('IWM')].map((classes) => /watch-drop-\w+/.exec(classes)?.[0])).toEqual([
      'watch-drop-above',
      undefined,
    ])
    fireEvent.dragLeave(rowOf('SPY'), { dataTransfer, relatedTarget: document.body })
    expect(classesOf('SPY')).not.toContain('watch-drop')

    fireEvent.drop(rowOf('SPY'), { dataTransfer })
    expect(symbolsShown()).toEqual(['QQQ', 'SPY', 'IWM'])
  })

  it('of something from elsewhere is not taken', () => {
    renderThree()
    const dataTransfer = createTransfer({ 'text/plain': 'QQQ', Files: '' })
    const isTaken = !fireEvent.dragOver(rowOf('IWM'), { dataTransfer })

    expect([isTaken, classesOf('IWM').includes('watch-drop')]).toEqual([false, false])
  })
})

describe('the search', () => {
  it('adds the first match when Enter comes before it', async () => {
    const { fake } = renderInDesk(<Watchlist />)
    fake.tickers([tickerMatch({ ticker: 'TSLA', name: 'Tesla' })])
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'tesla' } })
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' })
    act(() => void vi.advanceTimersByTime(1000))
    await settle()

    expect(symbolsShown()).toEqual(['TSLA'])
    expect(screen.getByRole('combobox')).toHaveProperty('value', '')
  })

  it('shows the option that is chosen by key', async () => {
    const { fake } = renderInDesk(<Watchlist />)
    const shown: string[] = []
    Element.prototype.scrollIntoView = function scrollIntoView(this: Element) {
      shown.push(this.textContent ?? '')
    }
    fake.tickers(['AA', 'AB', 'AC'].map((ticker) => tickerMatch({ ticker, name: ticker })))
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'a' } })
    act(() => void vi.advanceTimersByTime(1000))
    await settle()
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'ArrowDown' })
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'ArrowDown' })

    expect(shown.at(-1)).toContain('AC')
  })
})

describe('a row out of sight', () => {
  let scroll = (_inSight: readonly string[]): void => {}
  beforeEach(() => {
    const looks: ((inSight: readonly string[]) => void)[] = []
    scroll = (inSight) => act(() => looks.forEach((look) => look(inSight)))
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(tell: (entries: readonly { readonly isIntersecting: boolean }[]) => void) {
          // a page that was busy is told of an older look as well
          this.observe = (row: HTMLElement) =>
            void looks.push((inSight) => {
              const isIntersecting = inSight.includes(row.dataset['symbol'] ?? '')
              tell([{ isIntersecting: !isIntersecting }, { isIntersecting }])
            })
        }
        readonly observe: (row: HTMLElement) => void
        disconnect(): void {}
      },
    )
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('is its name alone, and has its prices again when it comes back', () => {
    renderThree()
    scroll(['SPY', 'QQQ'])
    expect([rowOf('QQQ').textContent, rowOf('IWM').textContent]).toEqual([expect.stringContaining('waiting'), 'IWM'])
    scroll(['QQQ', 'IWM'])

    expect([rowOf('SPY').textContent, rowOf('IWM').textContent]).toEqual(['SPY', expect.stringContaining('waiting')])
  })

  it('keeps its buttons as long as one of them has the focus', () => {
    renderThree()
    buttonOf('QQQ', 'remove').focus()
    scroll(['SPY'])
    expect(document.activeElement).toBe(buttonOf('QQQ', 'remove'))
    act(() => buttonOf('SPY', 'open').focus())

    expect(rowOf('QQQ').textContent).toBe('QQQ')
  })

  it('inherits the focus of its neighbour all the same', () => {
    renderThree()
    buttonOf('SPY', 'remove').focus()
    scroll(['SPY'])
    fireEvent.click(buttonOf('SPY', 'remove'))

    expect(document.activeElement).toBe(buttonOf('QQQ', 'open'))
  })
})
