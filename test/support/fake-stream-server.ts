import { endpointOf } from '../../domain/ticker.ts'
import { decodeClientFrame, encodeServerMessage } from '../../domain/wire-messages.ts'
import { createFakeNetwork } from './fake-web-socket.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Recency } from '../../domain/freshness.ts'
import type { Quote, QuotePatch } from '../../domain/quote.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type { Trade } from '../../domain/trade.ts'
import type {
  Channel,
  ClientMessage,
  LosslessChannel,
  ReplayPosition,
  ServerMessage,
  SubscribeMessage,
} from '../../domain/wire-protocol.ts'
import type { RestFallback } from '../../adapters/transport/rest-fallback.ts'
import type { FakePeer, FakeNetwork } from './fake-web-socket.ts'

/** One authenticated or waiting client, as the server sees it. */
export interface FakeClient {
  readonly endpoint: Endpoint
  readonly peer: FakePeer
  readonly received: ClientMessage[]
  readonly subscribed: Readonly<Record<Channel, Set<Ticker>>>
  isAuthenticated: boolean
  token: string | undefined
}

export interface FakeServerOptions {
  readonly clock: Clock
  /** How many messages of a lossless channel and symbol can be replayed. @default 1000 */
  readonly ringSize?: number
}

type Numbered<T> = T & { readonly offset: number }

/**
 * A server that speaks the wire protocol in memory, with a small market behind it that REST tells of as well. Every
 * misbehaviour is a field to set.
 */
export class FakeStreamServer {
  readonly network: FakeNetwork
  readonly clients = new Set<FakeClient>()
  /** Every client there ever was, in order. */
  readonly history: FakeClient[] = []
  epoch = 'epoch-1'
  /** Tokens are refused unless this holds. */
  isTokenValid: (token: string) => boolean = () => true
  /** Nothing but answers to pings and control messages leaves the server. */
  isMute = false
  readonly muteSymbols = new Set<Ticker>()
  /** Subscribes are taken but never acknowledged, and nothing follows. */
  dropsSubscribes = false
  answersPings = true
  /** The server's clock and the market's times are ahead of the client's clock by so much. */
  aheadMs = 0
  /** The market's times are behind the server's clock by so much, as on a delayed plan. */
  delayMs = 0
  /** What quotes say of themselves. */
  recency: Recency | undefined
  readonly rejects = new Map<Ticker, 'not-found' | 'not-entitled' | 'too-many-symbols' | 'upstream-unavailable'>()
  readonly #options: FakeServerOptions
  readonly #quotes = new Map<Ticker, QuotePatch>()
  readonly #trades = new Map<Ticker, Numbered<Trade>[]>()
  readonly #bars = new Map<Ticker, Numbered<Aggregate>[]>()

  constructor(options: FakeServerOptions) {
    this.#options = options
    this.network = createFakeNetwork({
      onOpen: (peer) => this.#onOpen(peer),
      onMessage: (peer, data) => this.#onText(peer, data),
      onGone: (peer) => this.#onGone(peer),
    })
  }

  /** The one client of an endpoint. */
  client(endpoint: Endpoint = 'indices'): FakeClient {
    const client = [...this.clients].find((one) => one.endpoint === endpoint)
    if (client === undefined) throw new Error(`Nobody is connected to ${endpoint}`)
    return client
  }

  /** What all clients together are subscribed to, as `channel|symbol`. */
  get subscribed(): ReadonlySet<string> {
    const all = [...this.clients].flatMap((client) =>
      Object.entries(client.subscribed).flatMap(([channel, symbols]) => [...symbols].map((one) => `${channel}|${one}`)),
    )
    return new Set(all)
  }

  dropAll(): void {
    for (const { peer } of this.clients) peer.cut()
  }

  send(client: FakeClient, ...messages: readonly ServerMessage[]): void {
    const texts = messages.map(encodeServerMessage)
    client.peer.send(texts.length === 1 ? texts[0] : `[${texts.join(',')}]`)
  }

