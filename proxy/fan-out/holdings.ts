import { isTicker, endpointOf } from '../../domain/ticker.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type {
  AckData,
  Channel,
  LosslessChannel,
  RejectedSymbol,
  ReplayPosition,
  SubscribeMessage,
} from '../../domain/wire-protocol.ts'
import type { Hub } from './hub.ts'
import type { Outbox, QuoteHold } from './outbox.ts'

export interface HoldingsOptions {
  readonly hub: Hub
  readonly outbox: Outbox
  readonly endpoint: Endpoint
  readonly maxSymbols: number
}

/** What one client holds: at most once each, however often it asks. */
export interface Holdings {
  subscribe(message: SubscribeMessage): AckData
  unsubscribe(channel: Channel, symbols: readonly Ticker[]): AckData
  /** Quotes of contracts chosen by the watchlist's roots; they stand beside what the client asked for itself. */
  setRoots(contracts: readonly Ticker[]): void
  readonly size: number
  /** Drops a quote or stream the vendor does not deliver. */
  drop(channel: Channel, symbol: Ticker): void
  clear(): void
}

export function createHoldings({ hub, outbox, endpoint, maxSymbols }: HoldingsOptions): Holdings {
  const quotes = new Map<Ticker, QuoteHold>()
  // why a quote is held: asked for by the client, chosen by its roots, or both
  const asked = new Set<Ticker>()
  let rooted: ReadonlySet<Ticker> = new Set()
  const lossless = new Set<string>()
  const sizeOf = (): number => asked.size + lossless.size

  function isHeld(channel: Channel, symbol: Ticker): boolean {
    return channel === 'Q' ? asked.has(symbol) : lossless.has(`${channel}.${symbol}`)
  }

  function refusalOf(channel: Channel, symbol: string): RejectedSymbol | undefined {
    const refuse = (code: RejectedSymbol['code'], message: string): RejectedSymbol => ({
      symbol: symbol.slice(0, 64),
      code,
      message,
    })
    if (!isTicker(symbol) || /^[CX]:/.test(symbol)) {
      return refuse('invalid-symbol', 'not a stock, option (O:) or index (I:) ticker as the vendor writes it')
    }
    if (endpointOf(symbol) !== endpoint) {
      return refuse('wrong-endpoint', `${symbol} is streamed on /ws/${endpointOf(symbol)}`)
    }
    if (channel === 'T' && symbol.startsWith('I:')) return refuse('not-found', 'an index has values, no trades')
    const missing = hub.whyMissing(symbol)
    if (missing !== undefined) return refuse('not-found', missing)
    return sizeOf() >= maxSymbols && !isHeld(channel, symbol)
      ? refuse('too-many-symbols', `at most ${maxSymbols} subscriptions on one socket`)
      : undefined
  }

  function holdQuote(symbol: Ticker): void {
    if (!quotes.has(symbol)) quotes.set(symbol, hub.holdQuote(symbol, outbox))
  }

  function subscribe({ channel = 'Q', symbols, from }: SubscribeMessage): AckData {
    const accepted: Ticker[] = []
    const rejected: RejectedSymbol[] = []
    const recovered: Ticker[] = []
    const positions: [Ticker, ReplayPosition][] = []
    for (const symbol of new Set(symbols)) {
      const refusal = refusalOf(channel, symbol)
      if (refusal !== undefined) {
        rejected.push(refusal)
        continue
      }
      accepted.push(symbol)
      if (channel === 'Q') {
        asked.add(symbol)
        holdQuote(symbol)
        continue
      }
      const { isRecovered, position } = holdLossless(channel, symbol, from?.[symbol])
      positions.push([symbol, position])
      if (isRecovered) recovered.push(symbol)
    }
    const ack = { action: 'subscribe', channel, accepted, rejected, recovered } as const
    return channel === 'Q' ? ack : { ...ack, positions: Object.fromEntries(positions) }
  }

  function holdLossless(
    channel: LosslessChannel,
    symbol: Ticker,
    from: ReplayPosition | undefined,
  ): { readonly isRecovered: boolean; readonly position: ReplayPosition } {
    // asked for again: what is missing since `from` is sent again, too
    if (isHeld(channel, symbol)) hub.releaseLossless(channel, symbol, outbox)
    lossless.add(`${channel}.${symbol}`)
    return hub.holdLossless(channel, symbol, outbox, from)
  }

  function release(channel: Channel, symbol: Ticker): void {
    if (channel === 'Q') {
      asked.delete(symbol)
      releaseQuote(symbol)
    } else if (lossless.delete(`${channel}.${symbol}`)) {
      hub.releaseLossless(channel, symbol, outbox)
    }
  }

  function releaseQuote(symbol: Ticker): void {
    const hold = quotes.get(symbol)
    if (hold === undefined || asked.has(symbol) || rooted.has(symbol)) return
    quotes.delete(symbol)
    hub.releaseQuote(hold)
  }

  function setRoots(contracts: readonly Ticker[]): void {
    const former = rooted
    rooted = new Set(contracts)
    for (const symbol of rooted) holdQuote(symbol)
    for (const symbol of former) releaseQuote(symbol)
  }

  return {
    subscribe,
    setRoots,
    drop: release,
    get size() {
      return sizeOf()
    },
    unsubscribe(channel, symbols) {
      const known = [...new Set(symbols)].filter((symbol) => isHeld(channel, symbol))
      for (const symbol of known) release(channel, symbol)
      return { action: 'unsubscribe', channel, accepted: known, rejected: [], recovered: [] }
    },
    clear() {
      setRoots([])
      for (const symbol of asked) release('Q', symbol)
      for (const key of lossless) {
        const dot = key.indexOf('.')
        release(key.slice(0, dot) as Channel, key.slice(dot + 1))
      }
    },
  }
}
