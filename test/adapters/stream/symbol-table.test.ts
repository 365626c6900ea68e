import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QuotePlaces } from '../../../adapters/stream/quote-places.ts'
import { NOT_FOUND, SymbolTable } from '../../../adapters/stream/symbol-table.ts'
import type { FrameBytes } from '../../../domain/byte-text.ts'

const AROUND = 8

function framed(symbol: string): FrameBytes {
  const name = new TextEncoder().encode(symbol)
  const bytes = new Uint8Array(name.length + 2 * AROUND).fill(0x41)
  bytes.set(name, AROUND)
  return { bytes, view: new DataView(bytes.buffer) }
}

const lengthOf = (symbol: string): number => new TextEncoder().encode(symbol).length
const find = (table: SymbolTable, symbol: string): number =>
  table.find(framed(symbol), AROUND, AROUND + lengthOf(symbol))
const contract = (at: number): string => `O:SPY261218C${String(at * 1000).padStart(8, '0')}`

describe('SymbolTable', () => {
  it('finds what was added and not deleted, and nothing else', () => {
    const symbol = fc.constantFrom('A', 'B', 'AA', 'SPY', 'SPYG', 'I:SPX', 'I:SPXW', 'O:SPY261218C00650000', 'Ä')
    fc.assert(
      fc.property(fc.array(fc.record({ symbol, isAdded: fc.boolean() })), fc.array(symbol), (steps, asked) => {
        const table = new SymbolTable()
        const places = new Map<string, number>()
        for (const { symbol: one, isAdded } of steps) {
          if (isAdded) places.set(one, table.add(one))
          else table.delete(one)
          if (!isAdded) places.delete(one)
        }
        for (const one of asked) expect(find(table, one)).toBe(places.get(one) ?? NOT_FOUND)
        expect(new Set(places.values()).size).toBe(places.size)
      }),
    )
  })

  it('keeps places while it grows', () => {
    const table = new SymbolTable()
    const places = Array.from({ length: 3000 }, (_, at) => table.add(contract(at)))

    expect(new Set(places).size).toBe(3000)
    expect(places.map((_, at) => find(table, contract(at)))).toEqual(places)
  })

  it('gives places away again, so that those who come and go need no more room', () => {
    const table = new SymbolTable()
    table.add('SPY')
    const { capacity } = table
    for (let at = 0; at < 3000; at++) {
      table.add(contract(at))
      table.delete(contract(at))
    }

    expect(table.capacity).toBe(capacity)
    expect(find(table, 'SPY')).toBe(table.placeOf('SPY'))
    expect(find(table, contract(7))).toBe(NOT_FOUND)
  })

  it('gives a symbol that is too long a place that is not found', () => {
    const table = new SymbolTable()

    expect(table.add('L'.repeat(40))).not.toBe(table.add('SPY'))
    expect(find(table, 'L'.repeat(40))).toBe(NOT_FOUND)
  })
})

describe('QuotePlaces', () => {
  it('keep when each symbol was heard and where its messages go, while there come more', () => {
    const places = new QuotePlaces()
    const heard = places.add('SPY')
    places.setInlet('SPY', 7)
    for (let at = 0; at < 100; at++) places.add(contract(at))

    expect(places.hear(framed('SPY'), AROUND, AROUND + 3, 5000)).toBe(7)
    expect(heard.at).toBe(5000)
    heard.at = 0
    expect(heard.at).toBe(0)
    expect(places.hear(framed('QQQ'), AROUND, AROUND + 3, 5000)).toBe(-1)
  })

  it('know nothing of the symbol that had the place before', () => {
    const places = new QuotePlaces()
    places.add('SPY')
    places.setInlet('SPY', 7)
    places.hear(framed('SPY'), AROUND, AROUND + 3, 5000)
    places.delete('SPY')
    const heard = places.add('QQQ')

    expect(heard.at).toBe(0)
    expect(places.hear(framed('QQQ'), AROUND, AROUND + 3, 6000)).toBe(-1)
    expect(places.hear(framed('SPY'), AROUND, AROUND + 3, 6000)).toBe(-1)
  })
})
