/** Counts by name; names whose count is back at nothing are forgotten. */
export interface Counter {
  get(key: string): number
  add(key: string, change: number): void
}

export function createCounter(): Counter {
  const counts = new Map<string, number>()
  return {
    get: (key) => counts.get(key) ?? 0,
    add(key, change) {
      const count = (counts.get(key) ?? 0) + change
      if (count > 0) counts.set(key, count)
      else counts.delete(key)
    },
  }
}
