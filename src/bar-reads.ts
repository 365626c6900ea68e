import { settledSpans, spanAt, wholeUpTo, widened, withSpans } from '../adapters/kept-bars.ts'
import type { KeptBars } from '../adapters/kept-bars.ts'
import { DEFAULT_TTL_MS } from '../adapters/cache-ttl.ts'
import { checkRange, endOf, startOf } from '../adapters/rest/arguments.ts'
import type { CallOptions, DateOrTime } from '../adapters/rest/rest-types.ts'
import type { Aggregate } from '../domain/aggregate.ts'
import type { EpochMs } from '../domain/freshness.ts'
import { normalizeTicker } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import { barWindow, isTimeframe } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import { selectQuote } from '../store/selectors/quotes.ts'
import { selectBars } from '../store/selectors/series.ts'
import { liveBars } from './live-bars.ts'
import type { LiveBars } from './live-bars.ts'
import type { Parts } from './parts.ts'
import { unknownTimeframe } from './subscriptions.ts'

/** Whole windows of one series. */
interface BarQuestion {
  readonly ticker: Ticker
  readonly timeframe: Timeframe
  readonly from: EpochMs
  /** The first instant beyond. */
  readonly upTo: EpochMs
}

/**
 * Bars of a range. Closed ones are asked for once; what forms comes from the stream where that keeps it whole, and is
 * asked for anew where it does not.
 */
export async function readAggregates(
  parts: Parts,
  symbol: string,
  timeframe: Timeframe,
  from: DateOrTime,
  to: DateOrTime,
  options?: CallOptions,
): Promise<readonly Aggregate[]> {
  const ticker = normalizeTicker(symbol)
  if (!isTimeframe(timeframe)) throw unknownTimeframe(timeframe)
  checkRange(from, to)
  const { start } = barWindow(timeframe, startOf(from))
  const { end } = barWindow(timeframe, endOf(to))
  const question: BarQuestion = { ticker, timeframe, from: start, upTo: end }
  let live: LiveBars | undefined
  let isKept = false
  const spans = await parts.cache.get<KeptBars>(
    'aggregates',
    { symbol: ticker, timeframe },
    (signal, kept = []) => load(parts, question, kept, signal),
    {
      ...options,
      question: { from: start, upTo: end },
      suffices(kept) {
        live = liveBars(parts, ticker, timeframe, serverNow(parts))
        isKept = reach(parts, question, kept, live) >= end
        return isKept
      },
      keep: (answer, before = []) => withSpans(before, settledSpans(answer, timeframe, serverNow(parts))),
    },
  )
  return isKept ? keptAnswer(parts, question, spans, live) : freshAnswer(parts, question, spans)
}

/** Up to where what is kept, and then what the stream keeps whole, answers a question. */
function reach(parts: Parts, question: BarQuestion, kept: KeptBars, live: LiveBars | undefined): EpochMs {
  const upTo = keptUpTo(parts, question, kept)
  return live !== undefined && upTo >= live.from && isRealTime(parts, question.ticker) ? Number.POSITIVE_INFINITY : upTo
}

function keptUpTo(parts: Parts, { ticker, timeframe, from }: BarQuestion, kept: KeptBars): EpochMs {
  const span = spanAt(kept, from)
  // bars are corrected now and then: none is kept for ever
  if (span === undefined || serverNow(parts) - span.since >= DEFAULT_TTL_MS.aggregates) return from
  return Math.max(from, wholeUpTo(span, timeframe, isRealTime(parts, ticker)))
}

async function load(parts: Parts, question: BarQuestion, kept: KeptBars, signal: AbortSignal): Promise<KeptBars> {
  const { ticker, timeframe, upTo } = question
  const askedAt = serverNow(parts)
  const missing = keptUpTo(parts, question, kept)
  const from = missing === question.from && upTo > askedAt ? widened(timeframe, missing) : missing
  const bars = await parts.rest.getAggregates(ticker, timeframe, from, upTo - 1, { signal })
  return withSpans(kept, [{ from, upTo, bars, since: askedAt, askedAt }])
}

function keptAnswer(
  { store }: Parts,
  question: BarQuestion,
  spans: KeptBars,
  live: LiveBars | undefined,
): readonly Aggregate[] {
  const { ticker, timeframe, from, upTo } = question
  const newer = live?.bars.filter(({ start }) => start >= from && start < upTo) ?? []
  const [first] = newer
  const kept = within(question, spans).filter(({ start }) => first === undefined || start < first.start)
  // what the store has of them may have been corrected since
  const held = new Set(selectBars(ticker, timeframe)(store.getState()).map(({ start }) => start))
  store.getState().mergeBars(
    ticker,
    timeframe,
    kept.filter(({ start }) => !held.has(start)),
  )
  return [...kept, ...newer]
}

function freshAnswer({ store }: Parts, question: BarQuestion, spans: KeptBars): readonly Aggregate[] {
  const bars = within(question, spans)
  store.getState().mergeBars(question.ticker, question.timeframe, bars)
  return bars
}

const within = ({ from, upTo }: BarQuestion, spans: KeptBars): readonly Aggregate[] =>
  spanAt(spans, from)?.bars.filter(({ start }) => start >= from && start < upTo) ?? []

const isRealTime = ({ store }: Parts, ticker: Ticker): boolean =>
  selectQuote(ticker)(store.getState())?.timeframe === 'real-time'

const serverNow = ({ clock, tokens }: Parts): EpochMs => clock.now() + tokens.health().clockSkewMs
