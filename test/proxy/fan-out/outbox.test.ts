import { describe, expect, it } from 'vitest'
import { decodeServerFrame } from '../../../domain/wire-messages.ts'
import { QuoteSlot } from '../../../proxy/fan-out/last-values.ts'
import { Outbox } from '../../../proxy/fan-out/outbox.ts'
import type { QuoteHold } from '../../../proxy/fan-out/outbox.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

function createWorld({ maxLossless = 10, intervalMs = 50 } = {}) {
  const clock = createFakeClock()
  const written: string[] = []
  let onTaken: (() => void)[] = []
  const sink = {
    writableLength: 0,
    write(data: string, _: string, then?: () => void) {
      if (data !== '') written.push(data.slice(data.search(/[[{]/)))
      if (then !== undefined) onTaken.push(then)
    },
    /** The network has taken all that waited. */
    drain() {
      sink.writableLength = 0
      const waiting = onTaken
      onTaken = []
      for (const task of waiting) task()
    },
  }
  let listings = 0
  const waits: number[] = []
  const counts = { quotes: 0, lossless: 0, frames: 0, bytes: 0, conflated: 0, gaps: 0 }
  const outbox = new Outbox({
    sink,
    counts,
    clock,
    maxLossless,
    intervalMs,
    onPending: () => (listings += 1),
    onFlushed: (waitedMs) => waits.push(waitedMs),
    onRejected: () => undefined,
    onFailure: () => undefined,
  })
  function hold(symbol: string): QuoteHold {
    const slot = new QuoteSlot(symbol)
    const created = { slot, outbox, index: 0, isPending: false, isReleased: false }
    slot.add(created)
    return created
  }
  function tick(held: QuoteHold, bid: number, timestamp: number): void {
    held.slot.apply({ symbol: held.slot.symbol, bid, ask: bid + 1, timestamp, source: 'stream' }, 'quote', timestamp)
    outbox.quote(held)
  }
  return { clock, written, waits, sink, counts, outbox, hold, tick, listings: () => listings }
}

describe('outbox', () => {
  it('sends the newest quote of each symbol in one frame', () => {
    const { outbox, written, hold, tick, counts } = createWorld()
    const [spy, qqq] = [hold('SPY'), hold('QQQ')]
    tick(spy, 1, 1)
    tick(qqq, 5, 1)
    tick(spy, 2, 2)

    outbox.flush(0)

    const [frame = ''] = written
    const { messages } = decodeServerFrame(frame)
    expect(messages.map(({ type, data }) => type === 'Q' && [data.symbol, data.bid])).toEqual([
      ['SPY', 2],
      ['QQQ', 5],
    ])
    expect(counts).toMatchObject({ quotes: 2, conflated: 1, frames: 1 })
  })

  it('waits out the interval the client asked for', () => {
    const { outbox, written, hold, tick } = createWorld({ intervalMs: 50 })
    const spy = hold('SPY')
    tick(spy, 1, 1)
    outbox.flush(0)
    tick(spy, 2, 2)

    expect(outbox.flush(49)).toBe(false)
    expect(outbox.flush(50)).toBe(true)
    expect(written).toHaveLength(2)
  })

  it('writes nothing while the socket holds something still, and then only the newest', () => {
    const { outbox, written, sink, hold, tick } = createWorld()
    const spy = hold('SPY')
    sink.writableLength = 1
    for (let bid = 1; bid <= 1_000; bid += 1) {
      tick(spy, bid, bid)
      outbox.flush(bid * 100)
    }
    expect(written).toEqual([])

    sink.drain()
    outbox.flush(1e9)

    expect(written).toHaveLength(1)
    expect(written[0]).toContain('"bid":1000')
  })

  it('asks for no turn while the socket holds something still, and for one as soon as it is taken', () => {
    const { clock, outbox, waits, sink, hold, tick, listings } = createWorld()
    const [spy, qqq] = [hold('SPY'), hold('QQQ')]
    tick(spy, 1, 1)
    sink.writableLength = 1
    const asked = listings()
    expect(outbox.flush(clock.now())).toBe(true)
    expect(outbox.isBlocked).toBe(true)

    clock.advance(3_000)
    tick(spy, 2, 2)
    tick(qqq, 1, 1)
    outbox.lossless('T', 'SPY', '{"n":1}', 1)
    expect(listings()).toBe(asked)

    sink.drain()
    expect(listings()).toBe(asked + 1)
    expect(outbox.isBlocked).toBe(false)
    outbox.flush(clock.now())
    expect(waits).toEqual([3_000])
  })

  it('leaves out what was released meanwhile', () => {
    const { outbox, written, hold, tick } = createWorld()
    const spy = hold('SPY')
    tick(spy, 1, 1)
    spy.slot.remove(spy)

    expect(outbox.flush(0)).toBe(true)
    expect(written).toEqual([])
  })

  it('turns trades that do not fit into one gap, and goes on behind it', () => {
    const { outbox, written, counts } = createWorld({ maxLossless: 3 })
    for (let at = 1; at <= 4; at += 1) outbox.lossless('T', 'SPY', `{"n":${at}}`, at * 10)

    outbox.flush(0)

    expect(written).toEqual(['[{"type":"gap","data":{"channel":"T","symbol":"SPY","from":10,"to":30}},{"n":4}]'])
    expect(counts.gaps).toBe(3)
  })

  it('widens the gap when the queue runs over again', () => {
    const { outbox, written } = createWorld({ maxLossless: 1 })
    for (let at = 1; at <= 5; at += 1) outbox.lossless('T', 'SPY', `{"n":${at}}`, at * 10)

    outbox.flush(0)

    expect(written[0]).toContain('"from":10,"to":40')
  })
})
