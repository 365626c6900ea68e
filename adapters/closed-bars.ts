import type { Aggregate } from '../domain/aggregate.ts'
import type { Clock } from '../domain/clock.ts'
import type { EpochMs } from '../domain/freshness.ts'
import { barWindow } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import type { CacheCallOptions } from './cache.ts'
import { DEFAULT_TTL_MS } from './cache-ttl.ts'

/** The bars that will not change any more. @param bars ascending */
export function closedBars(bars: readonly Aggregate[], now: EpochMs): readonly Aggregate[] {
  const forming = bars.findIndex((bar) => bar.end > now)
  return forming < 0 ? bars : bars.slice(0, forming)
}

/**
 * Keeps the closed bars of an answer until the next one closes, 60 s at most. Whoever asks meanwhile gets these; the
 * forming bar, which is never kept, comes from the stream.
 */
export function keepClosedBars(
  timeframe: Timeframe,
  clock: Pick<Clock, 'now'>,
): Required<Pick<CacheCallOptions<readonly Aggregate[]>, 'keep' | 'ttlMs'>> {
  return {
    keep: (bars) => closedBars(bars, clock.now()),
    ttlMs: () => Math.min(DEFAULT_TTL_MS.aggregates, barWindow(timeframe, clock.now()).end - clock.now()),
  }
}

/**
 * A range that ends with the windows its instants fall in, so that questions asked a moment apart are one question.
 * Days stay as they are.
 */
export function wholeWindows<TTime extends string | EpochMs>(
  timeframe: Timeframe,
  from: TTime,
  to: TTime,
): { readonly from: TTime | EpochMs; readonly to: TTime | EpochMs } {
  return {
    from: typeof from === 'number' ? barWindow(timeframe, from).start : from,
    to: typeof to === 'number' ? barWindow(timeframe, to).end - 1 : to,
  }
}
