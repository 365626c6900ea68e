import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKnownKind, symbolOf } from '../../../domain/massive/stream-events.ts'
import { ackOf, parseStreamFrame } from '../../../domain/massive/stream-frames.ts'
import type { StreamStatus } from '../../../domain/massive/stream-frames.ts'

const T = 1_700_000_000_000

const quote = { ev: 'Q', sym: 'SPY', bx: 4, bp: 650.1, bs: 3, ax: 7, ap: 650.2, as: 5, t: T, q: 7 }
const trade = { ev: 'T', sym: 'SPY', x: 4, i: '12', p: 650.15, s: 100, ds: '100.5', c: [0, 12], t: T, q: 8, z: 3 }
const bar = {
  ev: 'AM',
  sym: 'SPY',
  v: 5,
  av: 50,
  op: 649,
  vw: 650,
  o: 1,
  c: 2,
  h: 3,
  l: 0.5,
  a: 650,
  z: 2,
  s: T,
  e: T + 1,
}
const value = { ev: 'V', T: 'I:SPX', val: 6500.5, t: T }
const fair = { ev: 'FMV', sym: 'SPY', fmv: 650, t: T }
const launchpad = { ev: 'LV', sym: 'SPY', val: 650, t: T }
const band = { ev: 'LULD', T: 'MSFT', h: 2, l: 1, i: [21], z: 3, t: T, q: 1 }
const imbalance = { ev: 'NOI', T: 'MSFT', t: T, at: 930, a: 'M', i: 44, x: 10, o: 480, p: 440, b: 25 }
const events: readonly { readonly ev: string }[] = [
  quote,
  trade,
  { ...bar, ev: 'A' },
  bar,
  value,
  fair,
  launchpad,
  band,
  imbalance,
]

const frame = (...items: readonly unknown[]): string => JSON.stringify(items)
const nothing = { statuses: [], events: [], malformed: 0, unknown: 0 }

function status(fields: Partial<StreamStatus>): StreamStatus {
  return { kind: 'success', status: 'success', message: '', ...fields }
}

