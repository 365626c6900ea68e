import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanFrame } from '../../../adapters/stream/frame-scanner.ts'
import { FrameLog } from '../../../domain/frame-log.ts'
import { encodeQuoteMessage, encodeServerMessage } from '../../../domain/wire-messages.ts'
import type { ServerMessage, WireQuote } from '../../../domain/wire-protocol.ts'

const OLDER = `}]},{"a":""}}]`

function read(frame: string): { kind: string; text: string; symbol?: string }[] {
  const seen: { kind: string; text: string; symbol?: string }[] = []
  const log = new FrameLog({ needsNothing: () => true, bytesKept: () => 0, moveKept: () => {} })
  // what an older frame left behind is no part of this one
  log.read(`[${OLDER.repeat(20)}]`, () => {})
  log.read(frame, (frames, start, end) =>
    scanFrame(frames, start, end, {
      quote: (from, symbolFrom, symbolTo, to) =>
        void seen.push({ kind: 'quote', symbol: log.text(symbolFrom, symbolTo), text: log.text(from, to) }),
      other: (from, to) => void seen.push({ kind: 'other', text: log.text(from, to) }),
      malformed: (from, to) => void seen.push({ kind: 'malformed', text: log.text(from, to) }),
    }),
  )
  return seen
}

const quote = (symbol: string): WireQuote => ({ symbol, bid: 1.5, timestamp: 1_800_000_000_000, source: 'stream' })
const PONG: ServerMessage = { type: 'pong', data: { t: 1, serverTime: 2 } }
// braces, brackets, quotation marks and what looks like a message inside a string
const TRICKY: ServerMessage = {
  type: 'error',
  data: { code: 'not-found', message: 'no "}},]{" here: {"type":"Q","data":{"symbol":"SPY"}} \\' },
}

describe('scanFrame', () => {
  it('hands on a single quote with its symbol and exactly its text', () => {
    const text = encodeQuoteMessage(quote('SPY'))

    expect(read(text)).toEqual([{ kind: 'quote', symbol: 'SPY', text }])
  })

  it('splits any mixture of messages into exactly their texts, in order', () => {
    const message = fc.oneof(
      fc.constantFrom('SPY', 'I:SPX', 'O:SPY261218C00650000').map(quote).map(encodeQuoteMessage),
      fc.constantFrom(PONG, TRICKY).map(encodeServerMessage),
      fc.string().map((text) => encodeServerMessage({ type: 'error', data: { code: 'bad-message', message: text } })),
    )
    fc.assert(
      fc.property(fc.array(message), fc.constantFrom(',', ' , ', ',\n'), (texts, comma) => {
        expect(read(`[${texts.join(comma)}]`).map((one) => one.text)).toEqual(texts)
      }),
    )
  })

  it('takes quotes out of a mixed frame unparsed and leaves the rest to the parser', () => {
    const texts = [encodeQuoteMessage(quote('SPY')), encodeServerMessage(TRICKY), encodeQuoteMessage(quote('QQQ'))]

    expect(read(`[${texts.join(',')}]`).map((one) => one.kind)).toEqual(['quote', 'other', 'quote'])
  })

  it('does not take a nested object for the end of a quote', () => {
    const text = '{"type":"Q","data":{"symbol":"SPY","more":{"a":{"b":1}},"bid":1}}'

    expect(read(text)).toEqual([{ kind: 'other', text }])
  })

  it.each([
    ['', 'malformed'],
    ['hello', 'malformed'],
    ['17', 'malformed'],
    ['{"type":"Q","data":{"symbol":"SPY"', 'malformed'],
    ['{"type":"Q","data":{"symbol":"SPY', 'malformed'],
    ['{"a":"\\', 'malformed'],
    ['[{"type":"pong"}', 'other malformed'],
    ['[{"type":"pong"};{"type":"pong"}]', 'other malformed'],
    ['{"type":"pong"} trailing', 'other malformed'],
    ['[1,2]', 'malformed'],
    ['[]', ''],
    [' [ {"type":"pong"} ] ', 'other'],
  ])('reads %j as: %s', (frame, kinds) => {
    expect(
      read(frame)
        .map((one) => one.kind)
        .join(' '),
    ).toBe(kinds)
  })

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string().map((text) => `[{"type":"Q","data":{"symbol":"${text}`),
        ),
        (frame) => {
          expect(() => read(frame)).not.toThrow()
        },
      ),
    )
  })
})
