import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClientFrameLimits, ClientMessageResult } from '../../domain/wire-client-messages.ts'
import { decodeClientFrame, encodeClientMessage } from '../../domain/wire-messages.ts'
import type { ClientMessage } from '../../domain/wire-protocol.ts'

/** What becomes of a frame of one message. */
function decodeText(text: string, limits?: ClientFrameLimits): ClientMessageResult {
  const [result, ...others] = decodeClientFrame(text, limits)
  expect(others).toEqual([])
  if (result === undefined) throw new Error(`no answer to ${text}`)
  return result
}

const decode = (value: unknown, limits?: ClientFrameLimits): unknown => decodeText(JSON.stringify(value), limits)

describe('client messages', () => {
  it.each<readonly [ClientMessage]>([
    [{ action: 'subscribe', channel: 'Q', symbols: ['SPY', 'O:SPY261218C00650000'] }],
    [{ action: 'subscribe', channel: 'T', symbols: ['SPY'], from: { SPY: { epoch: 'a', offset: 3 } } }],
    [{ action: 'unsubscribe', channel: 'AM', symbols: ['SPY'] }],
    [{ action: 'updateWatchlist', roots: ['SPY'] }],
    [{ action: 'updateWatchlist', roots: [] }],
    [{ action: 'auth', token: 'abc' }],
    [{ action: 'configure', maxRateHz: 0.5 }],
    [{ action: 'ping', t: 0 }],
  ])('reads %j', (message) => {
    expect(decodeText(encodeClientMessage(message))).toEqual({ ok: true, message })
  })

  it('reads the messages of an array in their order, the bad ones among them', () => {
    const frame = '[{"action":"ping","t":1},7,[],{"action":"updateWatchlist","roots":["SPY"]}]'
    expect([...decodeClientFrame(frame)]).toEqual([
      { ok: true, message: { action: 'ping', t: 1 } },
      { ok: false, code: 'bad-message', problem: 'a message is a JSON object' },
      { ok: false, code: 'bad-message', problem: 'a message is a JSON object' },
      { ok: true, message: { action: 'updateWatchlist', roots: ['SPY'] } },
    ])
  })

  it('takes Q for the channel that is not named', () => {
    expect(decode({ action: 'subscribe', symbols: ['SPY'] })).toMatchObject({ message: { channel: 'Q' } })
    expect(decode({ action: 'unsubscribe', symbols: ['SPY'] })).toMatchObject({ message: { channel: 'Q' } })
  })

  it('drops what the protocol does not know', () => {
    expect(decode({ action: 'ping', t: 1, extra: 2 })).toEqual({ ok: true, message: { action: 'ping', t: 1 } })
    expect(decode({ action: 'unsubscribe', channel: 'T', symbols: ['A'], from: { A: 1 } })).toEqual({
      ok: true,
      message: { action: 'unsubscribe', channel: 'T', symbols: ['A'] },
    })
  })

  it.each([
    ['', 'bad-message', 'a message is a JSON object'],
    ['nonsense', 'bad-message', 'a message is a JSON object'],
    ['[]', 'bad-message', 'a frame holds at least one message'],
    ['null', 'bad-message', 'a message is a JSON object'],
    ['7', 'bad-message', 'a message is a JSON object'],
    ['{}', 'unknown-action', 'there is no action undefined'],
    ['{"action":"buy"}', 'unknown-action', 'there is no action "buy"'],
    ['{"action":7}', 'unknown-action', 'there is no action 7'],
    ['{"action":"constructor"}', 'unknown-action', 'there is no action "constructor"'],
    ['{"action":"subscribe"}', 'bad-message', 'symbols is a list of at least one string'],
    ['{"action":"subscribe","symbols":[]}', 'bad-message', 'symbols is a list of at least one string'],
    ['{"action":"subscribe","symbols":"SPY"}', 'bad-message', 'symbols is a list of at least one string'],
    ['{"action":"unsubscribe","symbols":["SPY",1]}', 'bad-message', 'symbols is a list of at least one string'],
    ['{"action":"subscribe","symbols":["A"],"channel":"V"}', 'bad-message', 'channel is one of Q, T, A, AM, not "V"'],
    ['{"action":"subscribe","symbols":["A"],"channel":null}', 'bad-message', 'channel is one of Q, T, A, AM, not null'],
    ['{"action":"subscribe","symbols":["A"],"from":7}', 'bad-message', 'from maps symbols to { epoch, offset }'],
    ['{"action":"subscribe","symbols":["A"],"from":[]}', 'bad-message', 'from maps symbols to { epoch, offset }'],
    ['{"action":"subscribe","symbols":["A"],"from":null}', 'bad-message', 'from maps symbols to { epoch, offset }'],
    ['{"action":"subscribe","symbols":["A"],"from":{"A":1}}', 'bad-message', 'from maps symbols to { epoch, offset }'],
    [
      '{"action":"subscribe","symbols":["A"],"from":{"A":{"epoch":1,"offset":1}}}',
      'bad-message',
      'from maps symbols to { epoch, offset }',
    ],
    [
      '{"action":"subscribe","symbols":["A"],"from":{"A":{"epoch":"a","offset":1e999}}}',
      'bad-message',
      'from maps symbols to { epoch, offset }',
    ],
    ['{"action":"updateWatchlist"}', 'bad-message', 'roots is a list of strings'],
    ['{"action":"updateWatchlist","roots":[1]}', 'bad-message', 'roots is a list of strings'],
    ['{"action":"auth"}', 'bad-message', 'token is a non-empty string'],
    ['{"action":"auth","token":""}', 'bad-message', 'token is a non-empty string'],
    ['{"action":"auth","token":7}', 'bad-message', 'token is a non-empty string'],
    ['{"action":"configure"}', 'bad-message', 'maxRateHz is a number above 0, not undefined'],
    ['{"action":"configure","maxRateHz":0}', 'bad-message', 'maxRateHz is a number above 0, not 0'],
    ['{"action":"configure","maxRateHz":"9"}', 'bad-message', 'maxRateHz is a number above 0, not "9"'],
    ['{"action":"configure","maxRateHz":1e999}', 'bad-message', 'maxRateHz is a number above 0, not null'],
    ['{"action":"ping"}', 'bad-message', 't is a number'],
    ['{"action":"ping","t":"1"}', 'bad-message', 't is a number'],
  ])('answers %s with %s: %s', (text, code, problem) => {
    expect(decodeText(text)).toEqual({ ok: false, code, problem })
  })

  it('takes as many symbols as it is told, and no more', () => {
    const symbols = ['A', 'B', 'C']
    for (const action of ['subscribe', 'unsubscribe']) {
      expect(decode({ action, symbols }, { maxSymbols: 3 })).toMatchObject({ ok: true })
      expect(decode({ action, symbols }, { maxSymbols: 2 })).toEqual({
        ok: false,
        code: 'too-many-symbols',
        problem: 'symbols holds 3, at most 2 fit in one message',
      })
    }
    expect(decode({ action: 'updateWatchlist', roots: symbols }, { maxSymbols: 3 })).toMatchObject({ ok: true })
    expect(decode({ action: 'updateWatchlist', roots: symbols }, { maxSymbols: 2 })).toMatchObject({
      code: 'too-many-symbols',
      problem: 'roots holds 3, at most 2 fit in one message',
    })
  })

  it('takes 5000 symbols and 262144 characters when it is told nothing', () => {
    const list = (length: number): string[] => Array.from({ length }, () => 'A')
    expect(decode({ action: 'subscribe', symbols: list(5000) })).toMatchObject({ ok: true })
    expect(decode({ action: 'subscribe', symbols: list(5001) })).toMatchObject({ code: 'too-many-symbols' })
    const padded = (length: number): string => '{"action":"ping","t":1}'.padEnd(length)
    expect(decodeText(padded(262_144))).toMatchObject({ ok: true })
    expect(decodeText(padded(262_145))).toMatchObject({ code: 'bad-message' })
  })

  it('does not parse a text beyond its limit', () => {
    expect(decodeText('{"action":"ping","t":1}', { maxLength: 22 })).toEqual({
      ok: false,
      code: 'bad-message',
      problem: 'a frame has at most 22 characters',
    })
    expect(decodeText('{"action":"ping","t":1}', { maxLength: 23 })).toMatchObject({ ok: true })
  })

  it('takes no endless token, and never repeats one', () => {
    expect(decode({ action: 'auth', token: 'x'.repeat(8192) })).toMatchObject({ ok: true })
    const answer = decode({ action: 'auth', token: 'x'.repeat(8193) })
    expect(answer).toEqual({ ok: false, code: 'bad-message', problem: 'token is a non-empty string' })
  })

  it('quotes only the start of what it refuses', () => {
    expect(decode({ action: 'x'.repeat(1000) })).toEqual({
      ok: false,
      code: 'unknown-action',
      problem: `there is no action "${'x'.repeat(39)}`,
    })
  })

  it('keeps positions of the asked symbols only', () => {
    const from = { A: { epoch: 'a', offset: 1 }, C: { epoch: 'c', offset: 2 } }
    expect(decode({ action: 'subscribe', channel: 'T', symbols: ['A', 'B'], from })).toEqual({
      ok: true,
      message: { action: 'subscribe', channel: 'T', symbols: ['A', 'B'], from: { A: { epoch: 'a', offset: 1 } } },
    })
  })

  it('cannot be made to reach a prototype', () => {
    const text =
      '{"action":"subscribe","symbols":["__proto__","constructor"],"from":{"__proto__":{"epoch":"a","offset":1,"polluted":1}},"__proto__":{"polluted":1}}'
    const result = decodeText(text)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(result).toMatchObject({ ok: true, message: { symbols: ['__proto__', 'constructor'] } })
    const from = result.ok && result.message.action === 'subscribe' ? result.message.from : undefined
    expect(Object.getPrototypeOf(from)).toBeNull()
    expect(from?.['constructor']).toBeUndefined()
    expect(Object.entries(from ?? {})).toEqual([['__proto__', { epoch: 'a', offset: 1 }]])
  })

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect([...decodeClientFrame(text)].some(({ ok }) => ok)).toBe(false)
      }),
    )
  })
})
