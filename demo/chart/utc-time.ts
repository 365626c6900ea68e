import type { UTCTimestamp } from 'lightweight-charts'

/** Epoch ms as the chart's own kind of second. */
export function utcTime(at: number): UTCTimestamp {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library's brand has no maker of its own
  return Math.floor(at / 1000) as UTCTimestamp
}
