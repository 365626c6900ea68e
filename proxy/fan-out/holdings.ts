import { endpointOf, isTicker } from '../../domain/ticker.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type {
  AckData,
  Channel,
  LosslessChannel,
  RejectedSymbol,
  ReplayPosition,
  SubscribeMessage,
} from '../../domain/wire-protocol.ts'
import type { ClientHub, LosslessHold } from './hub.ts'
import type { Outbox, QuoteHold } from './outbox.ts'

const MAX_ECHO = 64
const NONE: ReadonlySet<Ticker> = new Set()

export interface HoldingsOptions {
  readonly hub: ClientHub
  readonly outbox: Outbox
  readonly endpoint: Endpoint
  readonly maxSymbols: number
}

interface LosslessEntry {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
}

/** What one client holds: at most once each, however often it asks. */
export class Holdings {
  readonly #options: HoldingsOptions
  readonly #quotes = new Map<Ticker, QuoteHold>()
  // why a quote is held: asked for by the client, chosen by its roots, or both
  readonly #asked = new Set<Ticker>()
  #rooted: ReadonlySet<Ticker> = NONE
  readonly #lossless = new Map<string, LosslessEntry>()

  constructor(options: HoldingsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#asked.size + this.#lossless.size
  }

  subscribe({ channel = 'Q', symbols, from }: SubscribeMessage): AckData {
    const rejected: RejectedSymbol[] = []
    const accepted: Ticker[] = []
    const recovered: Ticker[] = []
    const positions: [Ticker, ReplayPosition][] = []
    for (const symbol of new Set(symbols)) {
      const refusal = this.#refusalOf(channel, symbol)
      if (refusal !== undefined) {
        rejected.push(refusal)
        continue
      }
      accepted.push(symbol)
      if (channel === 'Q') {
        this.#askQuote(symbol)
        continue
      }
      const { isRecovered, position } = this.#holdLossless(channel, symbol, from?.[symbol])
      positions.push([symbol, position])
      if (isRecovered) recovered.push(symbol)
    }
    const ack = { action: 'subscribe', channel, accepted, rejected, recovered } as const
    return channel === 'Q' ? ack : { ...ack, positions: Object.fromEntries(positions) }
  }

  unsubscribe(channel: Channel, symbols: readonly Ticker[]): AckData {
    const accepted = [...new Set(symbols)].filter((symbol) => this.#isHeld(channel, symbol))
    for (const symbol of accepted) this.drop(channel, symbol)
    return { action: 'unsubscribe', channel, accepted, rejected: [], recovered: [] }
  }

  /** Quotes of contracts chosen by the watchlist's roots; they stand beside what the client asked for itself. */
  setRoots(contracts: readonly Ticker[]): void {
    const former = this.#rooted
    this.#rooted = new Set(contracts)
    for (const symbol of this.#rooted) this.#holdQuote(symbol)
    for (const symbol of former) this.#releaseQuote(symbol)
  }

  drop(channel: Channel, symbol: Ticker): void {
    if (channel === 'Q') {
      this.#asked.delete(symbol)
      this.#releaseQuote(symbol)
    } else if (this.#lossless.delete(`${channel}.${symbol}`)) {
      this.#options.hub.releaseLossless(channel, symbol, this.#options.outbox)
    }
  }

  clear(): void {
    this.setRoots([])
    for (const symbol of this.#asked) this.drop('Q', symbol)
    for (const { channel, symbol } of this.#lossless.values()) this.drop(channel, symbol)
  }

  #isHeld(channel: Channel, symbol: Ticker): boolean {
    return channel === 'Q' ? this.#asked.has(symbol) : this.#lossless.has(`${channel}.${symbol}`)
  }

  #refusalOf(channel: Channel, text: string): RejectedSymbol | undefined {
    const { hub, endpoint, maxSymbols } = this.#options
    const symbol = text.slice(0, MAX_ECHO)
    if (!isTicker(text) || /^[CX]:/.test(text)) {
      const message = 'not a stock, option (O:) or index (I:) ticker as the vendor writes it'
      return { symbol, code: 'invalid-symbol', message }
    }
    if (endpointOf(text) !== endpoint) {
      return { symbol, code: 'wrong-endpoint', message: `${text} is streamed on /ws/${endpointOf(text)}` }
    }
    if (channel === 'T' && text.startsWith('I:')) {
      return { symbol, code: 'not-found', message: 'an index has values, no trades' }
    }
    const missing = hub.whyMissing(text)
    if (missing !== undefined) return { symbol, code: 'not-found', message: missing }
    if (!hub.hasRoomFor(channel, text)) {
      return { symbol, code: 'too-many-symbols', message: 'the proxy holds as many symbols as it may; ask again later' }
    }
    if (this.size < maxSymbols || this.#isHeld(channel, text)) return undefined
    return { symbol, code: 'too-many-symbols', message: `at most ${maxSymbols} subscriptions on one socket` }
  }

  /** Asked for again, the latest value is sent again: a page that was hidden wants to see where things stand. */
  #askQuote(symbol: Ticker): void {
    const hold = this.#quotes.get(symbol)
    this.#asked.add(symbol)
    if (hold === undefined) this.#holdQuote(symbol)
    else if (hold.slot.quote !== undefined) this.#options.outbox.quote(hold)
  }

  #holdQuote(symbol: Ticker): void {
    if (this.#quotes.has(symbol)) return
    this.#quotes.set(symbol, this.#options.hub.holdQuote(symbol, this.#options.outbox))
  }

  #releaseQuote(symbol: Ticker): void {
    const hold = this.#quotes.get(symbol)
    if (hold === undefined || this.#asked.has(symbol) || this.#rooted.has(symbol)) return
    this.#quotes.delete(symbol)
    this.#options.hub.releaseQuote(hold)
  }

  #holdLossless(channel: LosslessChannel, symbol: Ticker, from: ReplayPosition | undefined): LosslessHold {
    const { hub, outbox } = this.#options
    const key = `${channel}.${symbol}`
    const isAgain = this.#lossless.has(key)
    this.#lossless.set(key, { channel, symbol })
    const hold = hub.holdLossless(channel, symbol, outbox, from)
    // asked for again: what is missing since `from` is sent again, but it counts once
    if (isAgain) hub.countOnce(channel, symbol)
    return hold
  }
}
