import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuotePatch } from '../../domain/quote.ts'
import { quotePatch } from '../../src/testing/builders.ts'
import { TickBuffer } from '../../store/tick-buffer.ts'

interface Drained {
  readonly patches: readonly QuotePatch[]
  /** Symbol, slot and text of each message, in the order in which they were handed over. */
  readonly ticks: readonly (readonly [symbol: string, slot: number, text: string])[]
}

class Bench {
  arrivals = 0
  readonly buffer = new TickBuffer(() => void this.arrivals++)

  put(symbol: string, text: string): void {
    this.buffer.frames.read(text, (_, from, to) => this.buffer.put(this.buffer.inlet(symbol), from, to))
  }

  drain(index: Readonly<Record<string, number>> = {}): Drained {
    const patches: QuotePatch[] = []
    const ticks: [string, number, string][] = []
    this.buffer.drain(
      index,
      (patch) => void patches.push(patch),
      (symbol, slot, from, to) => void ticks.push([symbol, slot, this.buffer.frames.text(from, to)]),
    )
    return { patches, ticks }
  }
}

const NOTHING: Drained = { patches: [], ticks: [] }
const textsOf = ({ ticks }: Drained): readonly string[] => ticks.map(([, , text]) => text)

describe('TickBuffer', () => {
  it('hands over the newest message of each symbol once, in the order in which symbols first came', () => {
    const bench = new Bench()
    bench.put('A', 'a1')
    bench.put('B', 'b1')
    bench.put('A', 'a2')

    expect(bench.drain({ B: 7 })).toEqual({
      patches: [],
      ticks: [
        ['A', -1, 'a2'],
        ['B', 7, 'b1'],
      ],
    })
    expect(bench.drain({ B: 7 })).toEqual(NOTHING)
  })

  it('hands over every patch, before the messages', () => {
    const bench = new Bench()
    const patches = [quotePatch({ bid: 1 }), quotePatch({ bid: 2 })]
    const seen: unknown[] = []
    bench.put('SPY', 'text')
    for (const patch of patches) bench.buffer.push('SPY', patch)
    bench.buffer.drain(
      {},
      (patch) => void seen.push(patch),
      (symbol) => void seen.push(symbol),
    )

    expect(seen).toEqual([...patches, 'SPY'])
    expect(bench.drain()).toEqual(NOTHING)
  })

  it('tells of what waits that did not before, and of nothing else', () => {
    const bench = new Bench()
    bench.put('A', '1')
    bench.put('A', '2')
    expect(bench.arrivals).toBe(1)
    bench.put('B', '1')
    expect(bench.arrivals).toBe(2)
    bench.buffer.push('A', quotePatch())
    expect(bench.arrivals).toBe(3)
    bench.drain()
    bench.put('A', '3')
    expect(bench.arrivals).toBe(4)
  })

  it('is empty until something waits, and again once it was handed over or is forgotten', () => {
    const bench = new Bench()
    expect(bench.buffer.isEmpty).toBe(true)
    bench.put('A', '1')
    expect(bench.buffer.isEmpty).toBe(false)
    bench.drain()
    expect(bench.buffer.isEmpty).toBe(true)
    bench.buffer.push('A', quotePatch())
    expect(bench.buffer.isEmpty).toBe(false)
    bench.buffer.clear()
    expect(bench.buffer.isEmpty).toBe(true)
  })

  it('forgets what waits when it is cleared, and takes what comes after', () => {
    const bench = new Bench()
    bench.put('A', '1')
    bench.buffer.push('A', quotePatch())
    bench.buffer.clear()
    expect(bench.drain()).toEqual(NOTHING)
    bench.put('A', '2')

    expect(bench.arrivals).toBe(3)
    expect(textsOf(bench.drain())).toEqual(['2'])
  })

  it('asks an index once for a symbol, and another index anew', () => {
    const bench = new Bench()
    let asked = 0
    const counting = (slot: number): Readonly<Record<string, number>> => ({
      get A() {
        asked++
        return slot
      },
    })
    const first = counting(4)
    for (const [index, slot, questions] of [
      [first, 4, 1],
      [first, 4, 1],
      [counting(5), 5, 2],
      [first, 4, 3],
    ] as const) {
      bench.put('A', 'text')
      expect(bench.drain(index).ticks).toEqual([['A', slot, 'text']])
      expect(asked).toBe(questions)
    }
  })

  it('remembers that an index does not know a symbol', () => {
    const bench = new Bench()
    const index: Record<string, number> = {}
    for (const text of ['1', '2']) {
      bench.put('A', text)
      expect(bench.drain(index).ticks).toEqual([['A', -1, text]])
    }
  })

  it('forgets slots of an index that was replaced, of symbols that did not tick meanwhile too', () => {
    const bench = new Bench()
    const first = { A: 0, B: 1, C: 2 }
    for (const symbol of ['A', 'B', 'C']) bench.put(symbol, symbol)
    bench.drain(first)
    const second = { A: 10, B: 11, C: 12 }
    bench.drain(second)
    for (const symbol of ['A', 'B', 'C']) bench.put(symbol, symbol)

    expect(bench.drain(second).ticks.map(([, slot]) => slot)).toEqual([10, 11, 12])
  })

  it('knows a symbol from its first message or patch until it is released', () => {
    const { buffer } = new Bench()
    expect(buffer.has('A')).toBe(false)
    buffer.inlet('A')
    buffer.push('B', quotePatch({ symbol: 'B' }))
    expect([buffer.has('A'), buffer.has('B')]).toEqual([true, true])
    buffer.release(['A', 'B', 'C'])

    expect([buffer.has('A'), buffer.has('B'), buffer.has('C')]).toEqual([false, false, false])
  })

  it('gives a symbol one inlet, and a released one to the next symbol, with nothing of the former', () => {
    const bench = new Bench()
    const { buffer } = bench
    expect([buffer.inlet('A'), buffer.inlet('B'), buffer.inlet('A')]).toEqual([0, 1, 0])
    const index = { A: 5, D: 6 }
    bench.put('A', 'a1')
    bench.drain(index)
    bench.put('A', 'a2')
    bench.put('B', 'b1')
    buffer.release(['A'])
    expect([buffer.inlet('D'), buffer.inlet('E')]).toEqual([0, 2])
    bench.put('D', 'd1')

    expect(bench.drain(index).ticks).toEqual([
      ['B', -1, 'b1'],
      ['D', 6, 'd1'],
    ])
  })

  it('forgets the patches of what is released, and no others', () => {
    const bench = new Bench()
    const kept = quotePatch({ symbol: 'B' })
    bench.buffer.push('A', quotePatch({ symbol: 'A' }))
    bench.buffer.push('B', kept)
    bench.buffer.release(['A'])

    expect(bench.drain()).toEqual({ patches: [kept], ticks: [] })
    bench.buffer.push('C', quotePatch({ symbol: 'C' }))
    bench.buffer.release(['C'])
    expect(bench.buffer.isEmpty).toBe(true)
  })

  it('takes no second inlet of a symbol that is released twice', () => {
    const { buffer } = new Bench()
    buffer.inlet('A')
    buffer.release(['A', 'A'])

    expect([buffer.inlet('B'), buffer.inlet('C')]).toEqual([0, 1])
  })

  it('keeps slots and what waits of a thousand symbols', () => {
    const bench = new Bench()
    const symbols = Array.from({ length: 1000 }, (_, at) => `S${at}`)
    const index = Object.fromEntries(symbols.map((symbol, at) => [symbol, 2000 - at]))
    for (const round of ['first', 'second']) {
      for (const symbol of symbols) bench.put(symbol, `${symbol} ${round}`)

      expect(bench.drain(index).ticks).toEqual(symbols.map((symbol) => [symbol, index[symbol], `${symbol} ${round}`]))
    }
  })

  it('holds in its log what waits and no more than a few frames beside it, however many come', () => {
    const bench = new Bench()
    bench.put('QUIET', 'a price of long ago')
    for (let at = 0; at < 300; at++) bench.put('BUSY', String(at).padEnd(10_000))

    expect(bench.buffer.frames.bytes.length).toBeLessThan(200_000)
    expect(textsOf(bench.drain()).map((text) => text.trim())).toEqual(['a price of long ago', '299'])
  })

  it('hands over what a map of the newest would, through any sequence of messages, releases and flushes', () => {
    const symbol = fc.integer({ min: 0, max: 90 }).map((at) => `S${at}`)
    const text = fc.tuple(fc.string(), fc.nat(400)).map(([start, times]) => start.repeat(times + 1) + '.')
    const step = fc.oneof(
      { weight: 20, arbitrary: fc.record({ kind: fc.constant('put' as const), symbol, text }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), symbols: fc.array(symbol) }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'drain' } as const) },
      { weight: 1, arbitrary: fc.constant({ kind: 'clear' } as const) },
    )
    fc.assert(
      fc.property(fc.array(step, { size: '+1' }), (steps) => {
        const bench = new Bench()
        const waiting = new Map<string, string>()
        const index: Readonly<Record<string, number>> = { S1: 1, S2: 2 }
        const seen: unknown[] = []
        const wanted: unknown[] = []
        const flush = (): void => {
          seen.push(bench.drain(index).ticks)
          wanted.push([...waiting].map(([name, newest]) => [name, index[name] ?? -1, newest]))
          waiting.clear()
        }
        for (const taken of steps) {
          if (taken.kind === 'put') {
            bench.put(taken.symbol, taken.text)
            waiting.set(taken.symbol, taken.text)
          } else if (taken.kind === 'release') {
            bench.buffer.release(taken.symbols)
            for (const name of taken.symbols) waiting.delete(name)
          } else if (taken.kind === 'clear') {
            bench.buffer.clear()
            waiting.clear()
          } else flush()
          seen.push(bench.buffer.isEmpty)
          wanted.push(waiting.size === 0)
        }
        flush()

        expect(seen).toEqual(wanted)
      }),
    )
  })
})
