import { mix, toUnit } from './random.ts'

/**
 * A random walk that is a pure function of time: any moment can be asked for, in any order, and nothing is stored.
 * Live prices and history are read from the same path, so the one continues the other.
 */
export interface PricePath {
  at(ms: number): number
}

export interface PricePathOptions {
  readonly seed: number
  /** The slowest swing, ms. Over longer spans the path comes back to where it was. @default about 1.7 years */
  readonly longestMs?: number
}

export const YEAR_MS = 365 * 86_400_000
const SHORTEST_MS = 2_000
const DEFAULT_LONGEST_MS = SHORTEST_MS * 2 ** 24

// the variance of a span, in units of the span's length, that octaves of amplitude sqrt(period) add up to
const VARIANCE_OF_OCTAVES = 4.5
const UNIFORM_TO_UNIT_VARIANCE = Math.sqrt(12)

/**
 * Sums octaves of value noise, each twice as slow and sqrt(2) as tall as the one before: that scales like a Brownian
 * motion. Moves over one year have a standard deviation of about 1.
 */
export function createPricePath({ seed, longestMs = DEFAULT_LONGEST_MS }: PricePathOptions): PricePath {
  const octaves = Math.max(1, Math.round(Math.log2(longestMs / SHORTEST_MS)) + 1)
  const amplitudes = Float64Array.from({ length: octaves }, (_, k) =>
    Math.sqrt((SHORTEST_MS * 2 ** k) / (VARIANCE_OF_OCTAVES * YEAR_MS)),
  )
  // the segment each octave was last asked for: neighbouring moments share nearly all of them
  const segments = new Float64Array(octaves).fill(-1)
  const starts = new Float64Array(octaves)
  const ends = new Float64Array(octaves)

  const node = (octave: number, index: number): number =>
    (toUnit(mix(mix(seed, octave + 1), index)) - 0.5) * UNIFORM_TO_UNIT_VARIANCE

  return {
    at(ms) {
      let sum = 0
      let period = SHORTEST_MS
      for (let k = 0; k < octaves; k++, period *= 2) {
        const position = ms / period
        const segment = Math.floor(position)
        if (segment !== segments[k]) {
          segments[k] = segment
          starts[k] = node(k, segment)
          ends[k] = node(k, segment + 1)
        }
        const start = starts[k] ?? 0
        sum += (amplitudes[k] ?? 0) * (start + ((ends[k] ?? 0) - start) * (position - segment))
      }
      return sum
    },
  }
}
