import type { Clock, Stop } from '../../domain/clock.ts'
import { SubscriptionError } from '../../domain/errors.ts'
import type { FeedSink } from '../../domain/feed.ts'
import type { EndpointHealth } from '../../domain/health.ts'
import { endpointOf, ENDPOINTS } from '../../domain/ticker.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type { Channel } from '../../domain/wire-protocol.ts'
import { endpointHealth } from './builders.ts'
import { called } from './fake-answers.ts'
import type { FakeAnswers } from './fake-answers.ts'

interface FakeTransportOptions {
  readonly sink: FeedSink
  readonly clock: Clock
  readonly answers: FakeAnswers
  readonly flush: () => void
}

/** Counts who holds what and tells the store how the two connections stand; data comes from the script. */
export class FakeTransport {
  readonly #options: FakeTransportOptions
  readonly #held = new Map<Channel, Map<Ticker, number>>()
  readonly #health: Record<Endpoint, EndpointHealth>
  #isConnected = false

  constructor(options: FakeTransportOptions) {
    this.#options = options
    const idle = endpointHealth({ status: 'idle', transport: 'idle', since: options.clock.now() })
    this.#health = { options: idle, indices: idle }
  }

  async connect(): Promise<void> {
    called(this.#options.answers, 'connect')
    this.#isConnected = true
    for (const endpoint of ENDPOINTS) this.#set(endpoint, { status: 'open', transport: 'streaming' })
  }

  disconnect(): void {
    this.#isConnected = false
    for (const endpoint of ENDPOINTS) this.#set(endpoint, { status: 'closed', transport: 'idle' })
  }

  subscribe(channel: Channel, symbols: readonly Ticker[]): Stop {
    const held = this.#heldOn(channel)
    for (const symbol of symbols) held.set(symbol, (held.get(symbol) ?? 0) + 1)
    this.#count()
    // as the proxy does: the latest value follows the acknowledgement, not the call
    if (channel === 'Q') queueMicrotask(() => this.#deliverLatest(symbols))
    let isHeld = true
    return () => {
      if (isHeld) this.#release(channel, symbols)
      isHeld = false
    }
  }

  updateWatchlist(roots: readonly Ticker[]): void {
    const streamed = roots.flatMap((root) => this.#options.answers.chains.get(root)?.chain.contracts ?? [])
    this.#options.sink.watchlist(
      roots,
      streamed.map((contract) => contract.ticker),
    )
  }

  health(): Record<Endpoint, EndpointHealth> {
    return this.#health
  }

  /** A script has no past that a question could be spared. */
  wholeSince(): undefined {
    return undefined
  }

  holds(channel: Channel, symbol: Ticker): boolean {
    return this.#heldOn(channel).has(symbol)
  }

  held(channel: Channel): readonly Ticker[] {
    return [...this.#heldOn(channel).keys()]
  }

  /** Whether data of this symbol comes by the stream, by polling, or not at all. */
  modeOf(symbol: Ticker): EndpointHealth['transport'] {
    return this.#health[endpointOf(symbol)].transport
  }

  /** The stream breaks; polling takes over at once. */
  drop(endpoint: Endpoint, reason: string): void {
    this.#set(endpoint, { status: 'waiting', transport: 'polling', reason })
  }

  restore(endpoint: Endpoint): void {
    if (!this.#isConnected) return
    this.#set(endpoint, { status: 'open', transport: 'streaming', reason: undefined })
  }

  reject(channel: Channel, symbols: readonly Ticker[], message: string): void {
    this.#options.sink.rejected(channel, symbols, new SubscriptionError('not-found', symbols, message))
  }

  #release(channel: Channel, symbols: readonly Ticker[]): void {
    const held = this.#heldOn(channel)
    const gone = symbols.filter((symbol) => {
      const left = (held.get(symbol) ?? 1) - 1
      if (left > 0) held.set(symbol, left)
      else held.delete(symbol)
      return left <= 0
    })
    if (gone.length > 0) this.#options.sink.released(channel, gone)
    this.#count()
  }

  #deliverLatest(symbols: readonly Ticker[]): void {
    for (const symbol of symbols) {
      const latest = this.#options.answers.quotes.get(symbol)
      if (latest !== undefined && this.holds('Q', symbol)) this.#options.sink.quote(symbol, latest)
    }
    this.#options.flush()
  }

  #heldOn(channel: Channel): Map<Ticker, number> {
    const held = this.#held.get(channel) ?? new Map<Ticker, number>()
    this.#held.set(channel, held)
    return held
  }

  #count(): void {
    const symbols = [...this.#held.values()].flatMap((held) => Array.from(held.keys()))
    for (const endpoint of ENDPOINTS) {
      const count = symbols.filter((symbol) => endpointOf(symbol) === endpoint).length
      this.#set(endpoint, { requested: count, acknowledged: count, delivering: count })
    }
  }

  #set(endpoint: Endpoint, change: Partial<EndpointHealth>): void {
    const before = this.#health[endpoint]
    const now = this.#options.clock.now()
    const since = change.status === undefined || change.status === before.status ? before.since : now
    this.#health[endpoint] = { ...before, since, ...change }
    this.#options.sink.endpoint(endpoint, this.#health[endpoint])
  }
}
