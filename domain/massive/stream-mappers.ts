import type { Aggregate } from '../aggregate.ts'
import type { Recency } from '../freshness.ts'
import type { QuotePatch } from '../quote.ts'
import { barWindow } from '../timeframe.ts'
import type { Trade } from '../trade.ts'
import type { StreamBar, StreamIndexValue, StreamQuote, StreamTrade } from './stream-events.ts'
import { toEpochMs } from './timestamps.ts'

/** Hot path: what a quote event says. `recency` is the plan's, which the event does not tell. */
export function quotePatchOf(event: StreamQuote, recency?: Recency): QuotePatch {
  return {
    symbol: event.sym,
    bid: event.bp ?? undefined,
    ask: event.ap ?? undefined,
    bidSize: event.bs ?? undefined,
    askSize: event.as ?? undefined,
    timestamp: toEpochMs(event.t),
    source: 'stream',
    timeframe: recency,
  }
}

/** What an index value says. */
export function valuePatchOf(event: StreamIndexValue, recency?: Recency): QuotePatch {
  return {
    symbol: event.T,
    value: event.val,
    timestamp: toEpochMs(event.t),
    source: 'stream',
    timeframe: recency,
  }
}

/** What a trade says of its symbol's quote: the last price and size. */
export function lastPatchOf(event: StreamTrade, recency?: Recency): QuotePatch {
  return {
    symbol: event.sym,
    last: event.p,
    lastSize: sizeOf(event),
    timestamp: toEpochMs(event.t),
    source: 'stream',
    timeframe: recency,
  }
}

export function tradeOf(event: StreamTrade): Omit<Trade, 'source'> {
  return {
    symbol: event.sym,
    price: event.p,
    size: sizeOf(event),
    exchange: event.x ?? undefined,
    conditions: event.c ?? undefined,
    timestamp: toEpochMs(event.t),
    sequence: event.q ?? undefined,
    id: event.i || undefined,
  }
}

/** A bar; its window follows from its channel, since index bars are sent with an end that equals their start. */
export function aggregateOf(event: StreamBar): Omit<Aggregate, 'source'> {
  const timeframe = event.ev === 'A' ? '1s' : '1m'
  const { start, end } = barWindow(timeframe, toEpochMs(event.s))
  return {
    symbol: event.sym,
    timeframe,
    open: event.o,
    high: event.h,
    low: event.l,
    close: event.c,
    volume: event.v ?? undefined,
    vwap: event.vw ?? undefined,
    start,
    end,
  }
}

// fractions of a share are only in the text
function sizeOf(event: StreamTrade): number {
  const decimal = event.ds ? Number(event.ds) : Number.NaN
  return Number.isFinite(decimal) ? decimal : (event.s ?? 0)
}
