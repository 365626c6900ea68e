import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import { barWindow } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'

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

/** Late trades are sent again so long after a window's end that its bar may be taken for final after it. */
const SETTLING_MS = 10_000
/** By how much a delayed plan trails, and a little more. */
const DELAY_MS = 20 * 60_000
const MAX_SPANS = 4
const MAX_BARS = 20_000

/** Where a question begins whose answer reaches to the present: minutes are few, and a coarser chart asks for them next. */
export function widened(timeframe: Timeframe, from: EpochMs): EpochMs {
  return timeframe === '1m' ? barWindow('4h', from).start : from
}

/** The start of the first window that may still change. */
const settledAt = (timeframe: Timeframe, now: EpochMs): EpochMs => barWindow(timeframe, now - SETTLING_MS).start

export const spanAt = (kept: KeptBars, from: EpochMs): BarSpan | undefined =>
  kept.find((span) => span.from <= from && from < span.upTo)

/** Up to where nothing is missing of a span: where data may be delayed, what was asked for had not all happened yet. */
export function wholeUpTo(span: BarSpan, timeframe: Timeframe, isRealTime: boolean): EpochMs {
  return isRealTime ? span.upTo : Math.min(span.upTo, barWindow(timeframe, span.askedAt - DELAY_MS).start)
}

/** Adds spans; those that touch become one, in which the newer answer stands. */
export function withSpans(kept: KeptBars, added: KeptBars): KeptBars {
  return added.reduce(withSpan, kept).slice(-MAX_SPANS)
}

/** What of the spans may be kept. */
export function settledSpans(spans: KeptBars, timeframe: Timeframe, now: EpochMs): KeptBars {
  const end = settledAt(timeframe, now)
  return spans.flatMap((span) => {
    const upTo = Math.min(span.upTo, end)
    const bars = span.bars.filter(({ start }) => start < upTo).slice(-MAX_BARS)
    const from = bars.length < MAX_BARS ? span.from : (bars[0]?.start ?? upTo)
    return from < upTo ? [{ ...span, from, upTo, bars }] : []
  })
}

function withSpan(kept: KeptBars, added: BarSpan): KeptBars {
  const touching = kept.filter((span) => span.from <= added.upTo && added.from <= span.upTo)
  const joined = [...touching, added].reduce(join)
  return [...kept.filter((span) => !touching.includes(span)), joined]
}

function join(older: BarSpan, newer: BarSpan): BarSpan {
  const before = older.bars.filter(({ start }) => start < newer.from)
  const after = older.bars.filter(({ start }) => start >= newer.upTo)
  return {
    from: Math.min(older.from, newer.from),
    upTo: Math.max(older.upTo, newer.upTo),
    bars: [...before, ...newer.bars, ...after],
    since: Math.min(older.since, newer.since),
    askedAt: Math.max(older.askedAt, newer.askedAt),
  }
}
