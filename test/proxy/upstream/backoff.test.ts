import { describe, expect, it } from 'vitest'
import { backoffMs } from '../../../proxy/upstream/backoff.ts'

describe('the pause before another attempt', () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [6, 16_000],
    [7, 30_000],
    [1_000, 30_000],
  ])('%i is at most %i ms, and at least half of it', (attempt, limit) => {
    expect(backoffMs(attempt, () => 1)).toBe(limit)
    expect(backoffMs(attempt, () => 0)).toBe(limit / 2)
  })
})
