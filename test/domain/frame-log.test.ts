import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameLog } from '../../domain/frame-log.ts'

interface Kept {
  from: number
  to: number
  readonly text: string
}

function createLog(): { readonly log: FrameLog; readonly kept: Kept[]; readonly keep: (text: string) => void } {
  const kept: Kept[] = []
  const log = new FrameLog({
    needsNothing: () => kept.length === 0,
    bytesKept: () => kept.reduce((sum, { from, to }) => sum + to - from, 0),
    moveKept(move) {
      for (const one of kept) {
        const length = one.to - one.from
        one.from = move(one.from, one.to)
        one.to = one.from + length
      }
    },
  })
  return { log, kept, keep: (text) => log.read(text, (_, from, to) => void kept.push({ from, to, text })) }
}

const textsOf = ({ log, kept }: ReturnType<typeof createLog>): string[] =>
  kept.map(({ from, to }) => log.text(from, to))

describe('FrameLog', () => {
  it('has every frame as it was, whatever its letters, until nobody needs it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 50 }).map((text) => text.repeat(500))), (texts) => {
        const bench = createLog()
        for (const text of texts) bench.keep(text)

        expect(textsOf(bench)).toEqual(texts)
      }),
      { numRuns: 30 },
    )
  })

  it('has room for a frame of letters that take three bytes each', () => {
    const bench = createLog()
    const text = '€'.repeat(100_000)
    bench.keep(text)

    expect(textsOf(bench)).toEqual([text])
  })

  it('keeps what is needed and gives up the rest, so that it does not grow for ever', () => {
    const bench = createLog()
    for (let at = 0; at < 1000; at++) {
      bench.keep(String(at).padEnd(10_000))
      if (bench.kept.length > 3) bench.kept.shift()
    }

    expect(textsOf(bench).map((text) => Number(text))).toEqual([997, 998, 999])
    expect(bench.log.bytes.length).toBeLessThan(200_000)
  })

  it('leaves a frame where it is while it is read, even if others come', () => {
    const { log } = createLog()
    const text = 'a'.repeat(60_000)
    log.read(text, (frames, from, to) => {
      log.read('b'.repeat(100_000), () => {})

      expect(log.text(from, to)).toBe(text)
      expect(frames.bytes).toBe(log.bytes)
    })
  })

  it('can be read a little beyond the end of a frame, where no digit follows', () => {
    const { log } = createLog()
    log.read('1'.repeat(70_000), () => {})
    log.read('2'.repeat(65_500), ({ bytes, view }, _, to) => {
      expect(bytes[to]).toBe(0)
      expect(() => view.getInt32(to + 32)).not.toThrow()
    })
  })

  it('begins anew once nobody needs anything, and stays where it is as long as there is room', () => {
    const { log, kept, keep } = createLog()
    const { bytes } = log
    keep('a'.repeat(20_000))
    keep('b'.repeat(20_000))
    expect(kept.map(({ from }) => from)).toEqual([0, 20_000])
    kept.length = 0
    keep('c'.repeat(40_000))

    expect(kept.map(({ from }) => from)).toEqual([0])
    expect(log.bytes).toBe(bytes)
  })

  it('has every frame whole that comes while another is read, however many come', () => {
    const { log } = createLog()
    const outer = 'a'.repeat(30_000)
    log.read(outer, (_, outerFrom, outerTo) => {
      for (let at = 0; at < 100; at++) {
        const inner = String(at).padEnd(60_000, '.')
        log.read(inner, (__, from, to) => expect(log.text(from, to)).toBe(inner))
      }
      expect(log.text(outerFrom, outerTo)).toBe(outer)
    })
  })

  it('gives its room back to what comes next even if reading a frame fails', () => {
    const { log } = createLog()
    expect(() =>
      log.read('bad', () => {
        throw new Error('unreadable')
      }),
    ).toThrow('unreadable')

    log.read('good', (_, from) => expect(from).toBe(0))
  })
})
