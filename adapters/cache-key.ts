/** What answers depend on. `undefined` and a missing name are the same. */
export type CacheParams = Readonly<Record<string, CacheParam | readonly CacheParam[] | undefined>>
export type CacheParam = string | number | boolean

/**
 * One key for one question: `chain:expiration=2026-12-18&underlying=SPY`. The order of names does not matter; the
 * order of a list does, because the answer's does too.
 */
export function cacheKey(kind: string, params: CacheParams): string {
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [`${escaped(name)}=${[value].flat().map(escaped).join(',')}`],
  )
  return `${kind}:${pairs.sort().join('&')}`
}

// only what keys are built with, so that they stay readable
const escaped = (value: CacheParam): string => String(value).replaceAll(/[%&=,*]/g, (sign) => percent(sign))
const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`

/**
 * Whether a key is meant by a pattern: a literal prefix, or, where it holds `*`, the whole key with any text in the
 * place of each. Nothing else in it has a meaning of its own.
 */
export function matchesPattern(key: string, pattern: string): boolean {
  const [start = '', ...parts] = pattern.split('*')
  const end = parts.pop()
  if (!key.startsWith(start)) return false
  if (end === undefined) return true

  let at = start.length
  for (const part of parts) {
    const found = key.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return key.length - end.length >= at && key.endsWith(end)
}
