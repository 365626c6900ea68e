import type { Stop } from '../../domain/clock.ts'
import { InvalidRequestError, toError } from '../../domain/errors.ts'
import { clusterOf, normalizeTicker } from '../../domain/ticker.ts'
import type { Cluster } from '../../domain/ticker.ts'
import type { MassiveDataProvider } from '../provider.ts'
import { barEvent, quoteEvent, statusEvent, tradeEvent, valueEvent } from './vendor-events.ts'
import type { VendorEvent } from './vendor-events.ts'

/** What a socket is subscribed to, as the vendor names it: `T.SPY,AM.SPY`. */
export interface VendorPairs {
  subscribe(params: string): void
  unsubscribe(params: string): void
  /** Lets everything go, without a word. */
  clear(): void
}

type Emit = (event: VendorEvent) => void

export function createVendorPairs(provider: MassiveDataProvider, cluster: Cluster, emit: Emit): VendorPairs {
  const stops = new Map<string, Stop>()

  return {
    subscribe(params) {
      for (const pair of pairsOf(params)) {
        if (stops.has(pair)) continue
        try {
          stops.set(pair, start(provider, cluster, pair, emit))
          emit(statusEvent('success', `subscribed to: ${pair}`))
        } catch (error) {
          // the vendor says nothing of a pair it does not know; a word helps
          emit(statusEvent('error', toError(error).message))
        }
      }
    },
    unsubscribe(params) {
      for (const pair of pairsOf(params)) {
        stops.get(pair)?.()
        if (stops.delete(pair)) emit(statusEvent('success', `unsubscribed to: ${pair}`))
      }
    },
    clear() {
      for (const stop of stops.values()) stop()
      stops.clear()
    },
  }
}

const pairsOf = (params: string): readonly string[] => params.split(',').filter((pair) => pair !== '')

function start(provider: MassiveDataProvider, cluster: Cluster, pair: string, emit: Emit): Stop {
  const dot = pair.indexOf('.') // the first one: `T.BRK.B`
  const [channel, ticker] = [pair.slice(0, dot), normalizeTicker(pair.slice(dot + 1))]
  if (clusterOf(ticker) !== cluster) {
    throw new InvalidRequestError(`${pair} is none of ${cluster}; subscribe to it on ${clusterOf(ticker)}`)
  }
  const options = { onError: (error: Error): void => emit(statusEvent('error', error.message)) }
  switch (channel) {
    case 'Q':
      return provider.subscribeQuotes([ticker], (quote) => emit(quoteEvent(quote)), options)
    case 'V':
      return provider.subscribeQuotes([ticker], (quote) => emit(valueEvent(quote)), options)
    case 'T':
      return provider.subscribeTrades([ticker], (trade) => emit(tradeEvent(trade)), options)
    case 'A':
      return provider.subscribeAggregates([ticker], (bar) => emit(barEvent('A', bar)), '1s', options)
    case 'AM':
      return provider.subscribeAggregates([ticker], (bar) => emit(barEvent('AM', bar)), '1m', options)
    default:
      throw new InvalidRequestError(`${pair} names no channel; there are Q, V, T, A and AM`)
  }
}
