import type { MarketDataState } from '../../slices/market-data-state.ts'

/** Reads something of the state; the same object as long as nothing of it changed. */
export type Selector<T> = (state: MarketDataState) => T

/** Selectors kept a factory; beyond that the ones made longest ago are made anew, which costs them their cache. */
const MAX_KEPT = 20_000

/** Makes a factory answer with the same selector for the same arguments, so that it can be called in a render. */
export function memoized<TArgs extends readonly (string | undefined)[], T>(
  create: (...args: TArgs) => Selector<T>,
): (...args: TArgs) => Selector<T> {
  const kept = new Map<string, Selector<T>>()
  return (...args) => {
    const key = args.length === 1 ? (args[0] ?? '') : args.join('\n')
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = create(...args)
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value ?? '')
    kept.set(key, made)
    return made
  }
}

/** Recent results remembered: several stores may share a selector. */
export const MAX_RECENT = 4

/** Gives an equal earlier result its place back, so that only a real change is a new identity. */
export function createStable<T>(isEqual: (left: T, right: T) => boolean): (result: T) => T {
  const recent: T[] = []
  return (result) => {
    const equal = recent.find((former) => isEqual(former, result))
    if (equal !== undefined) return equal
    recent.unshift(result)
    recent.length = Math.min(recent.length, MAX_RECENT)
    return result
  }
}

export function isEqualList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, at) => Object.is(item, right[at]))
}
