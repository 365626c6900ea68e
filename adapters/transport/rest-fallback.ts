import { isNotEntitledError, isNotFoundError } from '../../domain/errors.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import type { NotEntitledError, NotFoundError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { QuoteBatch } from '../../domain/quote-batch.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { Trade } from '../../domain/trade.ts'
import type { LosslessChannel } from '../../domain/wire-protocol.ts'

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** What the transport asks of REST while the stream cannot deliver. */
export interface RestFallback {
  getQuotes(symbols: readonly Ticker[], options?: CallOptions): Promise<QuoteBatch>
  getTrades(
    symbol: Ticker,
    params?: { readonly from?: EpochMs; readonly to?: EpochMs; readonly limit?: number },
    options?: CallOptions,
  ): Promise<readonly Trade[]>
  getAggregates(
    symbol: Ticker,
    timeframe: Timeframe,
    from: EpochMs,
    to: EpochMs,
    options?: CallOptions,
  ): Promise<readonly Aggregate[]>
}

/** Trades or bars of one symbol; what a lossless channel carries. */
export type LosslessItems =
  | { readonly channel: 'T'; readonly items: readonly Trade[] }
  | { readonly channel: 'A' | 'AM'; readonly items: readonly Aggregate[] }

export const tradesOf = (batch: LosslessItems): readonly Trade[] => (batch.channel === 'T' ? batch.items : [])
export const barsOf = (batch: LosslessItems): readonly Aggregate[] => (batch.channel === 'T' ? [] : batch.items)

/** REST will never answer this: asking again is of no use, and others may well be answered. */
export const isRefusal = (error: unknown): error is NotEntitledError | NotFoundError =>
  isNotEntitledError(error) || isNotFoundError(error)

// the most the vendor gives in one answer
const MAX_TRADES = 50_000

const BAR_MS = { A: 1_000, AM: 60_000 } as const

/**
 * Everything of one channel and symbol from `from` to `to`. Of bars those that were completed in the interval, so also
 * the one that was forming when it began.
 */
export async function fetchInterval(
  rest: RestFallback,
  channel: LosslessChannel,
  symbol: Ticker,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  options: CallOptions,
): Promise<LosslessItems> {
  if (channel === 'T') return { channel, items: await fetchTrades(rest, symbol, from, to, options) }
  const lengthMs = BAR_MS[channel]
  const start = Math.floor(from / lengthMs) * lengthMs
  const bars = await rest.getAggregates(symbol, channel === 'A' ? '1s' : '1m', start, to, options)
  return { channel, items: bars.filter((bar) => bar.end > from && bar.end <= to) }
}

/** As many answers as it takes: one has the newest trades of its interval, so the next one ends where it began. */
async function fetchTrades(
  rest: RestFallback,
  symbol: Ticker,
  from: EpochMs,
  to: EpochMs,
  options: CallOptions,
): Promise<readonly Trade[]> {
  const answers: (readonly Trade[])[] = []
  for (let end = to; ;) {
    const trades = await rest.getTrades(symbol, { from, to: end, limit: MAX_TRADES }, options)
    answers.unshift(trades)
    const oldest = trades[0]?.timestamp ?? from
    // what shares the oldest millisecond may be split between two answers and comes again: ordering passes it once
    if (trades.length < MAX_TRADES || oldest >= end) return answers.flat()
    end = oldest
  }
}
