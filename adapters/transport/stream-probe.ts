import { chunked } from '../stream/chunks.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Channel } from '../../domain/wire-protocol.ts'
import type { Subscription } from '../stream/subscription.ts'
import type { CallOptions, LosslessItems, RestFallback } from './rest-fallback.ts'

/** REST's last word on one channel of a symbol. */
export interface Sighting {
  readonly channel: Channel
  readonly symbol: Ticker
  readonly timestamp: EpochMs
}

// reaches behind the quarter of an hour by which a delayed plan trails
const REACH_MS = 20 * 60_000
const CONCURRENCY = 4

/** Trades and bars as signs of life; a bar speaks for its end. */
export function sightingsOf(batch: LosslessItems): readonly Sighting[] {
  const { channel } = batch
  if (channel === 'T') return batch.items.map(({ symbol, timestamp }) => ({ channel, symbol, timestamp }))
  return batch.items.map(({ symbol, end: timestamp }) => ({ channel, symbol, timestamp }))
}

/** The newest that REST knows of these; nothing of what it knows nothing of, or fails to answer for. */
export async function sight(
  rest: RestFallback,
  asked: readonly Subscription[],
  now: EpochMs,
  options: CallOptions,
): Promise<readonly Sighting[]> {
  const quoted = asked.filter((one) => one.channel === 'Q').map((one) => one.symbol)
  const sightings: Sighting[] = []
  if (quoted.length > 0) {
    const answer = await unlessFailed(rest.getQuotes(quoted, options), options)
    for (const { symbol, timestamp } of answer?.quotes ?? []) sightings.push({ channel: 'Q', symbol, timestamp })
  }
  const lossless = asked.filter((one) => one.channel !== 'Q')
  for (const part of chunked(lossless, CONCURRENCY)) {
    const newest = await Promise.all(
      part.map(({ channel, symbol }) => unlessFailed(newestOf(rest, channel, symbol, now, options), options)),
    )
    for (const [place, { channel, symbol }] of part.entries()) {
      const timestamp = newest[place]
      if (timestamp !== undefined) sightings.push({ channel, symbol, timestamp })
    }
  }
  return sightings
}

/** One that REST refuses says nothing, and does not silence the others. REST has its own health. */
async function unlessFailed<T>(answer: Promise<T>, { signal }: CallOptions): Promise<T | undefined> {
  try {
    return await answer
  } catch {
    signal?.throwIfAborted()
    return undefined
  }
}

/** The time of the newest trade, or the end of the newest bar that is over, that REST knows; none of older ones. */
export async function newestOf(
  rest: RestFallback,
  channel: Channel,
  symbol: Ticker,
  now: EpochMs,
  options: CallOptions,
): Promise<EpochMs | undefined> {
  const from = now - REACH_MS
  if (channel === 'T') {
    const trades = await rest.getTrades(symbol, { from, to: now, limit: 1 }, options)
    return trades.at(-1)?.timestamp
  }
  const bars = await rest.getAggregates(symbol, channel === 'A' ? '1s' : '1m', from, now, options)
  // only a bar that another one follows is over for certain where data is delayed
  return bars.at(-2)?.end
}

/** For people: at most three symbols by name. */
export function symbolsOf(named: readonly Pick<Sighting, 'symbol'>[]): string {
  const symbols = [...new Set(named.map(({ symbol }) => symbol))]
  return symbols.length <= 3 ? symbols.join(', ') : `${symbols.slice(0, 3).join(', ')} and ${symbols.length - 3} more`
}
