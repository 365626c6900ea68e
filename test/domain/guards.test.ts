import { describe, expect, it } from 'vitest'
import {
  anyOf,
  isAnything,
  isNumber,
  isString,
  listOf,
  objectOf,
  oneOf,
  optional,
  recordOf,
} from '../../domain/guards.ts'

describe('guards', () => {
  it('take finite numbers alone for numbers', () => {
    expect([0, -1.5, Number.NaN, JSON.parse('1e999'), '1', null].map(isNumber)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })

  it('want every named member, and let others pass', () => {
    const isPoint = objectOf<{ readonly x: number; readonly label?: string }>({
      x: isNumber,
      label: optional(isString),
    })

    expect(isPoint({ x: 1 })).toBe(true)
    expect(isPoint({ x: 1, label: 'a', y: 2 })).toBe(true)
    for (const other of [{}, { x: '1' }, { x: 1, label: 2 }, null, undefined, 'x', []]) {
      expect(isPoint(other)).toBe(false)
    }
  })

  it('look at every member of lists and records', () => {
    expect([[], ['a'], ['a', 1], { 0: 'a', length: 1 }].map(listOf(isString))).toEqual([true, true, false, false])
    expect([{}, { a: 1 }, { a: 1, b: 'x' }, null].map(recordOf(isNumber))).toEqual([true, true, false, false])
  })

  it('choose among values and among guards', () => {
    expect(['up', 'UP', undefined].map(oneOf('up', 'down'))).toEqual([true, false, false])
    expect([1, 'a', true].map(anyOf<number | string>(isNumber, isString))).toEqual([true, true, false])
    expect([undefined, {}].map(isAnything)).toEqual([true, true])
  })
})
