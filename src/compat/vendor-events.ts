import type { Aggregate } from '../../domain/aggregate.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Trade } from '../../domain/trade.ts'

/** An event as the vendor's stream writes it. */
export type VendorEvent = Readonly<Record<string, unknown>> & { readonly ev: string }

export const statusEvent = (status: string, message: string): VendorEvent => ({ ev: 'status', status, message })

/** A stock's or contract's quote. */
export function quoteEvent({ symbol, bid, bidSize, ask, askSize, timestamp }: Quote): VendorEvent {
  return withoutUndefined({ ev: 'Q', sym: symbol, bp: bid, bs: bidSize, ap: ask, as: askSize, t: timestamp })
}

/** An index's value. */
export function valueEvent({ symbol, value, timestamp }: Quote): VendorEvent {
  return withoutUndefined({ ev: 'V', T: symbol, val: value, t: timestamp })
}

export function tradeEvent({ symbol, price, size, exchange, conditions, timestamp, sequence, id }: Trade): VendorEvent {
  return withoutUndefined({
    ev: 'T',
    sym: symbol,
    p: price,
    s: size,
    x: exchange,
    c: conditions,
    t: timestamp,
    q: sequence,
    i: id,
  })
}

export function barEvent(channel: 'A' | 'AM', bar: Aggregate): VendorEvent {
  const { symbol, open, high, low, close, volume, vwap, start, end } = bar
  return withoutUndefined({
    ev: channel,
    sym: symbol,
    o: open,
    h: high,
    l: low,
    c: close,
    v: volume,
    vw: vwap,
    s: start,
    e: end,
  })
}

function withoutUndefined(event: VendorEvent): VendorEvent {
  return { ...Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)), ev: event.ev }
}
