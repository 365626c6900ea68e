import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import { barWindow } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import { DEFAULT_TTL_MS } from './cache-ttl.ts'

/** All bars of one series between two instants. */
export interface BarSpan {
  readonly from: EpochMs
  /** The first instant beyond. */
  readonly upTo: EpochMs
  /** Ascending. */
  readonly bars: readonly Aggregate[]
  /** The server's time when the oldest part of it was asked for, and the newest. */
  readonly since: EpochMs
  readonly askedAt: EpochMs
}

/** What is kept of one series: disjoint, each with closed bars only. */
export type KeptBars = readonly BarSpan[]

/** What is kept of one symbol. */
export type KeptSeries = Readonly<Partial<Record<Timeframe, KeptBars>>>

/** Late trades are sent again so long after a window's end that its bar may be taken for final after it. */
const SETTLING_MS = 10_000
/** By how much a delayed plan trails, and a little more. */
const DELAY_MS = 20 * 60_000
const MAX_SPANS = 4
const MAX_BARS = 20_000

/** The start of the first window that may still change. */
export const settledAt = (timeframe: Timeframe, now: EpochMs): EpochMs => barWindow(timeframe, now - SETTLING_MS).start

/** How long bars are good of whose corrections nothing is heard. */
const UNHEARD_MS = 900_000

/** The server's time, and since when the stream has told of corrections without a gap. */
export interface Corrected {
  readonly now: EpochMs
  /** `Infinity` where it does not. */
  readonly streamedSince: EpochMs
}

// bars are corrected now and then: none is kept for ever
const isGood = ({ since }: BarSpan, { now, streamedSince }: Corrected): boolean =>
  now - since < (streamedSince <= since ? DEFAULT_TTL_MS.aggregates : UNHEARD_MS)

/** What is kept around an instant and still good. */
export const spanAt = (kept: KeptBars = [], from: EpochMs, corrected: Corrected): BarSpan | undefined =>
  kept.find((span) => span.from <= from && from < span.upTo && isGood(span, corrected))

/** Up to where nothing is missing of a span: where data may be delayed, what was asked for had not all happened yet. */
export function wholeUpTo(span: BarSpan, timeframe: Timeframe, isRealTime: boolean): EpochMs {
  return isRealTime ? span.upTo : Math.min(span.upTo, barWindow(timeframe, span.askedAt - DELAY_MS).start)
}

/** Adds a span to those of its series; those that touch become one, in which the newer answer stands. */
function withSpan(kept: KeptSeries, timeframe: Timeframe, added: BarSpan, corrected: Corrected): KeptSeries {
  const spans = kept[timeframe]?.filter((span) => isGood(span, corrected)) ?? []
  const touching = spans.filter((span) => span.from <= added.upTo && added.from <= span.upTo)
  const joined = [...touching, added].reduce(join)
  const others = spans.filter((span) => !touching.includes(span))
  return { ...kept, [timeframe]: [...others, joined].slice(-MAX_SPANS) }
}

/** What of an answer may be kept beyond what is kept already. */
export function withSettled(
  kept: KeptSeries,
  timeframe: Timeframe,
  { bars, from, upTo, ...asked }: BarSpan,
  corrected: Corrected,
): KeptSeries {
  const end = Math.min(upTo, settledAt(timeframe, corrected.now))
  const settled = bars.filter(({ start }) => start < end).slice(-MAX_BARS)
  const start = settled.length < MAX_BARS ? from : (settled[0]?.start ?? end)
  if (start >= end) return kept
  return withSpan(kept, timeframe, { ...asked, from: start, upTo: end, bars: settled }, corrected)
}

function join(older: BarSpan, newer: BarSpan): BarSpan {
  const before = older.bars.filter(({ start }) => start < newer.from)
  const after = older.bars.filter(({ start }) => start >= newer.upTo)
  return {
    from: Math.min(older.from, newer.from),
    upTo: Math.max(older.upTo, newer.upTo),
    bars: [...before, ...newer.bars, ...after],
    since: isWithin(older, newer) ? newer.since : Math.min(older.since, newer.since),
    // how far a span was told is a matter of its end
    askedAt: newer.upTo >= older.upTo ? newer.askedAt : older.askedAt,
  }
}

const isWithin = (inner: BarSpan, outer: BarSpan): boolean => outer.from <= inner.from && inner.upTo <= outer.upTo
