import { describe, expect, it } from 'vitest'
import { isOvertaken } from '../../domain/aggregate.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import { aggregate } from '../../src/testing/builders.ts'

const streamed = (change: Partial<Aggregate>): Aggregate => aggregate({ high: 12, low: 8, ...change, source: 'stream' })
const asked = (change: Partial<Aggregate>): Aggregate => aggregate({ high: 12, low: 8, ...change, source: 'rest' })

describe('isOvertaken', () => {
  it('takes one source at its word', () => {
    expect(isOvertaken(streamed({ volume: 9 }), streamed({ volume: 1 }))).toBe(false)
    expect(isOvertaken(asked({ high: 12 }), asked({ high: 11 }))).toBe(false)
  })

  it('has the bar with less volume be the older one, whatever its prices', () => {
    expect(isOvertaken(streamed({ volume: 9 }), asked({ volume: 8, high: 13 }))).toBe(true)
    expect(isOvertaken(streamed({ volume: 8 }), asked({ volume: 9, high: 11 }))).toBe(false)
  })

  it.each([
    ['equal', 9, 9],
    ['unknown of the held bar', undefined, 9],
    ['unknown of the bar that came', 9, undefined],
    ['unknown of both', undefined, undefined],
  ])('has the narrower bar be the older one where volume is %s', (_, held, came) => {
    const before = streamed({ volume: held })
    expect(isOvertaken(before, asked({ volume: came }))).toBe(false)
    expect(isOvertaken(before, asked({ volume: came, high: 11 }))).toBe(true)
    expect(isOvertaken(before, asked({ volume: came, low: 9 }))).toBe(true)
    expect(isOvertaken(before, asked({ volume: came, high: 13, low: 7 }))).toBe(false)
  })
})
