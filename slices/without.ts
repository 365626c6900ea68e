/** A record without some of its members; the same record when it has none of them. */
export function without<T>(
  record: Readonly<Record<string, T>>,
  isGone: (key: string, value: T) => boolean,
): Readonly<Record<string, T>> {
  const entries = Object.entries(record)
  const kept = entries.filter(([key, value]) => !isGone(key, value))
  return kept.length === entries.length ? record : Object.fromEntries(kept)
}
