import { isCalendarDate } from '../../domain/calendar-date.ts'
import { newYorkMidnight } from '../../domain/new-york-time.ts'
import { DAY_MS } from '../market/calendar.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { badRequest } from './rest-error.ts'

/** A request as the routes see it: a cursor is already replaced by the filters it stands for. */
export interface RestRequest {
  /** The path asked for, as it was sent. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: ReadonlyMap<string, string>
  /** Rows that earlier pages held. */
  readonly offset: number
  /** Scheme, host and port that the client used. */
  readonly origin: string
}

export interface Limits {
  readonly default: number
  readonly max: number
}

export function toRestRequest(
  origin: string,
  path: string,
  params: Readonly<Record<string, string>>,
  search: URLSearchParams,
): RestRequest {
  const cursor = search.get('cursor')
  if (cursor === null) return { origin, path, params, query: new Map(search), offset: 0 }
  const decoded = decodeCursor(cursor)
  if (decoded === undefined) throw badRequest(`'${cursor}' is not a valid cursor`)
  return { origin, path, params, ...decoded }
}

/** One page of rows, and the absolute address of the next. */
export function pageOf<T>(
  request: RestRequest,
  rows: readonly T[],
  limits: Limits,
): { page: readonly T[]; next_url?: string } {
  const limit = limitOf(request, limits)
  const end = request.offset + limit
  const page = rows.slice(request.offset, end)
  if (end >= rows.length) return { page }
  return { page, next_url: nextUrl(request, end) }
}

export function nextUrl(request: RestRequest, offset: number, path = request.path): string {
  return `${request.origin}${path}?cursor=${encodeCursor({ query: request.query, offset })}`
}

export function limitOf(request: RestRequest, limits: Limits): number {
  const text = request.query.get('limit')
  if (text === undefined || text === '') return limits.default
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1) throw badRequest(`'limit' must be a whole number from 1 to ${limits.max}`)
  if (limit > limits.max) throw badRequest(`'limit' must be at most ${limits.max}, but was ${limit}`)
  return limit
}

export function isDescending(request: RestRequest, fallback: 'asc' | 'desc', name = 'order'): boolean {
  const order = request.query.get(name) ?? fallback
  if (order !== 'asc' && order !== 'desc') throw badRequest(`'${name}' must be asc or desc, but was '${order}'`)
  return order === 'desc'
}

/** `YYYY-MM-DD` or epoch ms. A date as an upper bound means its whole day. */
export function parseTime(name: string, text: string | undefined, bound: 'from' | 'to' = 'from'): number {
  if (isCalendarDate(text)) return newYorkMidnight(text) + (bound === 'to' ? DAY_MS - 1 : 0)
  if (text !== undefined && /^\d{10,14}$/.test(text)) return Number(text)
  throw badRequest(`Could not parse the time parameter: '${name}'. Use YYYY-MM-DD or Unix MS Timestamps`)
}

const COMPARISONS = ['', '.gt', '.gte', '.lt', '.lte'] as const

/** What `field`, `field.gt`, `field.gte`, `field.lt` and `field.lte` ask for, as a test of a value. */
export function rangeFilter<T extends number | string>(
  request: RestRequest,
  field: string,
  parse: (text: string, name: string) => T,
): (value: T) => boolean {
  const tests: ((value: T) => boolean)[] = []
  for (const comparison of COMPARISONS) {
    const text = request.query.get(field + comparison)
    if (text === undefined || text === '') continue
    tests.push(compare(comparison, parse(text, field + comparison)))
  }
  return (value) => tests.every((test) => test(value))
}

function compare<T extends number | string>(comparison: (typeof COMPARISONS)[number], bound: T): (value: T) => boolean {
  if (comparison === '.gt') return (value) => value > bound
  if (comparison === '.gte') return (value) => value >= bound
  if (comparison === '.lt') return (value) => value < bound
  if (comparison === '.lte') return (value) => value <= bound
  return (value) => value === bound
}

export function parseNumber(text: string, name: string): number {
  const value = Number(text)
  if (Number.isFinite(value)) return value
  throw badRequest(`'${name}' must be a number, but was '${text}'`)
}

export function parseDate(text: string, name: string): string {
  if (isCalendarDate(text)) return text
  throw badRequest(`Could not parse the time parameter: '${name}'. Use YYYY-MM-DD`)
}

export const parseText = (text: string): string => text

export function oneOf<T extends string>(request: RestRequest, name: string, allowed: readonly T[], fallback: T): T {
  const text = request.query.get(name)
  if (text === undefined || text === '') return fallback
  const found = allowed.find((value) => value === text)
  if (found === undefined) throw badRequest(`'${name}' must be one of ${allowed.join(', ')}, but was '${text}'`)
  return found
}

/** Epoch nanoseconds. They exceed what a number holds exactly; the last digits are noise, as they are with the vendor. */
export function toNanoseconds(ms: number, sequence: number): number {
  // stays in the first half of its millisecond, so that rounding and cutting both lead back to it
  return ms * 1_000_000 + 1_000 * (37 + (sequence % 350))
}
