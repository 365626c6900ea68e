import type { OptionContract } from '../domain/option.ts'

/**
 * What is known of a contract after another answer: fields an answer leaves out stay, and an older answer does not
 * replace newer volatility, greeks or interest. The same object back when nothing changed.
 */
export function mergeContract(held: OptionContract | undefined, told: OptionContract): OptionContract {
  if (held === undefined || held === told) return told
  const isOlder = (told.updatedAt ?? 0) < (held.updatedAt ?? 0)
  const merged = isOlder ? { ...told, ...withoutUndefined(held) } : { ...held, ...withoutUndefined(told) }
  return isEqual(held, merged) ? held : merged
}

function withoutUndefined<T extends object>(value: T): T {
  const copy = { ...value }
  for (const key of Object.keys(copy)) {
    if (Reflect.get(copy, key) === undefined) Reflect.deleteProperty(copy, key)
  }
  return copy
}

function isEqual(left: object, right: object): boolean {
  const entries = Object.entries(right)
  return (
    entries.length === Object.keys(left).length &&
    entries.every(([key, value]) => isSameValue(Reflect.get(left, key), value))
  )
}

function isSameValue(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  return isEqual(left, right)
}
