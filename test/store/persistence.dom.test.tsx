import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'

describe('persistence in a page', () => {
  it('writes at once what waits when the page is left, and once', () => {
    const clock = createFakeClock()
    const written: string[] = []
    const storage = {
      getItem: () => null,
      setItem: (_: string, text: string) => void written.push(text),
      removeItem() {},
    }
    const store = createMarketDataStore({ clock, storage, devtools: false })
    clock.advance(5_000)
    written.length = 0

    store.getState().watch('SPY')
    expect(written).toEqual([])
    globalThis.dispatchEvent(new Event('pagehide'))

    expect(written).toHaveLength(1)
    expect(written[0]).toContain('SPY')
    clock.advance(5_000)
    globalThis.dispatchEvent(new Event('pagehide'))
    expect(written).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })
})
