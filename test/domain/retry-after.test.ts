import { describe, expect, it } from 'vitest'
import { parseRetryAfter, rateLimitWaitMs } from '../../domain/retry-after.ts'

const NOW = Date.parse('2026-11-20T15:00:40Z')

describe('parseRetryAfter', () => {
  it.each([
    ['whole seconds', '7', 7_000],
    // a date parser would read 1.5 as a day in 2001: over long ago
    ['seconds with a fraction', '1.5', 1_500],
    ['an HTTP date', 'Fri, 20 Nov 2026 15:00:49 GMT', 9_000],
    ['a date that is over', 'Fri, 20 Nov 2026 15:00:00 GMT', 0],
    ['words', 'soon', undefined],
    ['nothing', '', undefined],
  ])('reads %s', (_, text, wait) => {
    expect(parseRetryAfter(new Headers({ 'retry-after': text }), NOW)).toBe(wait)
  })

  it('counts a date from the answer’s own, however wrong this clock is', () => {
    const headers = new Headers({
      'retry-after': 'Fri, 20 Nov 2026 15:00:49 GMT',
      date: 'Fri, 20 Nov 2026 15:00:44 GMT',
    })

    expect(parseRetryAfter(headers, NOW + 3_600_000)).toBe(5_000)
  })
})

describe('rateLimitWaitMs', () => {
  it('waits for the next minute where the answer does not say how long', () => {
    expect(rateLimitWaitMs(new Headers(), NOW)).toBe(20_000)
  })
})
