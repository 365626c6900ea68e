/** Parts of at most `size` items, in order. */
export function* chunked<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
}

/** Items by key, keys in the order of their first item. */
export function groupBy<TKey, T>(items: Iterable<T>, keyOf: (item: T) => TKey): Map<TKey, T[]> {
  const groups = new Map<TKey, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
