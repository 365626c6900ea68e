import { describe, expect, it, vi } from 'vitest'
import { quotePatch } from '../../src/testing/builders.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createFlushScheduler } from '../../store/flush-scheduler.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'
import { applySnapshot, takeSnapshot } from '../../store/snapshot.ts'

describe('a snapshot', () => {
  it('goes through JSON from one store to another', () => {
    const server = createMarketDataStore()
    server.getState().applyQuotes([quotePatch({ bid: 3 }), quotePatch({ symbol: 'GONE' })], 1)
    server.getState().dropQuotes(['GONE'])
    server.getState().watch('SPY')
    const browser = createMarketDataStore()
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a snapshot is plain JSON
    applySnapshot(browser, JSON.parse(JSON.stringify(takeSnapshot(server))) as ReturnType<typeof takeSnapshot>)

    expect(selectQuote('SPY')(browser.getState())?.bid).toBe(3)
    expect(browser.getState().watchlist.symbols).toEqual(['SPY'])
    browser.getState().applyQuotes([quotePatch({ bid: 4, timestamp: 9e12 })], 2)
    expect(selectQuote('SPY')(browser.getState())?.bid).toBe(4)
  })

  it('is the same after JSON, so that server and browser render alike: why a chain failed stays with the server', () => {
    const server = createMarketDataStore()
    server.getState().beginChain('SPY')
    server.getState().failChain('QQQ', new Error('refused'))
    const snapshot = takeSnapshot(server)

    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot)
    expect(snapshot.chains.byUnderlying['QQQ']).toMatchObject({ status: 'failed', error: undefined })
    expect(snapshot.chains.byUnderlying['SPY']).toMatchObject({ status: 'loading' })
  })
})

describe('flush scheduler', () => {
  const createFrames = (): {
    tasks: Map<number, () => void>
    requestAnimationFrame: (task: () => void) => number
    cancelAnimationFrame: (id: number) => void
  } => {
    const tasks = new Map<number, () => void>()
    let id = 0
    return {
      tasks,
      requestAnimationFrame(task) {
        tasks.set(++id, task)
        return id
      },
      cancelAnimationFrame: (frame) => void tasks.delete(frame),
    }
  }

  it('runs at the next animation frame and leaves no timer', () => {
    const clock = createFakeClock()
    const frames = createFrames()
    const task = vi.fn<() => void>()
    createFlushScheduler({ clock, frames }).request(task)
    for (const frame of frames.tasks.values()) frame()

    expect(task).toHaveBeenCalledTimes(1)
    expect(clock.pending).toBe(0)
  })

  it('runs by timer when no frame comes, as in a hidden tab', () => {
    const clock = createFakeClock()
    const frames = createFrames()
    const task = vi.fn<() => void>()
    createFlushScheduler({ clock, frames }).request(task)
    clock.advance(250)

    expect(task).toHaveBeenCalledTimes(1)
    expect(frames.tasks.size).toBe(0)
  })

  it('can be cancelled', () => {
    const clock = createFakeClock()
    const frames = createFrames()
    createFlushScheduler({ clock, frames }).request(() => {})()

    expect([clock.pending, frames.tasks.size]).toEqual([0, 0])
  })

  it('uses the page`s frames where there is a page, a timer where there is none', () => {
    const clock = createFakeClock()
    const task = vi.fn<() => void>()
    createFlushScheduler({ clock }).request(task)
    clock.advance(16)
    expect(task).toHaveBeenCalledTimes(1)

    const frames = createFrames()
    vi.stubGlobal('requestAnimationFrame', frames.requestAnimationFrame)
    vi.stubGlobal('cancelAnimationFrame', frames.cancelAnimationFrame)
    createFlushScheduler({ clock }).request(task)
    for (const frame of frames.tasks.values()) frame()
    vi.unstubAllGlobals()
    expect(task).toHaveBeenCalledTimes(2)
    expect(frames.tasks.size).toBe(0)
  })
})
