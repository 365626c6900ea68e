/*
 * What an app loads at once is checked by these: the token, control messages, what an earlier visit left. The answers
 * of REST are checked by zod, which is fetched together with REST and is ten times the size of all of this.
 */

/** Tells whether a value that comes from outside is what it should be. Members that are not named are let through. */
export type Guard<T> = (value: unknown) => value is T

export const isAnything: Guard<unknown> = (_value): _value is unknown => true

export const isString: Guard<string> = (value) => typeof value === 'string'

/** Finite: JSON can write 1e999, which is read as Infinity. */
export const isNumber: Guard<number> = (value): value is number => Number.isFinite(value)

/** An object of which nothing but the names is known. */
export const isRecord: Guard<Readonly<Record<string, unknown>>> = (value): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** One of a table's own keys. */
export const isKeyOf = <T extends object>(table: T, key: unknown): key is keyof T =>
  typeof key === 'string' && Object.hasOwn(table, key)

export const optional =
  <T>(guard: Guard<T>): Guard<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || guard(value)

export const oneOf =
  <const T>(...allowed: readonly T[]): Guard<T> =>
  (value): value is T =>
    allowed.some((one) => one === value)

export const anyOf =
  <T>(...guards: readonly Guard<T>[]): Guard<T> =>
  (value): value is T =>
    guards.some((guard) => guard(value))

export const listOf =
  <T>(member: Guard<T>): Guard<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(member)

export const recordOf =
  <T>(member: Guard<T>): Guard<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> =>
    isRecord(value) && Object.values(value).every(member)

type Members<T> = {
  readonly [TKey in keyof T]-?: Partial<Pick<T, TKey>> extends Pick<T, TKey>
    ? Guard<T[TKey] | undefined>
    : Guard<T[TKey]>
}

export const objectOf =
  <T extends object>(members: Members<T>): Guard<T> =>
  (value): value is T => {
    if (!isRecord(value)) return false
    const guards: Readonly<Record<string, Guard<unknown>>> = members
    return Object.keys(guards).every((name) => guards[name]?.(value[name]))
  }
