import { describe, expect, it } from 'vitest'
import { encodeQuoteMessage, encodeServerMessage } from '../../../domain/wire-messages.ts'
import { aggregate, quotePatch, TEST_NOW, trade } from '../../../src/testing/builders.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import { createReplay } from '../../../src/testing/replay.ts'
import type { Replay } from '../../../src/testing/replay.ts'
import { sessionFromText, sessionToText } from '../../../src/testing/session.ts'
import type { RecordedFrame, RecordedSession } from '../../../src/testing/session.ts'
import { selectQuote } from '../../../store/selectors/quotes.ts'

const FRAMES = 200

/** A frame of one quote each 50 ms, with a trade and a growing bar in every tenth. */
function session(): RecordedSession {
  const frames = Array.from({ length: FRAMES }, (_, index): RecordedFrame => {
    const at = TEST_NOW + index * 50
    const quote = encodeQuoteMessage(quotePatch({ symbol: `S${index % 7}`, bid: 100 + index, timestamp: at }))
    const messages = index % 10 === 0 ? [quote, tradeText(at, index), barText(at, index)] : [quote]
    return { at, endpoint: 'indices', text: `[${messages.join(',')}]` }
  })
  return { startedAt: TEST_NOW, frames }
}

function tradeText(at: number, offset: number): string {
  const { source: _, ...data } = trade({ timestamp: at, sequence: offset })
  return encodeServerMessage({ type: 'T', data: { ...data, epoch: 'e', offset } })
}

function barText(at: number, offset: number): string {
  const { source: _, ...data } = aggregate({ start: TEST_NOW, close: at })
  return encodeServerMessage({ type: 'AM', data: { ...data, epoch: 'e', offset } })
}

function dataOf({ store }: Replay): string {
  const { quotes, trades, aggregates } = store.getState()
  return JSON.stringify({ quotes, trades, aggregates })
}

async function playedAt(speed: number): Promise<{ data: string; tookMs: number }> {
  const replay = createReplay(session())
  const pace = createFakeClock()
  const before = pace.now()
  const done = replay.play({ speed, clock: pace })
  while (replay.remaining > 0) await pace.advanceAsync(50 / speed)
  await done
  return { data: dataOf(replay), tookMs: pace.now() - before }
}

describe('createReplay', () => {
  it('reaches exactly the same state at 1×, at 100× and step by step, twice each', async () => {
    const stepped = createReplay(session())
    while (stepped.step() !== undefined);

    const outcomes = [await playedAt(1), await playedAt(1), await playedAt(100), await playedAt(100)]

    expect(new Set([dataOf(stepped), ...outcomes.map(({ data }) => data)]).size).toBe(1)
    expect(outcomes.map(({ tookMs }) => Math.round(tookMs))).toEqual([9_950, 9_950, 100, 100])
  })

  it('fills the store with quotes, trades and bars at the session’s own time', () => {
    const replay = createReplay(session())
    while (replay.step() !== undefined);

    const state = replay.store.getState()
    expect(selectQuote('S3')(state)).toMatchObject({
      bid: 100 + 199,
      receivedAt: TEST_NOW + 199 * 50,
      source: 'stream',
    })
    expect(state.trades.bySymbol['SPY']).toHaveLength(20)
    expect(state.aggregates.series['SPY|1m']?.bars).toHaveLength(1)
  })

  it('changes the store frame by frame', () => {
    const replay = createReplay(session())

    expect(replay.step()?.at).toBe(TEST_NOW)
    expect(selectQuote('S0')(replay.store.getState())?.bid).toBe(100)
    expect(selectQuote('S1')(replay.store.getState())).toBeUndefined()
    expect(replay.remaining).toBe(FRAMES - 1)
  })

  it('takes over what the proxy says it streams for the roots, and passes over what it cannot read', () => {
    const status = { status: 'watchlist' as const, roots: ['SPY'], symbols: ['O:SPY261218C00650000'] }
    const texts = [
      encodeServerMessage({ type: 'status', data: status }),
      encodeServerMessage({ type: 'pong', data: { t: 1, serverTime: 2 } }),
      '{"type":"Q","data":',
      '{"type":"unheard-of","data":{}}',
      encodeQuoteMessage(quotePatch({ bid: 5 })),
    ]
    const replay = createReplay({
      startedAt: TEST_NOW,
      frames: texts.map((text, index) => ({ at: TEST_NOW + index, endpoint: 'options', text })),
    })
    while (replay.step() !== undefined);

    expect(replay.store.getState().watchlist.streamed).toEqual(['O:SPY261218C00650000'])
    expect(selectQuote('SPY')(replay.store.getState())?.bid).toBe(5)
  })

  it('pauses when the signal aborts and goes on from there', async () => {
    const replay = createReplay(session())
    const pace = createFakeClock()
    const pause = new AbortController()
    const playing = replay.play({ clock: pace, signal: pause.signal })
    await pace.advanceAsync(125)
    pause.abort()

    await expect(playing).rejects.toThrow('abort')
    expect(FRAMES - replay.remaining).toBe(3)

    const rest = replay.play({ clock: pace, speed: 1000 })
    await pace.advanceAsync(1_000)
    await rest
    expect(replay.remaining).toBe(0)
  })
})

describe('session file', () => {
  it('comes back from its text as it was', () => {
    expect(sessionFromText(sessionToText(session()))).toEqual(session())
  })

  it.each([
    ['an empty file', '', 'Line 1'],
    ['another head', '{"format":"x"}', 'Line 1'],
    ['a torn line', sessionToText({ startedAt: 1, frames: [] }) + '{"at":', 'Line 2'],
    ['a frame that is none', sessionToText({ startedAt: 1, frames: [] }) + '7', 'Line 2'],
    ['a frame of no endpoint', sessionToText({ startedAt: 1, frames: [] }) + '{"at":1,"text":""}', 'Line 2'],
    ['a frame without text', sessionToText({ startedAt: 1, frames: [] }) + '{"at":1,"endpoint":"options"}', 'Line 2'],
  ])('names the line of %s', (_, text, line) => {
    expect(() => sessionFromText(text)).toThrow(line)
  })
})
