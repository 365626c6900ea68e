/** Where a list goes on: the filters of the first page and how many rows were given. */
export interface Cursor {
  readonly query: ReadonlyMap<string, string>
  readonly offset: number
}

const OFFSET = 'ap'
// a key must never get into an address that is stored or logged
const NEVER_KEPT = new Set(['apiKey', 'cursor'])

/** Opaque to clients. */
export function encodeCursor({ query, offset }: Cursor): string {
  const params = new URLSearchParams([...query].filter(([name]) => !NEVER_KEPT.has(name)))
  params.set(OFFSET, String(offset))
  return Buffer.from(params.toString()).toString('base64url')
}

export function decodeCursor(text: string): Cursor | undefined {
  const query = new Map(new URLSearchParams(Buffer.from(text, 'base64url').toString('utf8')))
  const offset = Number(query.get(OFFSET) ?? Number.NaN)
  if (!Number.isInteger(offset) || offset < 0) return undefined
  query.delete(OFFSET)
  return { query, offset }
}
