/** A seeded source of numbers; the same seed gives the same run. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number in [0, below). */
  int(below: number): number
  /** True with this probability. */
  chance(probability: number): boolean
}

/** Mixes two 32-bit integers into one (the finaliser of MurmurHash3): neighbours give unrelated results. */
export function mix(a: number, b: number): number {
  let h = (a ^ Math.imul(b, 0x9e3779b1)) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A 32-bit hash of a text (FNV-1a, then mixed). */
export function hashText(text: string, seed = 0): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix(h >>> 0, seed)
}

/** A hash as a fraction in [0, 1). */
export const toUnit = (hash: number): number => hash / 0x1_0000_0000

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  let count = 0
  const next = (): number => {
    state = mix(state, ++count)
    return toUnit(state)
  }
  return {
    next,
    int: (below) => Math.floor(next() * below),
    chance: (probability) => next() < probability,
  }
}
