import type { EpochMs } from './freshness.ts'
import { fromNewYorkWall, toNewYorkWall } from './new-york-time.ts'

/** Bar lengths. `1s` and `1m` come from the stream; coarser ones are built from `1m`. */
export const TIMEFRAMES = ['1s', '1m', '5m', '15m', '30m', '1h', '4h', '1d', '1w', '1M'] as const
export type Timeframe = (typeof TIMEFRAMES)[number]

/** A bar's window: the first millisecond of it, and the first after it. */
export interface BarWindow {
  readonly start: EpochMs
  readonly end: EpochMs
}

const MS_PER_MINUTE = 60_000
const MS_PER_DAY = 86_400_000
// 1970-01-01 was a Thursday
const FIRST_SUNDAY = 3 * MS_PER_DAY

/** Windows that begin at the same instants everywhere: New York is whole hours from UTC. */
const FIXED_MS: Partial<Record<Timeframe, number>> = {
  '1s': 1000,
  '1m': MS_PER_MINUTE,
  '5m': 5 * MS_PER_MINUTE,
  '15m': 15 * MS_PER_MINUTE,
  '30m': 30 * MS_PER_MINUTE,
  '1h': 60 * MS_PER_MINUTE,
}

export function isTimeframe(value: unknown): value is Timeframe {
  return (TIMEFRAMES as readonly unknown[]).includes(value)
}

/**
 * The window of the bar that an instant falls in, as the vendor cuts them: `4h` from New York's midnight, `1d` its
 * days, `1w` its weeks from Sunday, `1M` its months. On the two days a year when the clock changes a window is an
 * hour longer or shorter.
 */
export function barWindow(timeframe: Timeframe, at: EpochMs): BarWindow {
  const length = FIXED_MS[timeframe]
  if (length !== undefined) {
    const start = Math.floor(at / length) * length
    return { start, end: start + length }
  }
  const wall = wallWindow(timeframe, toNewYorkWall(at))
  return { start: fromNewYorkWall(wall.start), end: fromNewYorkWall(wall.end) }
}

/** Which stream channel a timeframe is served from. */
export function channelOf(timeframe: Timeframe): 'A' | 'AM' {
  return timeframe === '1s' ? 'A' : 'AM'
}

function wallWindow(timeframe: Timeframe, wall: number): BarWindow {
  if (timeframe === '1M') {
    const date = new Date(wall)
    const year = date.getUTCFullYear()
    const month = date.getUTCMonth()
    return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1) }
  }
  if (timeframe === '1w') return steps(wall, 7 * MS_PER_DAY, FIRST_SUNDAY)
  return steps(wall, timeframe === '1d' ? MS_PER_DAY : MS_PER_DAY / 6, 0)
}

function steps(wall: number, length: number, origin: number): BarWindow {
  const start = Math.floor((wall - origin) / length) * length + origin
  return { start, end: start + length }
}
