import type { Stop } from '../../domain/clock.ts'
import { toError } from '../../domain/errors.ts'
import { loadBars, forwardOnly } from './datafeed-bars.ts'
import { datafeedQuote, datafeedSymbol } from './datafeed-symbol.ts'
import type { Datafeed, DatafeedConfiguration, DatafeedProvider, DatafeedQuote } from './datafeed-types.ts'
import { RESOLUTIONS, timeframeOf } from './resolutions.ts'

export interface DatafeedOptions {
  /** Epoch ms. @default Date.now */
  readonly now?: () => number
  /** Matches a search answers. @default 30 */
  readonly searchLimit?: number
  /** Told of what a subscription cannot deliver; the chart itself has no place for it. */
  readonly onError?: (error: Error) => void
}

const CONFIGURATION: DatafeedConfiguration = {
  supported_resolutions: RESOLUTIONS,
  supports_time: true,
  supports_marks: false,
  supports_timescale_marks: false,
}
const DEFAULT_SEARCH_LIMIT = 30

/**
 * A TradingView-style datafeed over a provider. Nothing is thrown at the chart: problems go to the callbacks it
 * gives, or to `onError`. Every answer comes after the call returned, as the chart requires.
 *
 * @example
 * new TradingView.widget({ datafeed: createDatafeed(massive), symbol: 'SPY', interval: '1' })
 */
export function createDatafeed(provider: DatafeedProvider, options: DatafeedOptions = {}): Datafeed {
  const { now = Date.now, searchLimit = DEFAULT_SEARCH_LIMIT, onError } = options
  const bars = createSubscriptions()
  const quotes = createSubscriptions()
  const whenFailed = onError === undefined ? {} : { onError }

  return {
    onReady(callback) {
      queueMicrotask(() => callback(CONFIGURATION))
    },
    searchSymbols(text, _exchange, _type, onResult) {
      const search = provider.tickers.search(text, { limit: searchLimit })
      answer(search.then(toSearchResults), onResult, () => onResult([]))
    },
    resolveSymbol(name, onResolve, onFailure) {
      answer(Promise.resolve(name).then(datafeedSymbol), onResolve, onFailure)
    },
    getBars({ ticker }, resolution, period, onResult, onFailure) {
      const load = Promise.resolve(resolution).then((text) => loadBars(provider, ticker, timeframeOf(text), period))
      answer(load, (found) => onResult(found, { noData: found.length === 0 }), onFailure)
    },
    subscribeBars({ ticker }, resolution, onTick, listenerGuid) {
      attempt(onError, () =>
        bars.start(listenerGuid, () =>
          provider.subscribeAggregates([ticker], forwardOnly(onTick), timeframeOf(resolution), whenFailed),
        ),
      )
    },
    unsubscribeBars: bars.stop,
    getServerTime(callback) {
      queueMicrotask(() => callback(Math.floor(now() / 1000)))
    },
    getQuotes(symbols, onData, onFailure) {
      answer(provider.getQuotes(symbols).then(toQuotes), onData, onFailure)
    },
    subscribeQuotes(symbols, fastSymbols, onData, listenerGuid) {
      const all = [...new Set([...symbols, ...fastSymbols])]
      if (all.length === 0) return quotes.stop(listenerGuid)
      attempt(onError, () =>
        quotes.start(listenerGuid, () =>
          provider.subscribeQuotes(all, (quote) => onData([datafeedQuote(quote)]), whenFailed),
        ),
      )
    },
    unsubscribeQuotes: quotes.stop,
    stop() {
      bars.stopAll()
      quotes.stopAll()
    },
  }
}

function attempt(onError: ((error: Error) => void) | undefined, subscribe: () => void): void {
  try {
    subscribe()
  } catch (error) {
    onError?.(toError(error))
  }
}

interface Subscriptions {
  /** Takes the place of an earlier subscription of the same listener. */
  readonly start: (listener: string, subscribe: () => Stop) => void
  readonly stop: (listener: string) => void
  readonly stopAll: () => void
}

function createSubscriptions(): Subscriptions {
  const stops = new Map<string, Stop>()
  const stop = (listener: string): void => {
    stops.get(listener)?.()
    stops.delete(listener)
  }
  return {
    start(listener, subscribe) {
      stop(listener)
      stops.set(listener, subscribe())
    },
    stop,
    stopAll: () => [...stops.keys()].forEach(stop),
  }
}

function answer<T>(promise: Promise<T>, onResult: (value: T) => void, onFailure: (reason: string) => void): void {
  promise.then(onResult, (error: unknown) => onFailure(toError(error).message))
}

function toSearchResults(
  matches: readonly { readonly ticker: string; readonly name: string }[],
): Parameters<Parameters<Datafeed['searchSymbols']>[3]>[0] {
  return matches.map(({ ticker, name }) => {
    const { type, exchange } = datafeedSymbol(ticker)
    return { symbol: ticker, ticker, full_name: ticker, description: name, exchange, type }
  })
}

function toQuotes(batch: Awaited<ReturnType<DatafeedProvider['getQuotes']>>): readonly DatafeedQuote[] {
  const missing = batch.errors.map(({ symbol }): DatafeedQuote => ({ s: 'error', n: symbol, v: {} }))
  return [...batch.quotes.map(datafeedQuote), ...missing]
}
