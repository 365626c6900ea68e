import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuotePatch } from '../../domain/quote.ts'
import { mergeQuote } from '../../domain/quote.ts'
import {
  decodeServerFrame,
  decodeServerMessage,
  encodeClientMessage,
  encodeQuoteMessage,
  encodeServerMessage,
  readServerMessage,
} from '../../domain/wire-messages.ts'
import { decodeQuoteMessage } from '../../domain/wire-quote.ts'
import { QUOTE_MESSAGE_PREFIX } from '../../domain/wire-protocol.ts'
import type { ServerMessage, WireAggregate, WireQuote, WireTrade } from '../../domain/wire-protocol.ts'

const quote: WireQuote = {
  symbol: 'SPY',
  bid: 1,
  ask: 2,
  bidSize: 3,
  askSize: 4,
  midpoint: 1.5,
  last: 6,
  lastSize: 7,
  value: 8,
  open: 9,
  high: 10,
  low: 11,
  close: 12,
  previousClose: 13,
  change: 14,
  changePercent: 15,
  volume: 16,
  timestamp: 17,
  source: 'stream',
  timeframe: 'delayed',
}

const trade: WireTrade = {
  symbol: 'SPY',
  price: 650,
  size: 100,
  exchange: 4,
  conditions: [14, 37],
  timestamp: 1000,
  sequence: 12,
  id: '7',
  epoch: 'a',
  offset: 3,
}

const bar: WireAggregate = {
  symbol: 'SPY',
  timeframe: '1m',
  open: 1,
  high: 4,
  low: 0.5,
  close: 2,
  volume: 100,
  vwap: 1.5,
  trades: 6,
  start: 60_000,
  end: 120_000,
  epoch: 'a',
  offset: 9,
}

const control: readonly ServerMessage[] = [
  {
    type: 'ack',
    data: {
      action: 'subscribe',
      channel: 'T',
      accepted: ['SPY'],
      rejected: [{ symbol: 'X Y', code: 'invalid-symbol', message: 'it has a blank' }],
      recovered: ['SPY'],
      positions: { SPY: { epoch: 'a', offset: 4 } },
    },
  },
  { type: 'ack', data: { action: 'unsubscribe', channel: 'Q', accepted: [], rejected: [], recovered: [] } },
  { type: 'error', data: { code: 'rate-limited', message: 'slow down', symbols: ['SPY'] } },
  { type: 'error', data: { code: 'unauthorized', message: 'no token' } },
  { type: 'error', data: { code: 'not-entitled', message: 'no trades', symbols: ['SPY'], channel: 'T' } },
  { type: 'gap', data: { channel: 'AM', symbol: 'SPY', from: 1, to: 2 } },
  { type: 'status', data: { status: 'connected', endpoint: 'options', protocol: 1, epoch: 'a' } },
  { type: 'status', data: { status: 'authenticated', expiresAt: 5 } },
  { type: 'status', data: { status: 'configured', maxRateHz: 10 } },
  { type: 'status', data: { status: 'watchlist', roots: ['SPY'], symbols: ['O:SPY261218C00650000'] } },
  { type: 'status', data: { status: 'upstream', cluster: 'stocks', state: 'evicted', reason: 'max_connections' } },
  { type: 'status', data: { status: 'upstream', cluster: 'indices', state: 'up' } },
  { type: 'status', data: { status: 'closing', reconnectInMs: 500 } },
  { type: 'pong', data: { t: 1, serverTime: 2 } },
]

const messages: readonly ServerMessage[] = [
  { type: 'Q', data: quote },
  { type: 'Q', data: { symbol: 'I:SPX', value: 6500, timestamp: 5, source: 'rest' } },
  { type: 'T', data: trade },
  { type: 'T', data: { symbol: 'SPY', price: 1, size: 0, timestamp: 2, epoch: 'a', offset: 0 } },
  { type: 'A', data: { ...bar, timeframe: '1s' } },
  { type: 'AM', data: bar },
  ...control,
]

const without = (data: object, key: string): object =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name !== key))

