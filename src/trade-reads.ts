import type { CallOptions, TradesParams } from '../adapters/rest/rest-types.ts'
import type { EpochMs } from '../domain/freshness.ts'
import { normalizeTicker } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Trade } from '../domain/trade.ts'
import { selectTrades } from '../store/selectors/series.ts'
import { isRealTime, serverNow, serverTimeAt } from './live-bars.ts'
import type { ReadParts } from './parts.ts'

/** The newest trades as they stood, and since when there has been nothing but what the store got. */
interface NewestTrades {
  readonly trades: readonly Trade[]
  readonly askedAt: EpochMs
  readonly limit: number
}

/** A session: with what the stream brought since, an answer stands for as long as it is whole, or as the host says. */
const STREAMED_MS = 8 * 3_600_000

/** Trades of a range, or the newest ones; those the store has without a gap are not asked for again. */
export async function readTrades(
  parts: ReadParts,
  symbol: string,
  params: TradesParams,
  options?: CallOptions,
): Promise<readonly Trade[]> {
  const ticker = normalizeTicker(symbol)
  const { from, to, limit } = params
  if (from === undefined && to === undefined && limit !== undefined) return readNewest(parts, ticker, limit, options)
  const load = (signal: AbortSignal): Promise<readonly Trade[]> => parts.rest.getTrades(ticker, params, { signal })
  const trades = await parts.cache.get('trades', { symbol: ticker, ...params }, load, options)
  fill(parts, trades)
  return trades
}

async function readNewest(
  parts: ReadParts,
  ticker: Ticker,
  limit: number,
  options?: CallOptions,
): Promise<readonly Trade[]> {
  // what has arrived but waits for its frame is known
  parts.feed.flush()
  let held: readonly Trade[] | undefined
  const { trades } = await parts.cache.get<NewestTrades>(
    'trades',
    { symbol: ticker, limit },
    (signal) => fetchNewest(parts, ticker, limit, signal),
    {
      ...options,
      // where nothing streams it stands for a moment, as any question about trades; the stream makes it last
      ttlMs: STREAMED_MS,
      suffices: (kept) => (held = heldSince(parts, ticker, kept)) !== undefined,
    },
  )
  if (held !== undefined) return held
  fill(parts, trades)
  return trades
}

function fill({ store, feed }: ReadParts, trades: readonly Trade[]): void {
  store.getState().applyTrades(trades)
  feed.trim()
}

/** The newest trades in the store, where the stream has brought all that came after an answer. */
function heldSince(parts: ReadParts, ticker: Ticker, kept: NewestTrades): readonly Trade[] | undefined {
  const { store, transport, cache } = parts
  const { trades, askedAt, limit } = kept
  if (serverNow(parts) - askedAt < cache.ttlMs('trades')) return trades
  const whole = transport.wholeSince('T', ticker)
  if (whole === undefined || whole.since > askedAt || !isRealTime(parts, ticker)) return undefined
  const held = selectTrades(ticker)(store.getState())
  const isAll = trades.length < limit && held.length < store.feed.limits.maxTrades
  return held.length >= limit || isAll ? held.slice(-limit) : undefined
}

/** Where the stream began after REST was asked, what lies between is asked for too. */
async function fetchNewest(
  parts: ReadParts,
  ticker: Ticker,
  limit: number,
  signal: AbortSignal,
): Promise<NewestTrades> {
  const { rest, store, transport, clock } = parts
  const beganAt = clock.now()
  const trades = await rest.getTrades(ticker, { limit }, { signal })
  const askedAt = serverTimeAt(parts, beganAt)
  const whole = transport.wholeSince('T', ticker)
  if (whole === undefined || whole.since <= askedAt) return { trades, askedAt, limit }
  const againAt = serverNow(parts)
  const between = await rest.getTrades(ticker, { from: askedAt, limit }, { signal })
  fill(parts, [...trades, ...between])
  return { trades: selectTrades(ticker)(store.getState()).slice(-limit), askedAt: againAt, limit }
}
