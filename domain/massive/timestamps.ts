import type { EpochMs } from '../freshness.ts'

// in ms these are the years 1973, 5138 and on: every unit's own range is far from its neighbours'
const SECONDS_BELOW = 1e11
const MILLISECONDS_BELOW = 1e14
const MICROSECONDS_BELOW = 1e17

// JSON.parse rounds nanoseconds to a multiple of 256, often to just below the millisecond that was meant
const ROUNDING_MS = 0.0005

/**
 * Epoch milliseconds of a timestamp in seconds, ms, µs or ns, told apart by its magnitude: the vendor's units differ
 * by operation, and some of its published examples contradict their own description.
 */
export function toEpochMs(timestamp: number): EpochMs {
  if (timestamp < SECONDS_BELOW) return timestamp * 1000
  if (timestamp < MILLISECONDS_BELOW) return timestamp
  return Math.floor(timestamp / (timestamp < MICROSECONDS_BELOW ? 1e3 : 1e6) + ROUNDING_MS)
}
