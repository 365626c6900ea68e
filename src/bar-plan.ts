import { settledAt, spanAt, wholeUpTo } from '../adapters/kept-bars.ts'
import type { Corrected, KeptSeries } from '../adapters/kept-bars.ts'
import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { Ticker } from '../domain/ticker.ts'
import { barWindow } from '../domain/timeframe.ts'
import type { BarWindow, Timeframe } from '../domain/timeframe.ts'
import { boundaryFrom, isFromMinutes, sourceOf } from './bar-sources.ts'
import { asCorrected, isRealTime, liveBars, minutesToNow } from './live-bars.ts'
import type { Parts } from './parts.ts'

/** Whole windows of one series. */
export interface BarQuestion extends BarWindow {
  readonly ticker: Ticker
  readonly timeframe: Timeframe
}

/** What an answer is made of: bars of the past, and then the newest ones, finer perhaps. */
export interface BarAnswer {
  /** The length of those of the past. */
  readonly source: Timeframe
  readonly bulk: readonly Aggregate[]
  readonly tail: readonly Aggregate[]
}

interface BarAsk {
  readonly timeframe: Timeframe
  readonly from: EpochMs
  /** The first instant beyond. */
  readonly upTo: EpochMs
}

/** What is at hand of an answer, and what must be asked for. */
export interface BarPlan extends BarAnswer {
  readonly asks: readonly BarAsk[]
}

type Held = Pick<Parts, 'store' | 'transport'>

/** So far back minutes are few, and what is missing is asked for in minutes. */
const MINUTES_BACK_MS = 86_400_000

/** What is kept, and then what the stream keeps whole, of an answer; nothing to ask for where that is all of it. */
export function planned(
  held: Held,
  question: BarQuestion,
  kept: KeptSeries,
  corrected: (source: Timeframe) => Corrected,
): BarPlan {
  const { ticker, timeframe, start, end } = question
  const source = sourceOf(timeframe, question)
  const { now } = corrected(source)
  const span = spanAt(kept[source], start, corrected(source))
  const from = span === undefined ? start : Math.max(start, wholeUpTo(span, source, isRealTime(held, ticker)))
  const { bulkEnd, tail, minutesFrom } = tailOf(held, question, { source, from, kept, corrected: corrected('1m') })
  const bulk = span?.bars.filter((bar) => bar.start >= start && bar.start < Math.min(from, bulkEnd)) ?? []
  return {
    source,
    bulk: source === '1m' ? asCorrected(held, ticker, bulk) : bulk,
    tail,
    asks: [...ask(source, widened(question, from, now), from, bulkEnd), ...ask('1m', minutesFrom, minutesFrom, end)],
  }
}

interface Known {
  readonly source: Timeframe
  /** Up to where what is kept answers. */
  readonly from: EpochMs
  readonly kept: KeptSeries
  /** Of minutes. */
  readonly corrected: Corrected
}

interface Tail {
  readonly bulkEnd: EpochMs
  readonly tail: readonly Aggregate[]
  readonly minutesFrom: EpochMs
}

/** From where on the newest bars are those of the stream, or minutes that are to be asked for. */
function tailOf(held: Held, { ticker, timeframe, start, end }: BarQuestion, known: Known): Tail {
  const { source, from, kept, corrected } = known
  const { now } = corrected
  const none: Tail = { bulkEnd: end, tail: [], minutesFrom: end }
  if (from >= end) return none
  const isSum = isFromMinutes(timeframe)
  const live = isSum ? minutesToNow(held, ticker, kept, corrected) : liveBars(held, ticker, timeframe, now)
  const liveFrom = live === undefined ? Infinity : Math.max(start, boundaryFrom(source, live.from))
  if (live !== undefined && liveFrom <= now) {
    const tail = live.bars.filter((bar) => bar.start >= liveFrom)
    return { ...none, bulkEnd: Math.min(end, liveFrom), tail }
  }
  if (!isSum || source === '1m' || end <= now || !isHeld(held, ticker)) return none
  // the stream needs all minutes of the newest bar
  const open = settledAt('4h', now)
  const minutesFrom = now - from <= MINUTES_BACK_MS ? Math.min(from, open) : open
  return { ...none, bulkEnd: minutesFrom, minutesFrom }
}

/** Where a question up to now begins: at a boundary of the longest windows, so that a longer chart's is none of its own. */
function widened({ timeframe, start, end }: BarQuestion, from: EpochMs, now: EpochMs): EpochMs {
  return from === start && end > now && isFromMinutes(timeframe) ? barWindow('4h', from).start : from
}

const ask = (timeframe: Timeframe, from: EpochMs, missing: EpochMs, upTo: EpochMs): readonly BarAsk[] =>
  missing < upTo ? [{ timeframe, from, upTo }] : []

const isHeld = ({ transport }: Held, ticker: Ticker): boolean =>
  transport.subscriptions().some(({ channel, symbol }) => channel === 'AM' && symbol === ticker)
