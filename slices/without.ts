/** A record without some of its members; the same record when it has none of them. */
export function without<TKey extends string, TValue>(
  record: Readonly<Record<TKey, TValue>>,
  isGone: (key: string, value: TValue) => boolean,
): Readonly<Record<TKey, TValue>> {
  const entries = Object.entries<TValue>(record)
  const kept = entries.filter(([key, value]) => !isGone(key, value))
  // fewer keys of the same kind
  return kept.length === entries.length ? record : (Object.fromEntries(kept) as Record<TKey, TValue>)
}
