import { isTradingAt } from '../../domain/market-session.ts'
import { ENDPOINTS, endpointOf, isTicker } from '../../domain/ticker.ts'
import { MassiveWebSocket } from '../stream/websocket.ts'
import { EndpointTransport } from './endpoint-transport.ts'
import { GapFill } from './gap-fill.ts'
import { compareBars, compareTrades, createOrdering, merged } from './ordering.ts'
import { barsOf, tradesOf } from './rest-fallback.ts'
import { createReadiness } from './readiness.ts'
import { sightingsOf } from './stream-probe.ts'
import { toAggregate, toTrade } from './stream-items.ts'
import type { Stop } from '../../domain/clock.ts'
import type { MarketDataError } from '../../domain/errors.ts'
import type { FeedSink } from '../../domain/feed.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { EndpointHealth } from '../../domain/health.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type { Channel, LosslessChannel } from '../../domain/wire-protocol.ts'
import type { Subscription, SubscriptionInfo } from '../stream/subscription.ts'
import type { StreamListener } from '../stream/stream-listener.ts'
import type { MassiveWebSocketOptions } from '../stream/websocket.ts'
import type { EndpointTransportOptions } from './endpoint-transport.ts'
import type { Ordering } from './ordering.ts'
import type { LosslessItems, RestFallback } from './rest-fallback.ts'
import type { Sighting } from './stream-probe.ts'

export interface MassiveTransportOptions extends Omit<MassiveWebSocketOptions, 'listener'> {
  readonly rest: RestFallback
  readonly sink: FeedSink
  /** Whether silence of a symbol means something. @default by the calendar of its market */
  readonly isTrading?: (symbol: Ticker, at: EpochMs) => boolean
  /** Whether one of those who hold it is nobody: its silence is not looked into for them alone. @default none is */
  readonly isSpare?: (channel: Channel, symbol: Ticker) => boolean
  /** How long the stream may be down before REST polling starts, ms. @default 2000 */
  readonly fallbackAfterMs?: number | undefined
  /** @default 3000 */
  readonly pollIntervalMs?: number | undefined
  /** When silence makes the watchdog ask REST. */
  readonly watchdog?: Omit<EndpointTransportOptions['watchdog'], 'isExpected'>
}

/** An interval of which the stream brought everything. */
export interface Whole {
  readonly since: EpochMs
  /** `undefined` before the first item. */
  readonly upTo: EpochMs | undefined
}

// a symbol that is no ticker trades nowhere; the server will say so
const isOpen = (symbol: Ticker, at: EpochMs): boolean => isTicker(symbol) && isTradingAt(symbol, at)

/** Stream first; REST while the stream is down or mute; and back. Everything ends up in the sink. */
export class MassiveTransport {
  readonly #options: MassiveTransportOptions
  readonly #socket: MassiveWebSocket
  readonly #endpoints: Readonly<Record<Endpoint, EndpointTransport>>
  readonly #ordering: Ordering = createOrdering()
  readonly #gapFill: GapFill
  readonly #readiness = createReadiness()

