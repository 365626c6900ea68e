import { afterEach, describe, expect, it, vi } from 'vitest'
import { browserEnvironment, nullEnvironment } from '../../../adapters/stream/environment.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('stream environments', () => {
  it('are always visible and silent where there is no page', () => {
    for (const environment of [nullEnvironment, browserEnvironment]) {
      expect(environment.isHidden()).toBe(false)
      environment.onVisibilityChange(() => undefined)()
      environment.onOnline(() => undefined)()
    }
  })

  it('pass on what the page tells, until stopped', () => {
    const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' })
    const window = new EventTarget()
    vi.stubGlobal('document', document)
    vi.stubGlobal('window', window)
    const told: string[] = []
    const stops = [
      browserEnvironment.onVisibilityChange(() => told.push('visibility')),
      browserEnvironment.onOnline(() => told.push('online')),
    ]
    expect(browserEnvironment.isHidden()).toBe(true)
    document.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(new Event('online'))
    for (const stop of stops) stop()
    document.dispatchEvent(new Event('visibilitychange'))

    expect(told).toEqual(['visibility', 'online'])
  })
})
