import type * as z from 'zod/mini'
import { InvalidPayloadError } from '../../domain/errors.ts'
import { listSchema } from '../../domain/massive/rest-envelope.ts'
import { parseRows } from '../../domain/massive/rest-fields.ts'
import type { ParsedRows } from '../../domain/massive/rest-fields.ts'
import type { RestRequest } from './exchange.ts'
import type { Requester } from './requester.ts'

export interface Page<TRow> extends ParsedRows<TRow> {
  readonly isLast: boolean
}

/** Of a chain's rows these take a few milliseconds. */
const ROWS_AT_ONCE = 100

/** How many pages may still be asked for; several walks can draw on one budget. */
export interface PageBudget {
  left: number
}

export interface PageWalk<TSchema extends z.ZodMiniType> {
  readonly requester: Requester
  readonly baseUrl: string
  readonly rowSchema: TSchema
  readonly budget: PageBudget
}

/**
 * The pages of a list one after the other, in the source's order. It ends with the last page, or early when the budget
 * is used up: then the last page that came says `isLast: false`.
 */
export async function* walkPages<TSchema extends z.ZodMiniType>(
  { requester, baseUrl, rowSchema, budget }: PageWalk<TSchema>,
  first: RestRequest,
): AsyncGenerator<Page<z.output<TSchema>>, void, undefined> {
  const seen = new Set<string>()
  let request: RestRequest | undefined = first
  while (request !== undefined && budget.left > 0) {
    budget.left--
    const answer: z.output<typeof listSchema> = await requester.get(request, listSchema)
    const path = answer.next_url === undefined ? undefined : nextPath(answer.next_url, baseUrl)
    if (path !== undefined && seen.has(path)) {
      throw new InvalidPayloadError(`GET /${first.path} answered a page that leads back to one before it`)
    }
    if (path !== undefined) seen.add(path)
    const page = await readRows(requester, rowSchema, answer.results)
    first.signal?.throwIfAborted()
    yield { ...page, isLast: path === undefined }
    request = path === undefined ? undefined : { path, signal: first.signal }
  }
}

/** Reads a long list in parts, so that the page goes on meanwhile, and lets it go on before the caller uses the rows. */
async function readRows<TSchema extends z.ZodMiniType>(
  requester: Requester,
  schema: TSchema,
  list: readonly unknown[] = [],
): Promise<ParsedRows<z.output<TSchema>>> {
  const rows: z.output<TSchema>[] = []
  let rejected = 0
  for (let at = 0; at < list.length; at += ROWS_AT_ONCE) {
    const read = parseRows(schema, list.slice(at, at + ROWS_AT_ONCE))
    for (const row of read.rows) rows.push(row)
    rejected += read.rejected
    await requester.breathe()
  }
  return { rows, rejected }
}

/**
 * The path of the next page below `baseUrl`. The proxy has already rewritten the vendor's address to its own; whatever
 * leads elsewhere is not followed.
 *
 * @throws InvalidPayloadError
 */
export function nextPath(nextUrl: string, baseUrl: string): string {
  const base = new URL(baseUrl)
  const url = URL.canParse(nextUrl, base) ? new URL(nextUrl, base) : undefined
  const prefix = `${base.pathname.replace(/\/$/, '')}/`
  // the scheme may differ behind a server that ends TLS; only path and query are used
  if (url === undefined || url.host !== base.host || !url.pathname.startsWith(prefix)) {
    throw new InvalidPayloadError(
      `The next page leads to ${url === undefined ? 'no address' : url.host + url.pathname}, outside of the proxy at ${base.host}${prefix}`,
    )
  }
  return url.pathname.slice(prefix.length) + url.search
}