  constructor(options: MassiveTransportOptions) {
    this.#options = options
    this.#socket = new MassiveWebSocket({ ...options, listener: this.#listener() })
    this.#gapFill = new GapFill({
      rest: options.rest,
      clock: options.clock,
      deliver: (fetched, held) => this.#deliver(fetched, held),
      onEvent: (event) => options.sink.event(event),
    })
    this.#endpoints = { options: this.#endpoint('options'), indices: this.#endpoint('indices') }
  }

  /**
   * Opens what is needed for what is held. Resolves when every endpoint of which something is held delivers, by
   * stream or by polling; at once when nothing is held. Calling it again waits for the same.
   *
   * An aborted signal ends the waiting, not the connection: `disconnect()` does that.
   *
   * @throws NotEntitledError, InvalidRequestError, NetworkError when the server refuses an endpoint for good,
   * AuthenticationError when no token is to be had. Rejects with the signal's reason.
   */
  async connect({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    signal?.throwIfAborted()
    if (this.#socket.isConnected) {
      this.#socket.retryRefused()
    } else {
      this.#socket.connect()
      for (const endpoint of ENDPOINTS) this.#endpoints[endpoint].start()
    }
    const ready = this.#readiness.wait(signal)
    this.#reviewReadiness()
    return ready
  }

  /** Ends both sockets, polling and watching; no timer is left. What is held stays registered for `connect()`. */
  disconnect(): void {
    this.#readiness.settle()
    this.#gapFill.stop()
    this.#socket.disconnect()
    for (const endpoint of ENDPOINTS) this.#endpoints[endpoint].stop()
  }

  /** Holds the symbols, ref-counted, until the answer is called. May be called before `connect()`. */
  subscribe(channel: Channel, symbols: readonly Ticker[]): Stop {
    const stop = this.#socket.subscribe(channel, symbols)
    this.#review()
    return stop
  }

  updateWatchlist(roots: readonly Ticker[]): void {
    this.#socket.updateWatchlist(roots)
    // the server is asked only while it listens
    if (roots.length === 0) this.#options.sink.watchlist([], [])
    this.#review()
  }

  /** Everything held on the stream, for developer tools. */
  subscriptions(): readonly SubscriptionInfo[] {
    return this.#socket.subscriptions()
  }

  /**
   * Since when nothing is missing of what the sink was given, by the exchange's time, and up to where the newest item
   * reaches; `undefined` where the stream does not deliver it or a gap is being filled.
   */
  wholeSince(channel: LosslessChannel, symbol: Ticker): Whole | undefined {
    const endpoint = endpointOf(symbol)
    const one = this.#socket.streams[endpoint].subscriptions.find(channel, symbol)
    const healedSince = this.#gapFill.wholeSince(channel, symbol)
    if (one?.acknowledgedAt === undefined || healedSince === undefined) return undefined
    if (!this.#endpoints[endpoint].streams(one)) return undefined
    return { since: Math.max(one.acknowledgedAt, healedSince), upTo: one.coveredTo }
  }

  /** Both endpoints as they are at this moment; new objects. The sink is told of changes, at most once a second. */
  health(): Record<Endpoint, EndpointHealth> {
    return { options: this.#endpoints.options.health(), indices: this.#endpoints.indices.health() }
  }

  #endpoint(endpoint: Endpoint): EndpointTransport {
    const { isTrading = isOpen, fallbackAfterMs = 2000, pollIntervalMs = 3000, watchdog = {} } = this.#options
    return new EndpointTransport({
      ...this.#options,
      endpoint,
      stream: this.#socket.streams[endpoint],
      isTrading: (symbol, at) => isTrading(symbol, at),
      fallbackAfterMs,
      pollIntervalMs,
      watchdog: { ...watchdog, isExpected: (one, at) => this.#isAwaited(one) && isTrading(one.symbol, at) },
      onLossless: (symbol, items, from) => this.#onPolled(symbol, items, from),
      onUnmuted: (ended) => this.#onUnmuted(ended),
      onChange: () => this.#reviewReadiness(),
    })
  }

  #isAwaited({ channel, symbol }: Subscription): boolean {
    const spare = this.#options.isSpare?.(channel, symbol) === true ? 1 : 0
    return (this.#socket.held(channel).get(symbol) ?? 0) > spare
  }

  #listener(): StreamListener {
    const { sink } = this.#options
    return {
      frames: sink.frames,
      inlet: (symbol) => sink.inlet(symbol),
      put: (inlet, from, to) => sink.put(inlet, from, to),
      isWatching: () => this.#endpoints.options.hasMuted || this.#endpoints.indices.hasMuted,
      quote: (symbol, text) => this.#endpoints[endpointOf(symbol)].judgeQuote(symbol, text),
      trade: (trade) => this.#onLive({ channel: 'T', items: [toTrade(trade)] }),
      bar: (channel, bar) => this.#onLive({ channel, items: [toAggregate(bar)] }),
      missed: (missed) => this.#gapFill.missed(missed),
      acknowledged: (endpoint, { channel, accepted }) => {
        this.#endpoints[endpoint].onAcknowledged()
        sink.accepted(channel, accepted)
      },
      rejected: (channel, symbols, error) => sink.rejected(channel, symbols, error),
      released: (channel, symbols) => this.#onReleased(channel, symbols),
      watchlist: (roots, symbols) => {
        // roots are answered by what they stand for, and by no other acknowledgement
        this.#endpoints.options.onAcknowledged()
        sink.watchlist(roots, symbols)
      },
      state: (endpoint, state) => {
        this.#endpoints[endpoint].onState(state)
        if (state.status === 'closed' && state.error !== undefined) this.#onRefused(endpoint, state.error)
        this.#reviewReadiness()
      },
      upstream: (endpoint, cluster, state) => this.#endpoints[endpoint].onUpstream(cluster, state),
      event: (event) => sink.event(event),
    }
  }

  /** Nothing held on the endpoint will stream; REST is asked for what it may answer. */
  #onRefused(endpoint: Endpoint, error: MarketDataError): void {
    const held = Map.groupBy(this.#socket.streams[endpoint].subscriptions.all(), ({ channel }) => channel)
    for (const [channel, subscriptions] of held) {
      const symbols = subscriptions.map(({ symbol }) => symbol)
      this.#options.sink.rejected(channel, symbols, error)
    }
  }

  #onLive(live: LosslessItems): void {
    const [item] = live.items
    if (item === undefined) return
    const endpoint = this.#endpoints[endpointOf(item.symbol)]
    if (endpoint.hasMuted) for (const heard of sightingsOf(live)) endpoint.judge(heard)
    if (this.#gapFill.hold(item.symbol, live)) return
    this.#deliver([live])
  }

  #onPolled(symbol: Ticker, items: LosslessItems, from: EpochMs): void {
    const subscription = this.#socket.streams[endpointOf(symbol)].subscriptions.find(items.channel, symbol)
    if (subscription === undefined) return
    subscription.coveredTo ??= from
    for (const item of items.items) {
      // the newest bar is asked for again: where data is delayed it may be forming although its window is over
      const at = 'start' in item ? item.start : item.timestamp
      subscription.coveredTo = Math.max(subscription.coveredTo, at)
    }
    this.#deliver([items])
  }

  /** The only way of trades and bars to the sink; tells how many of the first list were new. */
  #deliver(first: readonly LosslessItems[], then: readonly LosslessItems[] = []): number {
    const { sink } = this.#options
    const trades = this.#ordering.trades(first.flatMap(tradesOf))
    const bars = this.#ordering.bars(first.flatMap(barsOf))
    // taken in after the first, so that the count tells what only the first knew
    const allTrades = merged(trades, this.#ordering.trades(then.flatMap(tradesOf)), compareTrades)
    const allBars = merged(bars, this.#ordering.bars(then.flatMap(barsOf)), compareBars)
    if (allTrades.length > 0) sink.trades(allTrades)
    if (allBars.length > 0) sink.bars(allBars)
    return trades.length + bars.length
  }

  /** Between the last poll and now: the stream's numbering tells nothing of what never entered it. */
  #onUnmuted(ended: readonly Sighting[]): void {
    for (const { channel, symbol, timestamp: from } of ended) {
      if (channel === 'Q') continue
      const to = this.#socket.streams[endpointOf(symbol)].now()
      this.#gapFill.missed({ channel, symbol, from, to })
    }
  }

  #onReleased(channel: Channel, symbols: readonly Ticker[]): void {
    for (const symbol of symbols) {
      if (channel === 'Q') continue
      this.#gapFill.forget(channel, symbol)
      if (channel === 'T') this.#ordering.forgetTrades(symbol)
      else this.#ordering.forgetBars(symbol, channel === 'A' ? '1s' : '1m')
    }
    this.#options.sink.released(channel, symbols)
    this.#review()
  }

  #review(): void {
    for (const endpoint of ENDPOINTS) this.#endpoints[endpoint].review()
    this.#reviewReadiness()
  }

  #reviewReadiness(): void {
    const views = ENDPOINTS.map((endpoint) => {
      const { state, isNeeded } = this.#socket.streams[endpoint]
      return { state, isNeeded, isReady: this.#endpoints[endpoint].isReady }
    })
    this.#readiness.review(views)
  }
}
