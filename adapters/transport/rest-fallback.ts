import type { Aggregate } from '../../domain/aggregate.ts'
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

// the most the vendor gives in one answer
const MAX_TRADES = 50_000

/** Everything of one channel and symbol from `from` to `to`; of bars only those that are complete by then. */
export async function fetchInterval(
  rest: RestFallback,
  channel: LosslessChannel,
  symbol: Ticker,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  options: CallOptions,
): Promise<LosslessItems> {
  if (channel === 'T') {
    const items = await rest.getTrades(symbol, { from, to, limit: MAX_TRADES }, options)
    return { channel, items }
  }
  const bars = await rest.getAggregates(symbol, channel === 'A' ? '1s' : '1m', from, to, options)
  return { channel, items: bars.filter((bar) => bar.start >= from && bar.end <= to) }
}
