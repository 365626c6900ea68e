import { describe, expect, it } from 'vitest'
import type { StreamEvent } from '../../../domain/massive/stream-events.ts'
import type { GapData, LosslessChannel } from '../../../domain/wire-protocol.ts'
import { LosslessStream } from '../../../proxy/fan-out/lossless-stream.ts'
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
    highWaterBytes: 100,
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
  function told(): readonly GapData[] {
    outbox.flush(clock.now())
    return gaps.splice(0)
  }
  return { clock, recovery, streams, open, quote, told }
}

const gapsIn = (text: string): readonly GapData[] =>
  decodeServerFrame(text).messages.flatMap((message) => (message.type === 'gap' ? [message.data] : []))

describe('after an outage of the vendor', () => {
  it('the told gap runs from the last data before to the first data after', async () => {
    const { clock, recovery, streams, quote, told } = createWorld()
    await clock.advanceAsync(5 * MINUTE)
    const lastAt = clock.now()
    quote(lastAt)
    await clock.advanceAsync(7_000)
    recovery.interrupted(streams, lastAt, false)
    await clock.advanceAsync(3_000)
    for (const stream of streams) recovery.promised(stream)
    await clock.advanceAsync(500)
    expect(told()).toEqual([])

    quote(clock.now())

    expect(told()).toEqual([{ channel: 'T', symbol: 'SPY', from: lastAt - 1_000, to: clock.now() }])
    expect(clock.pending).toBe(0)
  })

  it('a quiet market is told what is missing so far, and the rest when data comes', async () => {
    const { clock, recovery, streams, quote, told } = createWorld()
    await clock.advanceAsync(5 * MINUTE)
    const lastAt = clock.now()
    quote(lastAt)
    recovery.interrupted(streams, lastAt, false)
    for (const stream of streams) recovery.promised(stream)

    await clock.advanceAsync(1_000)
    expect(told()).toMatchObject([{ from: lastAt - 1_000, to: lastAt + 1_000 }])
    await clock.advanceAsync(MINUTE)
    expect(told()).toEqual([])

    quote(clock.now())

    expect(told()).toMatchObject([{ from: lastAt, to: clock.now() }])
  })

  it('the gap reaches back over the bar before the one that was forming, which a late trade may have changed', async () => {
    const { clock, recovery, streams, quote, told } = createWorld(['A', 'AM'])
    await clock.advanceAsync(5 * MINUTE)
    const lastAt = clock.now()
    quote(lastAt)
    recovery.interrupted(streams, lastAt, false)
    for (const stream of streams) recovery.promised(stream)
    quote(lastAt + 10)

    const minute = lastAt - (lastAt % MINUTE)
    expect(told()).toMatchObject([
      { channel: 'A', from: lastAt - 2_000 },
      { channel: 'AM', from: minute - MINUTE },
    ])
  })

  it('the gap is dated as the data of a delayed plan is', async () => {
    const { clock, recovery, streams, quote, told } = createWorld()
    await clock.advanceAsync(5 * MINUTE)
    const lastAt = clock.now()
    quote(lastAt - 15 * MINUTE)
    recovery.interrupted(streams, lastAt, false)
    for (const stream of streams) recovery.promised(stream)
    await clock.advanceAsync(10)
    quote(clock.now() - 15 * MINUTE)

    expect(told()).toMatchObject([{ from: lastAt - 15 * MINUTE - 1_000 }])
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
