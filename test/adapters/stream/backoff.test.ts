import { describe, expect, it } from 'vitest'
import { retryDelay } from '../../../adapters/stream/backoff.ts'
import { CLOSE_CODES } from '../../../domain/close-codes.ts'

const at = (random: number) => ({ random: () => random })

describe('retryDelay', () => {
  it('makes the first retry within 250 ms', () => {
    expect(retryDelay(1, CLOSE_CODES.abnormal, at(0))).toBe(0)
    expect(retryDelay(1, CLOSE_CODES.abnormal, at(0.999))).toBeLessThanOrEqual(250)
  })

  it('doubles the bound up to ten seconds', () => {
    const bounds = [1, 2, 3, 6, 7, 50].map((attempt) => retryDelay(attempt, CLOSE_CODES.abnormal, at(1)))

    expect(bounds).toEqual([250, 500, 1000, 8000, 10_000, 10_000])
  })

  it('spreads over the whole time below the bound', () => {
    expect([0, 0.25, 0.5].map((random) => retryDelay(3, CLOSE_CODES.abnormal, at(random)))).toEqual([0, 250, 500])
  })

  it.each([CLOSE_CODES.overLimit, CLOSE_CODES.tryAgainLater])(
    'waits longer where the server asks for it (%i)',
    (code) => {
      expect(retryDelay(1, code, at(0))).toBe(10_000)
      expect(retryDelay(1, code, at(1))).toBe(20_000)
    },
  )
})
