import { spanAt } from '../adapters/kept-bars.ts'
import type { Corrected, KeptSeries } from '../adapters/kept-bars.ts'
import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { Ticker } from '../domain/ticker.ts'
import { barWindow, channelOf } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import { seriesKey } from '../slices/aggregates.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import { selectQuote } from '../store/selectors/quotes.ts'
import { selectBars } from '../store/selectors/series.ts'
import type { Parts } from './parts.ts'

/** The newest bars of a series, kept whole by the stream. */
export interface LiveBars {
  /** Nothing is missing from this instant on. */
  readonly from: EpochMs
  /** Ascending, the newest one forming. */
  readonly bars: readonly Aggregate[]
}

type Held = Pick<Parts, 'store' | 'transport'>
type CorrectedBy = Pick<Parts, 'store' | 'transport' | 'clock' | 'tokens'>

/** How long after a minute its bar may be on its way. */
const LATE_MS = 5_000

/**
 * What the store holds of a series without a gap to the present; `undefined` where the stream does not deliver it, where
 * it may trail, where history was never asked for, or while something is being fetched.
 *
 * @param now the server's time
 */
export function liveBars(held: Held, ticker: Ticker, timeframe: Timeframe, now: EpochMs): LiveBars | undefined {
  const finest = channelOf(timeframe) === 'A' ? '1s' : '1m'
  const first = wholeFrom(held, ticker, finest, now)
  if (first === undefined) return undefined
  const state = held.store.getState()
  const from = timeframe === finest ? first : grownFrom(state, ticker, timeframe, first, now)
  if (from === undefined) return undefined
  return { from, bars: selectBars(ticker, timeframe)(state).filter((bar) => bar.start >= from) }
}

/** Live minutes, and before them the kept ones that lead up to them. */
export function minutesToNow(held: Held, ticker: Ticker, kept: KeptSeries, corrected: Corrected): LiveBars | undefined {
  const live = liveBars(held, ticker, '1m', corrected.now)
  if (live === undefined) return undefined
  const before = spanAt(kept['1m'], live.from - 1, corrected)
  if (before === undefined) return live
  const minutes = before.bars.filter(({ start }) => start < live.from)
  return { from: before.from, bars: [...asCorrected(held, ticker, minutes), ...live.bars] }
}

/**
 * Kept minutes, and where the store has one of the same time that one: the stream may have corrected it since. Longer
 * bars of the store are no better than kept ones, for they may have been grown from some of their minutes only.
 */
export function asCorrected(held: Held, ticker: Ticker, minutes: readonly Aggregate[]): readonly Aggregate[] {
  if (held.transport.wholeSince('AM', ticker) === undefined) return minutes
  const newer = new Map(selectBars(ticker, '1m')(held.store.getState()).map((bar) => [bar.start, bar]))
  return minutes.map((bar) => newer.get(bar.start) ?? bar)
}

/**
 * What time it is for the server, and since when the stream has sent again every minute that was corrected; of a minute
 * in which it began, too, for bars are sent again later than that. Of longer bars it tells nothing.
 */
export function correctedBars(parts: CorrectedBy, ticker: Ticker, source: Timeframe): Corrected {
  const whole = source === '1m' && isRealTime(parts, ticker) && parts.transport.wholeSince('AM', ticker)
  return { now: serverNow(parts), streamedSince: whole ? barWindow('1m', whole.since).start : Infinity }
}

/** Where a plan may be delayed, what the stream has not told yet is not yet known. */
export const isRealTime = ({ store }: Pick<Parts, 'store'>, ticker: Ticker): boolean =>
  selectQuote(ticker)(store.getState())?.timeframe === 'real-time'

/** The server's time at an instant of ours. Before the first token the two are taken for the same: ask once it is there. */
export const serverTimeAt = ({ tokens }: Pick<Parts, 'tokens'>, at: EpochMs): EpochMs =>
  at + tokens.health().clockSkewMs

export const serverNow = (parts: Pick<Parts, 'clock' | 'tokens'>): EpochMs => serverTimeAt(parts, parts.clock.now())

/** From when on the store has every bar of the stream. */
function wholeFrom(held: Held, ticker: Ticker, finest: '1s' | '1m', now: EpochMs): EpochMs | undefined {
  const { store, transport } = held
  const whole = transport.wholeSince(channelOf(finest), ticker)
  if (whole === undefined || !isRealTime(held, ticker)) return undefined
  const { start: latest } = barWindow(finest, now)
  if (now - latest < LATE_MS && (whole.upTo ?? 0) < latest) return undefined

  // the bar in progress when the stream began comes whole
  const { start: first } = barWindow(finest, whole.since)
  const bars = selectBars(ticker, finest)(store.getState())
  // the oldest ones have made room for the newest
  return bars.length < store.feed.limits.maxBars ? first : Math.max(first, bars[0]?.start ?? first)
}

/** From where on coarser bars are right, of which minutes come whole from `first` on. */
function grownFrom(
  state: MarketDataState,
  ticker: Ticker,
  timeframe: Timeframe,
  first: EpochMs,
  now: EpochMs,
): EpochMs | undefined {
  const told = state.aggregates.series[seriesKey(ticker, timeframe)]?.told
  if (told === undefined || told.coveredUntil < first) return undefined
  const { start, end } = barWindow(timeframe, told.bar.start)
  // a bar that history told in progress is right in its prices only, unless it was grown from all of its minutes
  const isRight = end > now || selectBars(ticker, '1m')(state).some((minute) => minute.start === start)
  return isRight ? start : end
}
