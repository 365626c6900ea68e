import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameLog } from '../../domain/frame-log.ts'
import { mergeQuote, NO_QUOTE } from '../../domain/quote.ts'
import type { Quote } from '../../domain/quote.ts'
import { membersAfter, membersOf, membersRead, quoteRead, readQuote, timestampRead } from '../../domain/read-quote.ts'
import { encodeQuoteMessage } from '../../domain/wire-messages.ts'
import { decodeQuoteMessage } from '../../domain/wire-quote.ts'
import { QUOTE_MESSAGE_PREFIX } from '../../domain/wire-protocol.ts'
import type { WireQuote } from '../../domain/wire-protocol.ts'

const log = new FrameLog({ needsNothing: () => true, bytesKept: () => 0, moveKept: () => {} })

/** What is read of the message alone, which a text has from `from` to `to`; undefined for what is left to the parser. */
function read(symbol: string, text: string, from = 0, to = text.length): Quote | undefined {
  const head = `${QUOTE_MESSAGE_PREFIX}${symbol}"`
  const around = new TextEncoder().encode(text.slice(0, from)).length
  const behind = new TextEncoder().encode(text.slice(to)).length
  let isRead = false
  log.read(text, (frames, start, end) => {
    isRead = readQuote(frames, start + around + head.length, end - behind)
  })
  return isRead ? quoteRead(symbol, NO_QUOTE, RECEIVED_AT) : undefined
}

/** The same by the parser. */
function parsed(text: string): Quote | undefined {
  const patch = decodeQuoteMessage(text)
  return patch === undefined ? undefined : mergeQuote(undefined, patch, RECEIVED_AT)
}

const RECEIVED_AT = 5
const message = (rest: string): string => `${QUOTE_MESSAGE_PREFIX}SPY",${rest}}}`
const END = '"timestamp":17,"source":"stream"'

const cents = fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 100)
const usual = fc.oneof(
  cents,
  fc.integer(),
  fc.integer({ min: 0, max: 1e9 }).map((value) => value / 1e8),
)
const unusual = fc.oneof(fc.maxSafeNat(), fc.double({ noNaN: true, noDefaultInfinity: true }))
const number = fc.option(fc.oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: unusual }), {
  nil: undefined,
})
const anyQuote: fc.Arbitrary<WireQuote> = fc.record({
  symbol: fc.constantFrom('SPY', 'I:SPX', 'O:SPY261218C00650000', ''),
  bid: number,
  ask: number,
  bidSize: number,
  askSize: number,
  midpoint: number,
  last: number,
  lastSize: number,
  value: number,
  open: number,
  high: number,
  low: number,
  close: number,
  previousClose: number,
  change: number,
  changePercent: number,
  volume: number,
  timestamp: fc.nat(2 ** 42),
  source: fc.constantFrom('stream' as const, 'rest' as const, 'restored' as const),
  timeframe: fc.constantFrom('real-time' as const, 'delayed' as const, undefined),
})

