import * as z from 'zod/mini'
import { isCalendarDate } from '../calendar-date.ts'
import type { EpochMs, Recency } from '../freshness.ts'
import { toEpochMs } from './timestamps.ts'

// The vendor leaves members out, and some third parties saw `null` in their place: both read as undefined.

type Optional<TSchema extends z.core.SomeType> = z.ZodMiniPipe<
  z.ZodMiniOptional<z.ZodMiniNullable<TSchema>>,
  z.ZodMiniTransform<z.core.output<TSchema> | undefined, z.core.output<TSchema> | null | undefined>
>

/** The member, or undefined where it is absent or null. */
export function maybe<TSchema extends z.core.SomeType>(schema: TSchema): Optional<TSchema> {
  return z.pipe(
    z.nullish(schema),
    z.transform((value: z.core.output<TSchema> | null | undefined) => value ?? undefined),
  )
}

/** Finite, whole or not, exponents included. */
export const number = maybe(z.number())
export const text = maybe(z.string())
export const flag = maybe(z.boolean())
export const numbers = maybe(z.array(z.number()))
/** A timestamp in any unit, read as epoch ms. */
export const time = maybe(z.pipe(z.number(), z.transform(toEpochMs)))
/** `YYYY-MM-DD`, a day that exists. */
export const date = z.string().check(z.refine(isCalendarDate))
/** RFC 3339 text, read as epoch ms. */
export const clockTime = z.pipe(
  z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value)))),
  z.transform((value: string): EpochMs => Date.parse(value)),
)
/** A list whose rows are read one by one, so that a bad one costs no other. */
export const rows = z.pipe(
  z.nullish(z.array(z.unknown())),
  z.transform((value: unknown[] | null | undefined): readonly unknown[] => value ?? []),
)

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
  list: readonly unknown[],
): ParsedRows<z.output<TSchema>> {
  const good: z.output<TSchema>[] = []
  for (const row of list) {
    const result = schema.safeParse(row)
    if (result.success) good.push(result.data)
  }
  return { rows: good, rejected: list.length - good.length }
}
