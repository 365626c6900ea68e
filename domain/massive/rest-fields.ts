import * as z from 'zod/mini'
import { isCalendarDate } from '../calendar-date.ts'
import type { EpochMs, Recency } from '../freshness.ts'
import { isNumber, isString, listOf, oneOf } from '../guards.ts'
import { toEpochMs } from './timestamps.ts'

// The vendor leaves members out, and some third parties saw `null` in their place: both read as undefined.

// Checks and overwrites rather than `z.pipe` and `z.transform`, `z.array`, `z.enum` or `z.record`: each kind of schema that is named
// here costs every page a few hundred bytes.

/** The member, or undefined where it is absent or null. */
export function maybe<TSchema extends z.core.SomeType>(schema: TSchema): z.ZodMiniOptional<TSchema> {
  const nullish = z.nullish(schema).check(z.overwrite((value) => value ?? undefined))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- types do not follow an overwrite: it leaves no null
  return nullish as unknown as z.ZodMiniOptional<TSchema>
}

/** One of some words or values. */
export function word<const TWord>(...words: readonly TWord[]): z.ZodMiniCustom<TWord, TWord> {
  return z.custom<TWord>(oneOf(...words))
}

/** Finite, whole or not, exponents included. */
export const number = maybe(z.number())
export const requiredText = z.custom<string>(isString)
export const text = maybe(requiredText)
export const flag = maybe(word(true, false))
export const numbers = maybe(z.custom<readonly number[]>(listOf(isNumber)))
/** A timestamp in any unit, read as epoch ms. */
export const requiredTime = z.number().check(z.overwrite(toEpochMs))
export const time = maybe(requiredTime)
/** A text that is not empty. */
export const name = z.custom<string>((value) => isString(value) && value !== '')
/** `YYYY-MM-DD`, a day that exists. */
export const date = z.custom<string>(isCalendarDate)
/** An instant as RFC 3339 text, for `instantOf`. */
export const instant = maybe(z.custom<string>((value) => isString(value) && !Number.isNaN(Date.parse(value))))
/** A list whose rows are read one by one with `parseRows`, so that a bad one costs no other. */
export const requiredRows = z.custom<readonly unknown[]>(Array.isArray)
export const rows = maybe(requiredRows)

export function instantOf(text: string | undefined): EpochMs | undefined {
  return text === undefined ? undefined : Date.parse(text)
}

/** A size with its fraction of a share, which stands in a text beside the whole number. */
export function sizeOf(decimal: string | undefined, whole: number | undefined): number | undefined {
  const exact = decimal ? Number(decimal) : Number.NaN
  return Number.isFinite(exact) ? exact : whole
}

/** `REAL-TIME` or `DELAYED`, wherever the vendor puts it. */
export function recencyOf(...words: readonly (string | undefined)[]): Recency | undefined {
  const word = words.find((candidate) => candidate !== undefined)
  if (word === 'REAL-TIME') return 'real-time'
  return word === 'DELAYED' ? 'delayed' : undefined
}

/** The latest of some times; undefined when none is known. A time of 0 is a blank of the vendor's. */
export function newestOf(...times: readonly (EpochMs | undefined)[]): EpochMs | undefined {
  let newest = 0
  for (const time of times) if (time !== undefined && time > newest) newest = time
  return newest === 0 ? undefined : newest
}

/** Rows that could be read, and how many could not. */
export interface ParsedRows<TRow> {
  readonly rows: readonly TRow[]
  readonly rejected: number
}

/** Reads a list row by row. A bad row is counted and left out, never the page. */
export function parseRows<TSchema extends z.ZodMiniType>(
  schema: TSchema,
  list: readonly unknown[] = [],
): ParsedRows<z.output<TSchema>> {
  const good: z.output<TSchema>[] = []
  for (const row of list) {
    const result = schema.safeParse(row)
    if (result.success) good.push(result.data)
  }
  return { rows: good, rejected: list.length - good.length }
}
