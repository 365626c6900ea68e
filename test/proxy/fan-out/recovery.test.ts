import { describe, expect, it } from 'vitest'
import type { StreamEvent } from '../../../domain/massive/stream-events.ts'
import type { GapData, LosslessChannel } from '../../../domain/wire-protocol.ts'
import { LosslessStream } from '../../../proxy/fan-out/lossless-stream.ts'
import type { LosslessPart } from '../../../proxy/fan-out/lossless-stream.ts'
import { Outbox } from '../../../proxy/fan-out/outbox.ts'
import { Recovery } from '../../../proxy/fan-out/recovery.ts'
import { decodeServerFrame } from '../../../domain/wire-messages.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

const MINUTE = 60_000

function createWorld(channels: readonly LosslessChannel[] = ['T']) {
  // ten seconds into a minute
  const clock = createFakeClock({ now: Date.UTC(2026, 10, 23, 15, 0, 10) })
  const recovery = new Recovery(clock)
  const gaps: GapData[] = []
  const outbox = new Outbox({
    sink: { writableLength: 0, write: (frame: string) => gaps.push(...gapsIn(frame.slice(frame.search(/[[{]/)))) },
    counts: { quotes: 0, lossless: 0, frames: 0, bytes: 0, conflated: 0, gaps: 0 },
    clock,
    maxLossless: 100,
    intervalMs: 0,
    onPending: () => undefined,
    onFlushed: () => undefined,
    onRejected: () => undefined,
    onFailure: () => undefined,
  })
  function open(channel: LosslessChannel): LosslessStream {
    const options = { channel, symbol: 'SPY', epoch: 'e', capacity: () => 10, base: 0, startedAt: clock.now() }
    const stream = new LosslessStream(options)
    stream.holders.add(outbox)
    return stream
  }
  const streams = channels.map(open)
  for (const stream of streams) recovery.promised(stream)
  function quote(at: number): void {
    const event: StreamEvent = { ev: 'Q', sym: 'QQQ', bp: 1, ap: 2, t: at }
    recovery.heard([event], clock.now())
  }
  /** Bars come up to `to`, and show that nothing is missing before. */
  function prove(to: number): void {
    for (const stream of streams) {
      const isOfSecond = stream.channel === 'A'
      const lengthMs = isOfSecond ? 1_000 : MINUTE
      for (const end of [to - lengthMs, to]) {
        const bar = { start: end - lengthMs, end, volume: 0, accumulated: 0 }
        if (stream.channel === 'T') stream.audit(bar)
        else stream.publish(barPart(isOfSecond, bar.start, end), clock.now(), 0)
      }
    }
  }
  function told(): readonly GapData[] {
    outbox.flush(clock.now())
    return gaps.splice(0)
  }
  return { clock, recovery, streams, open, quote, prove, told }
}

function barPart(isOfSecond: boolean, start: number, end: number): LosslessPart {
  const timeframe = isOfSecond ? '1s' : '1m'
  return { symbol: 'SPY', timeframe, open: 1, high: 1, low: 1, close: 1, volume: 0, start, end }
}

const minuteOf = (at: number): number => at - (at % MINUTE)

const gapsIn = (text: string): readonly GapData[] =>
  decodeServerFrame(text).messages.flatMap((message) => (message.type === 'gap' ? [message.data] : []))

describe('after an outage of the vendor', () => {
  it('the told gap runs from the last whole minute to the first data after', async () => {
    const { clock, recovery, streams, quote, prove, told } = createWorld()
    await clock.advanceAsync(5 * MINUTE)
    const lastAt = clock.now()
    prove(minuteOf(lastAt))
    quote(lastAt)
    await clock.advanceAsync(7_000)
    recovery.interrupted(streams, lastAt, false)
    await clock.advanceAsync(3_000)
    for (const stream of streams) recovery.promised(stream)
    await clock.advanceAsync(500)
    expect(told()).toEqual([])

    quote(clock.now())

    expect(told()).toEqual([{ channel: 'T', symbol: 'SPY', from: minuteOf(lastAt), to: clock.now() }])
    expect(clock.pending).toBe(0)
  })

  it('the gap begins with the last data where bars have shown all before it', async () => {
    const { clock, recovery, streams, quote, prove, told } = createWorld()
    await clock.advanceAsync(5 * MINUTE - 10_000)
    const lastAt = clock.now()
    prove(lastAt)
    recovery.interrupted(streams, lastAt, true)
    quote(clock.now())

    expect(told()).toMatchObject([{ from: lastAt - 1_000 }])
  })

  it('without any bar the gap reaches back three minutes: what is traded more often would have had one', async () => {
    const { clock, recovery, streams, quote, told } = createWorld(['T', 'A'])
    await clock.advanceAsync(60 * MINUTE)
    const lastAt = clock.now()
    recovery.interrupted(streams, lastAt, true)
    quote(lastAt)

    expect(told()).toMatchObject([{ from: lastAt - 3 * MINUTE - 1_000 }, { from: lastAt - 3 * MINUTE - 2_000 }])
  })

  it('a second outage reaches back to the end of the first, which was told', async () => {
    const { clock, recovery, streams, quote, told } = createWorld()
    await clock.advanceAsync(60 * MINUTE)
    recovery.interrupted(streams, clock.now(), true)
    quote(clock.now())
    const toldTo = told().at(-1)?.to ?? 0
    await clock.advanceAsync(20_000)
    recovery.interrupted(streams, clock.now(), true)
    quote(clock.now())

    expect(told()).toMatchObject([{ from: toldTo - 1_000, to: clock.now() }])
  })

  it('every minute with an outage is audited, however many of them were short before', async () => {
    const { clock, recovery, streams, quote, told } = createWorld()
    const [stream] = streams
    const firstMinute = minuteOf(clock.now()) + MINUTE
    stream?.audit({ start: firstMinute - MINUTE, end: firstMinute, volume: 0 })
    for (let minute = firstMinute; minute < firstMinute + 8 * MINUTE; minute += MINUTE) {
      await clock.advanceAsync(minute + 30_000 - clock.now())
      recovery.interrupted(streams, clock.now(), true)
      quote(clock.now())
      told()
      await clock.advanceAsync(31_000)
      stream?.audit({ start: minute, end: minute + MINUTE, volume: 100 })

      expect(told()).toMatchObject([{ from: minute, to: minute + MINUTE }])
    }
  })

  it('a quiet market is told what is missing so far, and the rest when data comes', async () => {
    const { clock, recovery, streams, quote, prove, told } = createWorld()
    await clock.advanceAsync(5 * MINUTE)
    const lastAt = clock.now()
    prove(minuteOf(lastAt))
    quote(lastAt)
    recovery.interrupted(streams, lastAt, false)
    for (const stream of streams) recovery.promised(stream)

    await clock.advanceAsync(1_000)
    expect(told()).toMatchObject([{ from: minuteOf(lastAt), to: lastAt + 1_000 }])
    await clock.advanceAsync(MINUTE)
    expect(told()).toEqual([])

    quote(clock.now())

    expect(told()).toMatchObject([{ from: lastAt, to: clock.now() }])
  })

  it('the gap reaches back over the bar before the one that was forming, which a late trade may have changed', async () => {
    const { clock, recovery, streams, quote, prove, told } = createWorld(['A', 'AM'])
    await clock.advanceAsync(5 * MINUTE - 10_000)
    prove(clock.now())
    await clock.advanceAsync(500)
    const lastAt = clock.now()
    quote(lastAt)
    recovery.interrupted(streams, lastAt, false)
    for (const stream of streams) recovery.promised(stream)
    quote(lastAt + 10)

    // of seconds, what the exchanges' clocks may differ by comes on top
    expect(told()).toMatchObject([
      { channel: 'A', from: minuteOf(lastAt) - 2_000 },
      { channel: 'AM', from: minuteOf(lastAt) - 2 * MINUTE },
    ])
  })

  it('the gap is dated as the data of a delayed plan is', async () => {
    const { clock, recovery, streams, quote, prove, told } = createWorld()
    await clock.advanceAsync(5 * MINUTE)
    const lastAt = clock.now()
    prove(minuteOf(lastAt) - 15 * MINUTE)
    quote(lastAt - 15 * MINUTE)
    recovery.interrupted(streams, lastAt, false)
    for (const stream of streams) recovery.promised(stream)
    await clock.advanceAsync(10)
    quote(clock.now() - 15 * MINUTE)

    expect(told()).toMatchObject([{ from: minuteOf(lastAt) - 15 * MINUTE }])
  })

  it('nothing before the subscription is told as missing', async () => {
    const { clock, recovery, streams, quote, told } = createWorld()
    const startedAt = clock.now()
    recovery.interrupted(streams, startedAt - 60 * MINUTE, false)
    for (const stream of streams) recovery.promised(stream)
    quote(clock.now())

    expect(told()).toMatchObject([{ from: startedAt - 1_000 }])
  })

  it('a stream that is not acknowledged yet waits, while the others are told', async () => {
    const { clock, recovery, streams, quote, told } = createWorld(['T', 'A'])
    const [trades] = streams
    recovery.interrupted(streams, clock.now(), false)
    if (trades !== undefined) recovery.promised(trades)
    quote(clock.now())

    expect(told().map(({ channel }) => channel)).toEqual(['T'])
  })

  it('frames that could not be read are a gap up to the next that can, as the subscriptions stand', async () => {
    const { clock, recovery, streams, quote, told } = createWorld()
    const lastAt = clock.now()
    recovery.interrupted(streams, lastAt, true)
    await clock.advanceAsync(20)
    quote(clock.now())

    expect(told()).toMatchObject([{ from: lastAt - 1_000, to: lastAt + 20 }])
  })

  it('a subscription that the vendor took late has a gap from its beginning', async () => {
    const { clock, recovery, open, quote, told } = createWorld([])
    const startedAt = clock.now()
    const [late, prompt] = [open('T'), open('A')]
    await clock.advanceAsync(2_000)
    recovery.promised(prompt)
    await clock.advanceAsync(8_000)
    recovery.promised(late)
    quote(clock.now())

    expect(told()).toEqual([{ channel: 'T', symbol: 'SPY', from: startedAt - 1_000, to: startedAt + 10_000 }])
  })

  it('forgets a stream that ended, and its timer', () => {
    const { clock, recovery, streams, told, quote } = createWorld()
    recovery.interrupted(streams, clock.now(), true)
    for (const stream of streams) recovery.forget(stream)
    quote(clock.now())

    expect(told()).toEqual([])
    expect(clock.pending).toBe(0)
  })
})