describe('readQuote', () => {
  it('reads every member exactly as the parser does, or leaves the message to it', () => {
    let understood = 0
    fc.assert(
      fc.property(anyQuote, (quote) => {
        const text = encodeQuoteMessage(quote)
        const answer = read(quote.symbol, text)
        if (answer === undefined) return
        understood++
        expect(answer).toEqual(parsed(text))
      }),
      { numRuns: 1000 },
    )
    expect(understood).toBeGreaterThan(100)
  })

  it('reads prices, sizes and times as they come, at any place of a frame', () => {
    fc.assert(
      fc.property(cents, cents, fc.nat(), fc.nat(2 ** 42), fc.string(), (bid, change, volume, timestamp, around) => {
        const quote: WireQuote = { symbol: 'SPY', bid, change, volume, timestamp, source: 'stream' }
        const text = encodeQuoteMessage(quote)
        const frame = `${around}${text}${around}`

        expect(read('SPY', frame, around.length, around.length + text.length)).toEqual(parsed(text))
      }),
    )
  })

  it('answers with the string it was given as the symbol', () => {
    const symbol = 'O:SPY261218C00650000'

    expect(read(symbol, encodeQuoteMessage({ symbol, timestamp: 1, source: 'rest' }))?.symbol).toBe(symbol)
  })

  it('gives every quote the same members in the same order', () => {
    const bare = read('SPY', message(END))
    const full = read('SPY', message(`"bid":1,"volume":2,${END},"timeframe":"delayed"`))

    expect(Object.keys(bare ?? {})).toEqual(Object.keys(full ?? {}))
    expect(full).toMatchObject({ bid: 1, volume: 2, timestamp: 17, source: 'stream', timeframe: 'delayed' })
  })

  it.each(['-0', '0', '0.5', '123456789012345', '0.00000000012345', '99999999.9999999'])('reads %s', (text) => {
    expect(read('SPY', message(`"bid":${text},${END}`))?.bid).toBe(JSON.parse(text))
  })

  it.each([
    ['an exponent', message(`"bid":1e3,${END}`)],
    ['more digits than are exact', message(`"bid":1234567890.123456,${END}`)],
    ['a leading zero', message(`"bid":01,${END}`)],
    ['a point without decimals', message(`"bid":1.,${END}`)],
    ['a point without a whole', message(`"bid":.5,${END}`)],
    ['a lonely sign', message(`"bid":-,${END}`)],
    ['a null', message(`"bid":null,${END}`)],
    ['a text', message(`"bid":"1",${END}`)],
    ['a member that is not the next', message(`"ask":1,"bid":1,${END}`)],
    ['a member twice', message(`"bid":1,"bid":1,${END}`)],
    ['an unknown member', message(`"bid":1,"more":1,${END}`)],
    ['blanks', message(`"bid": 1,${END}`)],
    ['no colon', message(`"bid"=1,${END}`)],
    ['no quotation mark after a comma', message('"bid":1,ask":2,"timestamp":17,"source":"stream"')],
    ['no timestamp', message('"bid":1,"source":"stream"')],
    ['no source', message('"timestamp":17')],
    ['an unknown source', message('"timestamp":17,"source":"other"')],
    ['an unknown timeframe', message(`${END},"timeframe":"late"`)],
    ['something after the timeframe', message(`${END},"timeframe":"delayed","more":1`)],
    ['a longer symbol', message(END).replace('SPY', 'SPYX')],
    ['nothing behind the symbol', `${QUOTE_MESSAGE_PREFIX}SPY"`],
    ['a cut end', message(END).slice(0, -1)],
    ['one bracket less', `${message(END).slice(0, -1)},`],
    ['a number at the very end', `${QUOTE_MESSAGE_PREFIX}SPY","bid":1`],
    ['no text', ''],
  ])('leaves %s to the parser', (_, text) => {
    expect(read('SPY', text)).toBeUndefined()
  })

  it('does not read beyond the message', () => {
    const text = message(END)

    expect(read('SPY', `${text},{}`, 0, text.length + 1)).toBeUndefined()
    expect(read('SPY', text, 0, text.length - 1)).toBeUndefined()
  })

  it('puts a newer message onto a quote as its patch would be merged, also where it need not look at the quote', () => {
    fc.assert(
      fc.property(anyQuote, anyQuote, (before, after) => {
        const held = mergeQuote(undefined, { ...before, symbol: 'SPY', timestamp: 1 }, 1)
        const patch: WireQuote = { ...after, symbol: 'SPY', timestamp: 2 }
        const text = encodeQuoteMessage(patch)
        if (read('SPY', text) === undefined) return
        // as JSON has it: -0 is written as 0
        const merged = mergeQuote(held, decodeQuoteMessage(text) ?? patch, RECEIVED_AT)

        expect(timestampRead()).toBe(2)
        expect(quoteRead('SPY', held, RECEIVED_AT)).toEqual(merged)
        const older = (membersOf(held) & ~membersRead()) === 0 ? NO_QUOTE : held
        expect(quoteRead('SPY', older, RECEIVED_AT)).toEqual(merged)
        expect(membersOf(merged) & ~membersAfter(membersOf(held))).toBe(0)
      }),
      { numRuns: 3000 },
    )
  })
})
