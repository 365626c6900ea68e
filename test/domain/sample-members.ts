import { toEpochMs } from '../../domain/massive/timestamps.ts'

/** A value of a vendor's answer by its way there, such as `results.last_quote.bid`; places in lists have no name. */
type Leaf = readonly [path: string, value: unknown]

/**
 * Paths of a body none of whose values is among those that came of it, neither as it stands nor as a time or number
 * that was read from it.
 */
export function unreadPaths(body: unknown, mapped: unknown): readonly string[] {
  const known = new Set(leavesOf(mapped).map(([, value]) => value))
  const read = new Map<string, boolean>()
  for (const [path, value] of leavesOf(body)) {
    read.set(path, read.get(path) === true || formsOf(value).some((form) => known.has(form)))
  }
  return [...read].filter(([, isRead]) => !isRead).map(([path]) => path)
}

function formsOf(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [value, toEpochMs(value)]
  return typeof value === 'string' ? [value, Number(value), Date.parse(value)] : [value]
}

function leavesOf(value: unknown, path = ''): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  // "APx: Ticker not found."
  if (value instanceof Error) return [[path, value.message.replace(/^\S+: /, '')]]
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, path))
  return Object.entries(value).flatMap(([name, item]) => leavesOf(item, path === '' ? name : `${path}.${name}`))
}
