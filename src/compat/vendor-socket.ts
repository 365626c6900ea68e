import * as z from 'zod/mini'
import type { Stop } from '../../domain/clock.ts'
import { isMarketDataError } from '../../domain/errors.ts'
import type { Cluster } from '../../domain/ticker.ts'
import type { MassiveDataProvider } from '../provider.ts'
import { barEvent, quoteEvent, statusEvent, tradeEvent, valueEvent } from './vendor-events.ts'
import type { VendorEvent } from './vendor-events.ts'

/** The part of a W3C socket that users of the vendor's client touch. */
export interface VendorSocket {
  onopen: (() => void) | null
  /** `data` is the vendor's text: a JSON array of events. */
  onmessage: ((message: { readonly data: string }) => void) | null
  onerror: ((error: Error) => void) | null
  onclose: (() => void) | null
  /** 0 connecting, 1 open, 3 closed. */
  readonly readyState: number
  /** Takes the vendor's `subscribe` and `unsubscribe`; `auth` is answered and needs no key. */
  send(message: string): void
  close(): void
}

const commandSchema = z.object({ action: z.string(), params: z.string() })

/** One cluster's stream in the vendor's words, fed by the provider. */
export function createVendorSocket(provider: MassiveDataProvider, cluster: Cluster): VendorSocket {
  const stops = new Map<string, Stop>()
  let readyState = 0

  const emit = (...events: readonly VendorEvent[]): void => {
    if (readyState === 1) socket.onmessage?.({ data: JSON.stringify(events) })
  }

  const socket: VendorSocket = {
    onopen: null,
    onmessage: null,
    onerror: null,
    onclose: null,
    get readyState() {
      return readyState
    },
    send(text) {
      const command = readCommand(text)
      if (readyState !== 1) throw new Error('The socket is not open; send from onopen or later')
      if (command?.action === 'auth') emit(statusEvent('auth_success', 'authenticated'))
      else if (command?.action === 'subscribe') subscribe(command.params)
      else if (command?.action === 'unsubscribe') unsubscribe(command.params)
      else emit(statusEvent('error', `Unknown message: ${text.slice(0, 100)}`))
    },
    close() {
      if (readyState === 3) return
      readyState = 3
      for (const stop of stops.values()) stop()
      stops.clear()
      socket.onclose?.()
    },
  }

  function subscribe(params: string): void {
    for (const pair of pairsOf(params)) {
      if (stops.has(pair)) continue
      try {
        stops.set(pair, start(provider, cluster, pair, emit))
        emit(statusEvent('success', `subscribed to: ${pair}`))
      } catch (error) {
        // the vendor says nothing of a pair it does not know; a word helps
        emit(statusEvent('error', isMarketDataError(error) ? error.message : `not available: ${pair}`))
      }
    }
  }

  function unsubscribe(params: string): void {
    for (const pair of pairsOf(params)) {
      stops.get(pair)?.()
      if (stops.delete(pair)) emit(statusEvent('success', `unsubscribed to: ${pair}`))
    }
  }

  provider
    .connect()
    .then(() => {
      if (readyState === 3) return
      readyState = 1
      socket.onopen?.()
      emit(statusEvent('connected', 'Connected Successfully'))
    })
    .catch((error: unknown) => socket.onerror?.(error instanceof Error ? error : new Error(String(error))))

  return socket
}

const pairsOf = (params: string): readonly string[] => params.split(',').filter((pair) => pair !== '')

function start(
  provider: MassiveDataProvider,
  cluster: Cluster,
  pair: string,
  emit: (event: VendorEvent) => void,
): Stop {
  const dot = pair.indexOf('.') // the first one: `T.BRK.B`
  const [channel, ticker] = [pair.slice(0, dot), pair.slice(dot + 1)]
  switch (channel) {
    case 'Q':
      return provider.subscribeQuotes([ticker], (quote) => emit(quoteEvent(quote)))
    case 'V':
      return provider.subscribeQuotes([ticker], (quote) => emit(valueEvent(quote)))
    case 'T':
      return provider.subscribeTrades([ticker], (trade) => emit(tradeEvent(trade)))
    case 'A':
    case 'AM':
      return provider.subscribeAggregates(
        [ticker],
        (bar) => emit(barEvent(channel, bar)),
        channel === 'A' ? '1s' : '1m',
      )
    default:
      throw new Error(`${pair} is no channel of ${cluster}`)
  }
}

function readCommand(text: string): z.output<typeof commandSchema> | undefined {
  try {
    const parsed = commandSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
