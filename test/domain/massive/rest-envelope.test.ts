import * as z from 'zod/mini'
import { describe, expect, it } from 'vitest'
import { listSchema, parseErrorBody, resultSchema } from '../../../domain/massive/rest-envelope.ts'
import {
  date,
  flag,
  instant,
  instantOf,
  maybe,
  newestOf,
  number,
  numbers,
  parseRows,
  recencyOf,
  text,
  time,
} from '../../../domain/massive/rest-fields.ts'

describe('REST envelope', () => {
  it.each([
    [
      { results: [1, { a: 2 }], next_url: 'https://x/y', ticker: 'SPY', count: 2 },
      { results: [1, { a: 2 }], next_url: 'https://x/y', ticker: 'SPY', count: 2 },
    ],
    [{ results: [] }, { results: [] }],
    [{ status: 'OK', request_id: { odd: true } }, {}],
    [{ results: null, next_url: null, ticker: null, count: null }, {}],
  ])('reads the list in %j', (body, expected) => {
    expect(listSchema.parse(body)).toEqual(expected)
  })

  it.each([null, [], 'text', { results: {} }, { results: 'text' }, { next_url: 7 }])('refuses %j as a list', (body) => {
    expect(listSchema.safeParse(body).success).toBe(false)
  })

  it('reads a single result', () => {
    const schema = resultSchema(z.object({ a: number }))
    expect(schema.parse({ status: 'OK', results: { a: 1, b: 2 } })).toEqual({ results: { a: 1 } })
    expect(schema.safeParse({ status: 'OK' }).success).toBe(false)
  })

  it.each([
    [
      { status: 'ERROR', request_id: 'r', error: 'no' },
      { status: 'ERROR', message: 'no', requestId: 'r' },
    ],
    [
      { status: 'NOT_FOUND', message: 'gone' },
      { status: 'NOT_FOUND', message: 'gone', requestId: undefined },
    ],
    [
      { error: 'a', message: 'b' },
      { status: undefined, message: 'a', requestId: undefined },
    ],
    [{ status: 'NOT_AUTHORIZED' }, { status: 'NOT_AUTHORIZED', message: 'NOT_AUTHORIZED', requestId: undefined }],
    [
      { status: 7, error: '', message: 'b', request_id: {} },
      { status: undefined, message: 'b', requestId: undefined },
    ],
  ])('reads the refusal in %j', (body, refusal) => {
    expect(parseErrorBody(body)).toEqual(refusal)
  })

  it.each([
    [null],
    ['<html>'],
    [7],
    [[]],
    [{}],
    [{ market: 'open' }],
    [{ status: 'OK', results: [] }],
    [{ status: 'DELAYED', message: 'delayed by 15 minutes' }],
  ])('finds no refusal in %j', (body) => {
    expect(parseErrorBody(body)).toBeUndefined()
  })
})

describe('REST fields', () => {
  const schema = z.object({ number, text, flag, numbers, time, day: maybe(date), at: instant })

  it('reads absent and null members as undefined', () => {
    const names = ['number', 'text', 'flag', 'numbers', 'time', 'day', 'at']
    expect(schema.parse({})).toEqual({})
    expect(schema.parse(Object.fromEntries(names.map((name) => [name, null])))).toEqual({})
  })

  it('reads what is there', () => {
    const row = {
      number: 7.09e7,
      text: 'a',
      flag: false,
      numbers: [1, 2],
      time: 1_605_195_918_507_251_700,
      day: '2024-02-29',
      at: '2022-04-28T16:48:08-04:00',
    }
    const read = schema.parse({ ...row, unheard: 'of' })
    expect(read).toEqual({ ...row, time: 1_605_195_918_507 })
    expect(instantOf(read.at)).toBe(Date.parse('2022-04-28T20:48:08Z'))
    expect(instantOf(undefined)).toBeUndefined()
  })

  it.each([
    ['number', '1'],
    ['number', Infinity],
    ['text', 1],
    ['flag', 'true'],
    ['numbers', ['1']],
    ['time', '2026-01-01'],
    ['day', '2026-02-30'],
    ['at', 'noon'],
  ])('refuses a %s of %j', (name, value) => {
    expect(schema.safeParse({ [name]: value }).success).toBe(false)
  })

  it('keeps the good rows in their order and counts the bad', () => {
    const row = z.object({ id: z.number() })
    expect(parseRows(row, [{ id: 1 }, { id: '2' }, null, { id: 3, extra: 1 }])).toEqual({
      rows: [{ id: 1 }, { id: 3 }],
      rejected: 2,
    })
    expect(parseRows(row, [])).toEqual({ rows: [], rejected: 0 })
    expect(parseRows(row, undefined)).toEqual({ rows: [], rejected: 0 })
  })

  it('finds the newest time, for which 0 is none', () => {
    expect(newestOf(5, undefined, 9, 7)).toBe(9)
    expect(newestOf(0, undefined)).toBeUndefined()
    expect(newestOf()).toBeUndefined()
  })

  it('takes the first word for how recent data is', () => {
    expect(recencyOf('REAL-TIME', 'DELAYED')).toBe('real-time')
    expect(recencyOf(undefined, 'DELAYED')).toBe('delayed')
    expect(recencyOf('LATER', 'DELAYED')).toBeUndefined()
    expect(recencyOf()).toBeUndefined()
  })
})
