import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { Ticker } from '../domain/ticker.ts'
import { barWindow, channelOf } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import { seriesKey } from '../slices/aggregates.ts'
import { selectBars } from '../store/selectors/series.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import type { Parts } from './parts.ts'

/** The newest bars of a series, kept whole by the stream. */
export interface LiveBars {
  /** Nothing is missing from this instant on. */
  readonly from: EpochMs
  /** Ascending, the newest one forming. */
  readonly bars: readonly Aggregate[]
}

/** How long after a minute its bar may be on its way. */
const LATE_MS = 5_000

/**
 * What the store holds of a series without a gap to the present; `undefined` where the stream does not deliver it, where
 * history was never asked for, or while something is being fetched.
 *
 * @param now the server's time
 */
export function liveBars(
  { store, transport }: Pick<Parts, 'store' | 'transport'>,
  ticker: Ticker,
  timeframe: Timeframe,
  now: EpochMs,
): LiveBars | undefined {
  const state = store.getState()
  const channel = channelOf(timeframe)
  const whole = transport.wholeSince(channel, ticker)
  if (whole === undefined) return undefined
  const finest = channel === 'A' ? '1s' : '1m'
  const { start: latest } = barWindow(finest, now)
  if (now - latest < LATE_MS && (whole.upTo ?? 0) < latest) return undefined

  // the bar in progress when the stream began comes whole
  const { start: first } = barWindow(finest, whole.since)
  const from = timeframe === finest ? first : grownFrom(state, ticker, timeframe, first, now)
  if (from === undefined) return undefined
  return { from, bars: selectBars(ticker, timeframe)(state).filter((bar) => bar.start >= from) }
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
