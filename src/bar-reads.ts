import { withSettled } from '../adapters/kept-bars.ts'
import type { BarSpan, Corrected, KeptSeries } from '../adapters/kept-bars.ts'
import { checkRange, endOf, startOf } from '../adapters/rest/arguments.ts'
import type { CallOptions, DateOrTime } from '../adapters/rest/rest-types.ts'
import type { Aggregate } from '../domain/aggregate.ts'
import { normalizeTicker } from '../domain/ticker.ts'
import { barWindow, isTimeframe } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import { rollUp } from '../slices/roll-up.ts'
import { selectBars } from '../store/selectors/series.ts'
import { planned } from './bar-plan.ts'
import type { BarAnswer, BarPlan, BarQuestion } from './bar-plan.ts'
import { isFromMinutes } from './bar-sources.ts'
import { correctedBars, serverNow, serverTimeAt } from './live-bars.ts'
import type { ReadParts } from './parts.ts'
import { unknownTimeframe } from './subscriptions.ts'

/** What is kept of a symbol; of an answer of REST also what it brought. */
interface BarsOfSymbol {
  readonly kept: KeptSeries
  readonly fetched?: readonly FetchedSpan[]
  readonly answer?: readonly Aggregate[]
}

interface FetchedSpan {
  readonly timeframe: Timeframe
  readonly span: BarSpan
}

/**
 * Bars of a range. Closed ones are asked for once, and serve every length that is built from them; what forms comes from
 * the stream where that keeps it whole, and is asked for anew where it does not.
 */
export async function readAggregates(
  parts: ReadParts,
  symbol: string,
  timeframe: Timeframe,
  from: DateOrTime,
  to: DateOrTime,
  options?: CallOptions,
): Promise<readonly Aggregate[]> {
  const question = checkedBarQuestion(symbol, timeframe, from, to)
  const { ticker, start, end } = question
  // what has arrived but waits for its frame is known: a bar that just closed is not missing
  parts.feed.flush()
  let found: BarPlan | undefined
  const corrected = (length: Timeframe): Corrected => correctedBars(parts, ticker, length)
  const plan = ({ kept }: BarsOfSymbol = NOTHING): BarPlan => (found = planned(parts, question, kept, corrected))
  const load = (signal: AbortSignal, kept?: BarsOfSymbol): Promise<BarsOfSymbol> =>
    fetchBars(parts, question, plan(kept), signal)
  const { answer } = await parts.cache.get<BarsOfSymbol>('aggregates', { symbol: ticker }, load, {
    ...options,
    question: { timeframe, from: start, upTo: end },
    suffices: (kept) => plan(kept).asks.length === 0,
    keep: ({ fetched = [] }, { kept } = NOTHING) => ({ kept: withFetched(kept, fetched, corrected) }),
  })
  if (answer !== undefined || found === undefined) return answer ?? []
  mergeKept(parts, question, found)
  return barsOf(question, found)
}

/** Whole windows, the first and the last one of the range included. */
export function checkedBarQuestion(
  symbol: string,
  timeframe: Timeframe,
  from: DateOrTime,
  to: DateOrTime,
): BarQuestion {
  const ticker = normalizeTicker(symbol)
  if (!isTimeframe(timeframe)) throw unknownTimeframe(timeframe)
  checkRange(from, to)
  const { start } = barWindow(timeframe, startOf(from))
  const { end } = barWindow(timeframe, endOf(to))
  return { ticker, timeframe, start, end }
}

const NOTHING: BarsOfSymbol = { kept: {} }

const withFetched = (
  kept: KeptSeries,
  fetched: readonly FetchedSpan[],
  corrected: (timeframe: Timeframe) => Corrected,
): KeptSeries =>
  fetched.reduce((all, { timeframe, span }) => withSettled(all, timeframe, span, corrected(timeframe)), kept)

/** Asks for what is missing, and puts into the store what comes. */
async function fetchBars(
  parts: ReadParts,
  question: BarQuestion,
  { asks, ...plan }: BarPlan,
  signal: AbortSignal,
): Promise<BarsOfSymbol> {
  const { rest, store, clock } = parts
  const { ticker, timeframe } = question
  const beganAt = clock.now()
  const fetched = await Promise.all(
    asks.map(async ({ timeframe: length, from, upTo }): Promise<FetchedSpan> => {
      const bars = await rest.getAggregates(ticker, length, from, upTo - 1, { signal })
      const askedAt = serverTimeAt(parts, beganAt)
      return { timeframe: length, span: { from, upTo, bars, since: askedAt, askedAt } }
    }),
  )
  const bulk = [...plan.bulk]
  const tail = [...plan.tail]
  for (const { timeframe: length, span } of fetched) (length === plan.source ? bulk : tail).push(...span.bars)
  const answer = barsOf(question, { ...plan, bulk, tail })
  const { mergeBars } = store.getState()
  // with its minutes the newest bar grows exactly
  if (timeframe !== '1m' && tail.length > 0) mergeBars(ticker, '1m', tail)
  mergeBars(ticker, timeframe, answer)
  parts.feed.trim()
  return { kept: {}, fetched, answer }
}

function barsOf({ timeframe, start, end }: BarQuestion, { source, bulk, tail }: BarAnswer): readonly Aggregate[] {
  const bars = [...bulk, ...tail].filter((bar) => bar.start >= start && bar.start < end)
  return source === timeframe && tail.length === 0 ? bars : rollUp(timeframe, bars)
}

/** What the store has of closed bars may have been corrected since. What forms goes on from the last whole minute. */
function mergeKept(parts: ReadParts, question: BarQuestion, found: BarAnswer): void {
  const { ticker, timeframe } = question
  const { getState } = parts.store
  const held = new Set(selectBars(ticker, timeframe)(getState()).map(({ start }) => start))
  const { start: minute } = barWindow('1m', serverNow(parts))
  const tail = isFromMinutes(timeframe) ? found.tail.filter(({ end }) => end <= minute) : found.tail
  const grownFrom = (isFromMinutes(timeframe) && tail[0]?.start) || Infinity
  const bars = barsOf(question, { ...found, tail }).filter(({ start, end }) => !held.has(start) || end > grownFrom)
  getState().mergeBars(ticker, timeframe, bars, minute)
  parts.feed.trim()
}
