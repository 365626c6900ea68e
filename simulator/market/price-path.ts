import { mix } from './random.ts'

/**
 * A random walk that is a pure function of time: any moment can be asked for, in any order, and nothing is stored.
 * Live prices and history are read from the same path, so the one continues the other.
 */
export interface PricePath {
  at(ms: number): number
}

export interface PricePathOptions {
  readonly seed: number
  /** The slowest swing, ms. Over longer spans the path comes back to where it was. @default about 1.06 years */
  readonly longestMs?: number
}

export const YEAR_MS = 365 * 86_400_000
const SHORTEST_MS = 2_000
const DEFAULT_LONGEST_MS = SHORTEST_MS * 2 ** 24

// the variance of a span, in units of the span's length, that octaves of amplitude sqrt(period) add up to
const VARIANCE_OF_OCTAVES = 4.5
const UNIFORM_TO_UNIT_VARIANCE = Math.sqrt(12)

/** One octave: a line from node to node. It keeps the segment asked for last: neighbouring moments share nearly all. */
interface Octave {
  readonly seed: number
  readonly perMs: number
  readonly scale: number
  segment: number
  start: number
  end: number
}

/**
 * Sums octaves of value noise, each twice as slow and sqrt(2) as tall as the one before: that scales like a Brownian
 * motion. Moves over one year have a standard deviation of about 1.
 */
export function createPricePath({ seed, longestMs = DEFAULT_LONGEST_MS }: PricePathOptions): PricePath {
  const count = Math.max(1, Math.round(Math.log2(longestMs / SHORTEST_MS)) + 1)
  const octaves = Array.from({ length: count }, (_, k): Octave => createOctave(mix(seed, k + 1), SHORTEST_MS * 2 ** k))
  return {
    at(ms) {
      let sum = 0
      for (const octave of octaves) {
        const position = ms * octave.perMs
        const segment = Math.floor(position)
        if (segment !== octave.segment) moveTo(octave, segment)
        sum += octave.start + (octave.end - octave.start) * (position - segment)
      }
      return sum
    },
  }
}

function createOctave(seed: number, periodMs: number): Octave {
  const amplitude = Math.sqrt(periodMs / (VARIANCE_OF_OCTAVES * YEAR_MS))
  // a node is a 32-bit hash: half its range is taken off, then it is scaled to the amplitude
  const scale = (amplitude * UNIFORM_TO_UNIT_VARIANCE) / 2 ** 32
  return { seed, perMs: 1 / periodMs, scale, segment: Number.NaN, start: 0, end: 0 }
}

function moveTo(octave: Octave, segment: number): void {
  const { segment: previous, start, end } = octave
  octave.start = segment === previous + 1 ? end : node(octave, segment)
  octave.end = segment === previous - 1 ? start : node(octave, segment + 1)
  octave.segment = segment
}

const node = ({ seed, scale }: Octave, index: number): number => (mix(seed, index) - 2 ** 31) * scale