describe('stream frames', () => {
  it('reads every kind of event, in the order of the frame', () => {
    expect(parseStreamFrame(frame(...events))).toEqual({ ...nothing, events })
  })

  it('finds the symbol of every kind', () => {
    const symbols = parseStreamFrame(frame(...events)).events.map(symbolOf)
    expect(symbols).toEqual(['SPY', 'SPY', 'SPY', 'SPY', 'I:SPX', 'SPY', 'SPY', 'MSFT', 'MSFT'])
  })

  it('knows the kinds it reads and no other', () => {
    for (const { ev } of events) expect(isKnownKind(ev)).toBe(true)
    for (const ev of ['status', 'XT', 'q', '', undefined, 1]) expect(isKnownKind(ev)).toBe(false)
  })

  it('separates what is said of the connection from the data beside it', () => {
    const text = frame(
      quote,
      { ev: 'status', status: 'success', message: 'subscribed to: Q.SPY' },
      { ev: 'status', status: 'connected' },
      trade,
    )
    expect(parseStreamFrame(text)).toEqual({
      ...nothing,
      events: [quote, trade],
      statuses: [
        { kind: 'success', status: 'success', message: 'subscribed to: Q.SPY' },
        { kind: 'connected', status: 'connected', message: '' },
      ],
    })
  })

  it.each(['connected', 'auth_success', 'auth_failed', 'auth_timeout', 'success', 'error', 'max_connections'])(
    'knows the status %s',
    (word) => {
      const text = frame({ ev: 'status', status: word, message: 'so' })
      expect(parseStreamFrame(text).statuses).toEqual([{ kind: word, status: word, message: 'so' }])
    },
  )

  it('passes a status on that it does not know', () => {
    expect(parseStreamFrame(frame({ ev: 'status', status: 'maintenance', message: 'soon' })).statuses).toEqual([
      { kind: 'unknown', status: 'maintenance', message: 'soon' },
    ])
  })

  it('leaves out kinds that it does not know, and counts them apart', () => {
    const text = frame({ ev: 'XT', pair: 'BTC-USD' }, quote, { ev: 'NEW' })
    expect(parseStreamFrame(text)).toEqual({ ...nothing, events: [quote], unknown: 2 })
  })

  it.each([1, null, 'Q', [], {}, { ev: 7 }, { sym: 'SPY' }, { ev: 'status' }, { ev: 'status', status: 1 }])(
    'counts %j as malformed and reads on',
    (item) => {
      expect(parseStreamFrame(frame(item, quote))).toEqual({ ...nothing, events: [quote], malformed: 1 })
    },
  )

  it.each(['', '[', 'not JSON', '1', 'null', '"text"'])('counts the frame %j as one malformed item', (text) => {
    expect(parseStreamFrame(text)).toEqual({ ...nothing, malformed: 1 })
  })

  it('reads a single object that stands without its array', () => {
    expect(parseStreamFrame(JSON.stringify(quote))).toEqual({ ...nothing, events: [quote] })
    expect(parseStreamFrame('[]')).toEqual(nothing)
  })

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseStreamFrame(text).events).toEqual([])
      }),
    )
  })

  it.each([
    [quote, ['sym', 't']],
    [trade, ['sym', 'p', 't']],
    [bar, ['sym', 'o', 'h', 'l', 'c', 's']],
    [value, ['T', 'val', 't']],
    [fair, ['sym', 'fmv', 't']],
    [launchpad, ['sym', 'val', 't']],
    [band, ['T', 't']],
    [imbalance, ['T', 't']],
  ])('needs the certain members of %j and no more', (event, certain) => {
    for (const key of Object.keys(event).filter((key) => key !== 'ev')) {
      const rest = Object.fromEntries(Object.entries(event).filter(([name]) => name !== key))
      const malformed = certain.includes(key) ? 1 : 0
      expect({ key, malformed: parseStreamFrame(frame(rest)).malformed }).toEqual({ key, malformed })
    }
  })

  it('reads null like an absent member', () => {
    const sparse = [
      { ...quote, bp: null, bs: null, as: null, q: null },
      { ...trade, s: null, ds: null, x: null, c: null, i: null, q: null },
      { ...bar, v: null, vw: null, av: null, op: null, e: null },
      { ...band, h: null, l: null, i: null },
      { ...imbalance, o: null, p: null, b: null },
    ]
    expect(parseStreamFrame(frame(...sparse)).events).toEqual(sparse)
  })

  it('refuses a quote with neither side', () => {
    const none = { ...quote, bp: null, ap: null }
    expect(parseStreamFrame(frame(none)).malformed).toBe(1)
    expect(parseStreamFrame(frame({ ...none, ap: 0 })).malformed).toBe(0)
    expect(parseStreamFrame(frame({ ...none, bp: 0 })).malformed).toBe(0)
  })

  it.each([
    [quote, ['bp', 'bs', 'ap', 'as', 't', 'q']],
    [trade, ['x', 'p', 's', 't', 'q']],
    [bar, ['o', 'h', 'l', 'c', 's', 'e', 'v', 'vw', 'av', 'op']],
    [value, ['val', 't']],
    [fair, ['fmv', 't']],
    [launchpad, ['val', 't']],
    [band, ['h', 'l', 't']],
    [imbalance, ['o', 'p', 'b', 't']],
  ])('refuses %j where a number is none', (event, numeric) => {
    for (const key of numeric) {
      for (const written of ['"1"', '1e999', '{}', 'true']) {
        const text = frame({ ...event, [key]: '#' }).replace('"#"', written)
        expect({ key, malformed: parseStreamFrame(text).malformed }).toEqual({ key, malformed: 1 })
      }
    }
  })

  it.each([
    { ...quote, sym: '' },
    { ...quote, sym: 7 },
    { ...value, T: '' },
    { ...value, T: undefined, sym: 'I:SPX' },
    { ...trade, c: 7 },
    { ...trade, c: ['7'] },
    { ...trade, i: 7 },
    { ...trade, ds: 7 },
    { ...band, i: 7 },
  ])('refuses %j', (event) => {
    expect(parseStreamFrame(frame(event))).toEqual({ ...nothing, malformed: 1 })
  })

  it.each([
    ['subscribed to: T.AAPL', { action: 'subscribed', pair: 'T.AAPL' }],
    ['subscribed to: T.BRK.B', { action: 'subscribed', pair: 'T.BRK.B' }],
    ['unsubscribed to: Q.O:SPY261218C00650000', { action: 'unsubscribed', pair: 'Q.O:SPY261218C00650000' }],
    ['resubscribed to: T.AAPL', undefined],
    ['subscribed to: T.AAPL twice', undefined],
    ['subscribed to: ', undefined],
    ['', undefined],
  ])('finds in %j the ack %j', (message, ack) => {
    expect(ackOf(status({ message }))).toEqual(ack)
  })

  it('takes no ack from another status', () => {
    expect(ackOf(status({ kind: 'error', message: 'subscribed to: T.AAPL' }))).toBeUndefined()
  })
})
