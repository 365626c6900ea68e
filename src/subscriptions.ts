import type { Aggregate } from '../domain/aggregate.ts'
import type { Stop } from '../domain/clock.ts'
import { InvalidRequestError } from '../domain/errors.ts'
import type { Quote } from '../domain/quote.ts'
import { printable } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import { checkedTickers } from '../domain/ticker-list.ts'
import { channelOf, isTimeframe, TIMEFRAMES } from '../domain/timeframe.ts'
import type { Timeframe } from '../domain/timeframe.ts'
import type { Trade } from '../domain/trade.ts'
import type { Channel } from '../domain/wire-protocol.ts'
import type { Parts } from './parts.ts'

export interface SubscribeOptions {
  /** Ends the subscription when it aborts. */
  readonly signal?: AbortSignal
  /** Symbols the server refuses, for good; the others go on. Without it they show in `connection.events` alone. */
  readonly onError?: (error: Error) => void
}

type Open = Pick<Parts, 'feed' | 'transport' | 'recent'>

export function subscribeQuotes(
  parts: Open,
  symbols: readonly string[],
  callback: (quote: Quote) => void,
  options: SubscribeOptions = {},
): Stop {
  const tickers = checkedCall(symbols, callback)
  return hold(parts, 'Q', tickers, parts.feed.onQuotes(tickers, callback), options)
}

export function subscribeTrades(
  parts: Open,
  symbols: readonly string[],
  callback: (trade: Trade) => void,
  options: SubscribeOptions = {},
): Stop {
  const tickers = checkedCall(symbols, callback)
  const index = tickers.find((ticker) => ticker.startsWith('I:'))
  if (index !== undefined) {
    throw new InvalidRequestError(`${index} is an index and has no trades; subscribe to its quotes or aggregates`)
  }
  return hold(parts, 'T', tickers, parts.feed.onTrades(tickers, callback), options)
}

export function subscribeAggregates(
  parts: Open,
  symbols: readonly string[],
  callback: (bar: Aggregate) => void,
  timeframe: Timeframe = '1m',
  options: SubscribeOptions = {},
): Stop {
  if (!isTimeframe(timeframe)) throw unknownTimeframe(timeframe)
  const tickers = checkedCall(symbols, callback)
  return hold(parts, channelOf(timeframe), tickers, parts.feed.onBars(tickers, timeframe, callback), options)
}

function checkedCall(symbols: readonly string[], callback: unknown): readonly Ticker[] {
  if (typeof callback === 'function') return checkedTickers(symbols)
  throw new InvalidRequestError(`callback: ${JSON.stringify(printable(callback))} is no function`)
}

export const unknownTimeframe = (timeframe: unknown): InvalidRequestError =>
  new InvalidRequestError(`Timeframe ${JSON.stringify(timeframe)} is none of ${TIMEFRAMES.join(', ')}`)

function hold(
  { feed, transport, recent }: Open,
  channel: Channel,
  tickers: readonly Ticker[],
  stopListening: Stop,
  { signal, onError }: SubscribeOptions,
): Stop {
  if (signal?.aborted) {
    stopListening()
    return () => {}
  }
  const stops = [stopListening, transport.subscribe(channel, tickers)]
  if (onError) stops.push(feed.onRejected(channel, tickers, onError))
  const stop = (): void => {
    signal?.removeEventListener('abort', stop)
    if (stops.length > 0 && (channel === 'T' || channel === 'AM')) recent.keep(channel, tickers)
    for (const each of stops.splice(0)) each()
  }
  signal?.addEventListener('abort', stop, { once: true })
  return stop
}