  /** A new price, now. */
  quote(symbol: Ticker, bid: number, timestamp = this.#marketNow()): QuotePatch {
    const quote: QuotePatch = { symbol, bid, timestamp, source: 'stream', timeframe: this.recency }
    this.#quotes.set(symbol, quote)
    for (const client of this.#audience('Q', symbol)) this.send(client, { type: 'Q', data: quote })
    return quote
  }

  trade(symbol: Ticker, price: number, timestamp = this.#marketNow()): Trade {
    const log = logOf(this.#trades, symbol)
    const offset = log.length + 1
    const trade = { symbol, price, size: 1, timestamp, sequence: offset, source: 'stream' as const, offset }
    log.push(trade)
    for (const client of this.#audience('T', symbol)) this.#sendItem(client, 'T', trade)
    return trade
  }

  /** The minute bar that ends now, or at `end`. */
  bar(symbol: Ticker, close: number, end = this.#marketNow()): Aggregate {
    const log = logOf(this.#bars, symbol)
    const prices = { open: close, high: close, low: close, close, volume: 1 }
    const bar = {
      symbol,
      timeframe: '1m' as const,
      ...prices,
      start: end - 60_000,
      end,
      source: 'stream' as const,
      offset: log.length + 1,
    }
    log.push(bar)
    for (const client of this.#audience('AM', symbol)) this.#sendItem(client, 'AM', bar)
    return bar
  }

  tradesOf(symbol: Ticker): readonly Trade[] {
    return this.#trades.get(symbol) ?? []
  }

  barsOf(symbol: Ticker): readonly Aggregate[] {
    return this.#bars.get(symbol) ?? []
  }

  quoteOf(symbol: Ticker): QuotePatch | undefined {
    return this.#quotes.get(symbol)
  }

  /** REST over the same market. */
  rest(): RestFallback {
    return {
      getQuotes: async (symbols, options) => {
        options?.signal?.throwIfAborted()
        const quotes = symbols.flatMap((symbol): Quote[] => {
          const quote = this.#quotes.get(symbol)
          return quote === undefined ? [] : [{ ...quote, source: 'rest', receivedAt: this.#options.clock.now() }]
        })
        return { quotes, errors: [] }
      },
      getTrades: async (symbol, { from = 0, to = Infinity } = {}) =>
        this.tradesOf(symbol)
          .filter((trade) => trade.timestamp >= from && trade.timestamp <= to)
          .map((trade) => Object.assign({}, trade, { source: 'rest' as const })),
      getAggregates: async (symbol, _timeframe, from, to) =>
        this.barsOf(symbol)
          .filter((bar) => bar.end > from && bar.start <= to)
          .map((bar) => Object.assign({}, bar, { source: 'rest' as const })),
    }
  }

  #marketNow(): number {
    return this.#options.clock.now() + this.aheadMs - this.delayMs
  }

  #onOpen(peer: FakePeer): void {
    const endpoint: Endpoint = peer.url.endsWith('/options') ? 'options' : 'indices'
    const subscribed = { Q: new Set<Ticker>(), T: new Set<Ticker>(), A: new Set<Ticker>(), AM: new Set<Ticker>() }
    const client: FakeClient = { endpoint, peer, received: [], subscribed, isAuthenticated: false, token: undefined }
    this.clients.add(client)
    this.history.push(client)
    this.send(client, {
      type: 'status',
      data: { status: 'connected', endpoint, protocol: 1, epoch: this.epoch },
    })
  }

  #onGone(peer: FakePeer): void {
    for (const client of this.clients) {
      if (client.peer === peer) this.clients.delete(client)
    }
  }

  #onText(peer: FakePeer, data: string): void {
    for (const result of decodeClientFrame(data)) {
      if (!result.ok) throw new Error(`The client sent ${data}: ${result.problem}`)
      this.#onMessage(peer, result.message)
    }
  }

  #onMessage(peer: FakePeer, message: ClientMessage): void {
    const client = [...this.clients].find((one) => one.peer === peer)
    if (client === undefined) return
    client.received.push(message)
    if (message.action === 'auth') return this.#authenticate(client, message.token)
    if (!client.isAuthenticated) return peer.close(4401, 'a token comes first')
    if (message.action === 'subscribe') this.#subscribe(client, message)
    if (message.action === 'unsubscribe') {
      for (const symbol of message.symbols) client.subscribed[message.channel ?? 'Q'].delete(symbol)
    }
    if (message.action === 'updateWatchlist') this.#watchlist(client, message.roots)
    if (message.action === 'ping' && this.answersPings) {
      this.send(client, { type: 'pong', data: { t: message.t, serverTime: this.#options.clock.now() + this.aheadMs } })
    }
  }

  #authenticate(client: FakeClient, token: string): void {
    if (!this.isTokenValid(token)) return client.peer.close(4401, 'the token has expired')
    client.token = token
    client.isAuthenticated = true
    this.send(client, {
      type: 'status',
      data: { status: 'authenticated', expiresAt: this.#options.clock.now() + 60_000 },
    })
  }

  #watchlist(client: FakeClient, roots: readonly Ticker[]): void {
    const symbols = [...this.#quotes.keys()].filter((symbol) => roots.some((root) => symbol.startsWith(`O:${root}`)))
    this.send(client, { type: 'status', data: { status: 'watchlist', roots, symbols } })
  }

  #subscribe(client: FakeClient, { channel = 'Q', symbols, from = {} }: SubscribeMessage): void {
    if (this.dropsSubscribes) return
    const accepted = symbols.filter((symbol) => !this.rejects.has(symbol))
    for (const symbol of accepted) {
      if (endpointOf(symbol) !== client.endpoint) throw new Error(`${symbol} was sent to ${client.endpoint}`)
      client.subscribed[channel].add(symbol)
    }
    const rejected = symbols.flatMap((symbol) => {
      const code = this.rejects.get(symbol)
      return code === undefined ? [] : [{ symbol, code, message: `${symbol}: refused: ${code}` }]
    })
    const recovered = channel === 'Q' ? [] : accepted.filter((one) => this.#canReplay(channel, one, from[one]))
    const positions =
      channel === 'Q'
        ? {}
        : { positions: Object.fromEntries(accepted.map((one) => [one, this.#position(channel, one)])) }
    const data = { action: 'subscribe' as const, channel, accepted, rejected, recovered, ...positions }
    this.send(client, { type: 'ack', data })
    if (channel === 'Q') return this.#sendLatest(client, accepted)
    for (const symbol of recovered) this.#replay(client, channel, symbol, from[symbol]?.offset ?? 0)
  }

  #sendLatest(client: FakeClient, symbols: readonly Ticker[]): void {
    for (const symbol of symbols) {
      const quote = this.#quotes.get(symbol)
      if (quote !== undefined && !this.isMute && !this.muteSymbols.has(symbol)) {
        this.send(client, { type: 'Q', data: quote })
      }
    }
  }

  #canReplay(channel: LosslessChannel, symbol: Ticker, from: ReplayPosition | undefined): boolean {
    const { ringSize = 1000 } = this.#options
    if (from === undefined || from.epoch !== this.epoch) return false
    return from.offset >= this.#log(channel, symbol).length - ringSize
  }

  #replay(client: FakeClient, channel: LosslessChannel, symbol: Ticker, after: number): void {
    for (const item of this.#log(channel, symbol)) {
      if (item.offset > after) this.#sendItem(client, channel, item)
    }
  }

  #position(channel: LosslessChannel, symbol: Ticker): ReplayPosition {
    return { epoch: this.epoch, offset: this.#log(channel, symbol).length }
  }

  #log(channel: LosslessChannel, symbol: Ticker): readonly Numbered<Trade | Aggregate>[] {
    if (channel === 'A') return []
    return (channel === 'T' ? this.#trades : this.#bars).get(symbol) ?? []
  }

  #sendItem(client: FakeClient, type: LosslessChannel, item: Numbered<Trade | Aggregate>): void {
    const { epoch } = this
    if ('price' in item) this.send(client, { type: 'T', data: { ...item, epoch } })
    else if (type !== 'T') this.send(client, { type, data: { ...item, epoch } })
  }

  #audience(channel: Channel, symbol: Ticker): readonly FakeClient[] {
    if (this.isMute || this.muteSymbols.has(symbol)) return []
    return [...this.clients].filter((client) => client.isAuthenticated && client.subscribed[channel].has(symbol))
  }
}

function logOf<T>(logs: Map<Ticker, T[]>, symbol: Ticker): T[] {
  const log = logs.get(symbol) ?? []
  logs.set(symbol, log)
  return log
}