describe('wire messages', () => {
  it.each(messages)('carries $type across', (message) => {
    const text = encodeServerMessage(message)
    expect(decodeServerMessage(text)).toEqual(message)
    expect(readServerMessage(JSON.parse(text))).toEqual(message)
    expect(decodeServerFrame(text)).toEqual({ messages: [message], malformed: 0 })
  })

  it('reads an array of messages in its order and counts the malformed ones', () => {
    const items = [...messages.map(encodeServerMessage), '7', 'null', '{"type":"Q"}', '{}']
    expect(decodeServerFrame(`[${items.join(',')}]`)).toEqual({ messages, malformed: 4 })
    expect(decodeServerFrame('[]')).toEqual({ messages: [], malformed: 0 })
  })

  it.each(['', '{', 'null', '7', '"Q"', '[]', '{}', '{"type":"Z","data":{}}', '{"type":"Q","data":null}'])(
    'answers undefined for %j',
    (text) => {
      expect(decodeServerMessage(text)).toBeUndefined()
      expect(decodeQuoteMessage(text)).toBeUndefined()
    },
  )

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(decodeServerMessage(text)).toBeUndefined()
        expect(decodeQuoteMessage(text)).toBeUndefined()
        expect(decodeServerFrame(text).messages).toEqual([])
      }),
    )
  })

  it('starts every quote message with the prefix that readers search for', () => {
    const shuffled: WireQuote = { source: 'stream', timestamp: 5, ask: 2, bid: 1, symbol: 'SPY' }
    expect(encodeQuoteMessage(shuffled)).toBe(
      `${QUOTE_MESSAGE_PREFIX}SPY","bid":1,"ask":2,"timestamp":5,"source":"stream"}}`,
    )
    expect(encodeServerMessage({ type: 'Q', data: shuffled })).toBe(encodeQuoteMessage(shuffled))
  })

  it('writes all that a quote knows but when it was received', () => {
    const held = mergeQuote(undefined, quote, 99)
    expect(JSON.parse(encodeQuoteMessage(held))).toEqual({
      type: 'Q',
      data: { ...quote, change: -7, changePercent: -53.84615385 },
    })
  })

  it('escapes a symbol, so that the prefix stands for a message and nothing else', () => {
    const odd: WireQuote = { symbol: `A"},${QUOTE_MESSAGE_PREFIX}B`, timestamp: 1, source: 'rest' }
    const text = encodeQuoteMessage(odd)
    expect(text.lastIndexOf(QUOTE_MESSAGE_PREFIX)).toBe(0)
    expect(decodeQuoteMessage(text)).toEqual(odd)
  })

  it('carries any quote across as it is', () => {
    const field = fc.option(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      {
        nil: undefined,
      },
    )
    const anyQuote: fc.Arbitrary<QuotePatch> = fc.record({
      symbol: fc.string(),
      bid: field,
      ask: field,
      last: field,
      volume: field,
      timestamp: fc.nat(),
      source: fc.constantFrom('stream' as const, 'rest' as const),
      timeframe: fc.constantFrom('real-time' as const, 'delayed' as const, undefined),
    })
    fc.assert(
      fc.property(anyQuote, (sent) => {
        expect(decodeQuoteMessage(encodeQuoteMessage(sent))).toEqual(sent)
      }),
    )
  })

  it('decodes no other message as a quote', () => {
    expect(decodeQuoteMessage(encodeServerMessage({ type: 'T', data: trade }))).toBeUndefined()
    expect(decodeQuoteMessage(JSON.stringify({ type: 'T', data: quote }))).toBeUndefined()
    expect(decodeQuoteMessage(JSON.stringify([{ type: 'Q', data: quote }]))).toBeUndefined()
  })

  it.each(Object.keys(quote).filter((key) => !['symbol', 'source', 'timeframe'].includes(key)))(
    'refuses a quote whose %s is no finite number',
    (key) => {
      for (const value of ['"1"', 'null', '1e999', '-1e999', '{}', 'true']) {
        const text = JSON.stringify({ type: 'Q', data: { ...quote, [key]: 0 } }).replace(
          `"${key}":0`,
          `"${key}":${value}`,
        )
        expect(decodeQuoteMessage(text)).toBeUndefined()
        expect(decodeServerMessage(text)).toBeUndefined()
      }
    },
  )

  it.each(['symbol', 'timestamp', 'source'])('refuses a quote without %s', (key) => {
    expect(decodeQuoteMessage(JSON.stringify({ type: 'Q', data: without(quote, key) }))).toBeUndefined()
  })

  it.each([
    ['source', 'stream'],
    ['source', 'rest'],
    ['source', 'restored'],
    ['timeframe', 'real-time'],
    ['timeframe', 'delayed'],
  ])('accepts a quote whose %s is %s, and no other word', (key, value) => {
    const read = (word: unknown): unknown =>
      decodeQuoteMessage(JSON.stringify({ type: 'Q', data: { ...quote, [key]: word } }))
    expect(read(value)).toMatchObject({ [key]: value })
    expect(read('other')).toBeUndefined()
    expect(read(1)).toBeUndefined()
  })

  it('refuses a symbol that is no string', () => {
    for (const [type, data] of [
      ['Q', quote],
      ['T', trade],
      ['AM', bar],
    ] as const) {
      expect(readServerMessage({ type, data: { ...data, symbol: 7 } })).toBeUndefined()
      expect(readServerMessage({ type, data: 'SPY' })).toBeUndefined()
      expect(readServerMessage({ type, data: null })).toBeUndefined()
    }
  })

  it.each(['price', 'size', 'timestamp', 'epoch', 'offset'])('refuses a trade without %s', (key) => {
    expect(readServerMessage({ type: 'T', data: without(trade, key) })).toBeUndefined()
  })

  it.each([
    ['price', '1'],
    ['size', null],
    ['timestamp', Number.NaN],
    ['exchange', 'NYSE'],
    ['sequence', '1'],
    ['conditions', [1, '2']],
    ['conditions', 1],
    ['id', 7],
    ['epoch', 1],
    ['offset', '3'],
  ])('refuses a trade whose %s is %j', (key, value) => {
    expect(readServerMessage({ type: 'T', data: { ...trade, [key]: value } })).toBeUndefined()
  })

  it.each(['timeframe', 'open', 'high', 'low', 'close', 'start', 'end', 'epoch', 'offset'])(
    'refuses a bar without %s',
    (key) => {
      for (const type of ['A', 'AM']) expect(readServerMessage({ type, data: without(bar, key) })).toBeUndefined()
    },
  )

  it.each([
    ['timeframe', '2m'],
    ['open', '1'],
    ['high', null],
    ['low', Infinity],
    ['close', {}],
    ['start', '1'],
    ['end', '1'],
    ['volume', '1'],
    ['vwap', null],
    ['trades', '6'],
    ['epoch', 5],
    ['offset', null],
  ])('refuses a bar whose %s is %j', (key, value) => {
    expect(readServerMessage({ type: 'AM', data: { ...bar, [key]: value } })).toBeUndefined()
  })

  it('refuses control messages that lack a member', () => {
    const optional: Readonly<Record<string, readonly string[]>> = {
      ack: ['positions'],
      error: ['symbols', 'channel'],
      status: ['reason'],
    }
    for (const { type, data } of control) {
      for (const key of Object.keys(data).filter((key) => !optional[type]?.includes(key))) {
        expect(readServerMessage({ type, data: without(data, key) })).toBeUndefined()
      }
    }
  })

  it.each([
    ['error', { code: 'another', message: 'x' }],
    ['gap', { channel: 'Q', symbol: 'SPY', from: 1, to: 2 }],
    ['status', { status: 'upstream', cluster: 'forex', state: 'up' }],
    ['status', { status: 'upstream', cluster: 'stocks', state: 'sideways' }],
    ['status', { status: 'new word' }],
    ['status', { status: 'connected', endpoint: 'stocks', protocol: 1, epoch: 'a' }],
    ['ack', { action: 'auth', channel: 'Q', accepted: [], rejected: [], recovered: [] }],
    ['ack', { action: 'subscribe', channel: 'V', accepted: [], rejected: [], recovered: [] }],
    ['pong', { t: '1', serverTime: 2 }],
    ['status', { status: 'constructor' }],
    ['status', 'connected'],
    ['toString', {}],
  ])('refuses the %s %j', (type, data) => {
    expect(readServerMessage({ type, data })).toBeUndefined()
  })

  it('writes client messages as JSON', () => {
    expect(JSON.parse(encodeClientMessage({ action: 'ping', t: 5 }))).toEqual({ action: 'ping', t: 5 })
  })
})
