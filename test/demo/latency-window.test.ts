import { describe, expect, it } from 'vitest'
import { EMPTY_HISTOGRAM, createLatencyWindow } from '../../demo/health/latency-window.ts'

describe('createLatencyWindow', () => {
  it('is empty until something is measured', () => {
    expect(createLatencyWindow().read()).toEqual(EMPTY_HISTOGRAM)
  })

  it('sorts into columns and answers quantiles by the millisecond', () => {
    const window = createLatencyWindow()
    for (let ms = 1; ms <= 100; ms += 1) window.add(ms)
    window.add(60_000)
    expect(window.read()).toEqual({ counts: [10, 10, 30, 50, 0, 0, 0, 1], total: 101, p50Ms: 51, p99Ms: 100 })
  })

  it('counts what a skewed clock makes negative as nothing', () => {
    const window = createLatencyWindow()
    window.add(-5)
    expect(window.read()).toMatchObject({ p50Ms: 0, total: 1 })
  })

  it('forgets what is older than six turns', () => {
    const window = createLatencyWindow()
    window.add(400)
    for (let turn = 0; turn < 5; turn += 1) window.turn()
    window.add(5)
    expect(window.read()).toMatchObject({ total: 2, p99Ms: 400 })
    window.turn()
    expect(window.read()).toMatchObject({ total: 1, p99Ms: 5 })
  })
})
