import * as z from 'zod/mini'
import { number, rows, text } from './rest-fields.ts'

/** Every answer whose `results` is a list: its rows are read one by one with `parseRows`. */
export const listSchema = z.object({
  /** Absent in an empty answer of aggregates. */
  results: rows,
  /** Absolute, on the vendor's host; absent on the last page. */
  next_url: text,
  /** The symbol of aggregates. */
  ticker: text,
  count: number,
})

/** Every answer whose `results` is one object. */
export function resultSchema<TSchema extends z.core.$ZodType>(schema: TSchema): z.ZodMiniObject<{ results: TSchema }> {
  return z.object({ results: schema })
}

/** What the vendor says when it refuses. */
export interface VendorError {
  /** Its own word: `ERROR`, `NOT_AUTHORIZED`, `NOT_FOUND`, … */
  readonly status: string | undefined
  readonly message: string
  readonly requestId: string | undefined
}

interface ErrorBody {
  readonly status?: unknown
  readonly error?: unknown
  readonly message?: unknown
  readonly request_id?: unknown
}

const GOOD_STATUSES: ReadonlySet<unknown> = new Set(['OK', 'DELAYED'])

/**
 * Reads either of the vendor's two error bodies, whatever the HTTP status was: a refusal can come with 200.
 * `undefined` for anything else, a good answer included.
 */
export function parseErrorBody(body: unknown): VendorError | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { status, error, message, request_id: requestId } = body as ErrorBody
  if (GOOD_STATUSES.has(status)) return undefined
  const words = stringOf(error) ?? stringOf(message) ?? stringOf(status)
  if (words === undefined) return undefined
  return { status: stringOf(status), message: words, requestId: stringOf(requestId) }
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
