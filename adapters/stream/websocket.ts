import { ENDPOINTS, endpointOf } from '../../domain/ticker.ts'
import { EndpointStream } from './endpoint-stream.ts'
import { nullEnvironment } from './environment.ts'
import { Interest } from './interest.ts'
import type { Stop } from '../../domain/clock.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type { Channel } from '../../domain/wire-protocol.ts'
import type { EndpointStreamOptions } from './endpoint-stream.ts'
import type { StreamEnvironment } from './environment.ts'
import type { SubscriptionInfo } from './subscription.ts'

export interface MassiveWebSocketOptions extends Omit<EndpointStreamOptions, 'endpoint' | 'url'> {
  /** Without the endpoint's name: `ws://127.0.0.1:8080/ws`. */
  readonly wsUrl: string
  readonly environment?: StreamEnvironment
  /** How long a symbol that nobody holds stays subscribed, ms, so that a remount costs nothing. @default 1000 */
  readonly lingerMs?: number | undefined
  /** Quote frames a second while the page is seen. @default 60 */
  readonly maxRateHz?: number
  /** Quote frames a second while nobody sees the page. @default 1 */
  readonly hiddenRateHz?: number
}

/**
 * The stream: one manager, two endpoints, each opened when something of it is held. What is held stays registered
 * over `disconnect()` and is sent again by the next `connect()`.
 */
export class MassiveWebSocket {
  readonly streams: Readonly<Record<Endpoint, EndpointStream>>
  readonly #options: MassiveWebSocketOptions
  readonly #interest: Interest
  readonly #environment: StreamEnvironment
  #stops: readonly Stop[] | undefined
  /** The streams keep the rate they were told, over a disconnect too. */
  #isSlowed = false

  constructor(options: MassiveWebSocketOptions) {
    const { clock, listener, wsUrl, lingerMs = 1000, environment = nullEnvironment } = options
    this.#options = options
    this.#environment = environment
    this.streams = {
      options: new EndpointStream({ ...options, endpoint: 'options', url: `${wsUrl}/options` }),
      indices: new EndpointStream({ ...options, endpoint: 'indices', url: `${wsUrl}/indices` }),
    }
    this.#interest = new Interest({
      clock,
      lingerMs,
      onHeld: (channel, symbols) => this.#byEndpoint(symbols, (stream, part) => stream.add(channel, part)),
      onReleased: (channel, symbols) => {
        this.#byEndpoint(symbols, (stream, part) => stream.remove(channel, part))
        listener.released(channel, symbols)
      },
    })
  }

  get isConnected(): boolean {
    return this.#stops !== undefined
  }

  /** Opens the endpoints of which something is held, and the others as soon as something is. */
  connect(): void {
    if (this.#stops !== undefined) return
    this.#interest.setLingering(true)
    this.#stops = [
      this.#options.tokens.subscribe(({ token }) => this.#each((stream) => stream.renew(token))),
      this.#environment.onOnline(() => this.#each((stream) => stream.wake('the network is back'))),
      this.#environment.onVisibilityChange(() => this.#onVisibility()),
    ]
    const isHidden = this.#environment.isHidden()
    if (isHidden || this.#isSlowed) this.#setRate(isHidden)
    this.#each((stream) => stream.start())
  }

  /** Another attempt, now, for the endpoints that the server refused, or that got no token. */
  retryRefused(): void {
    this.#each((stream) => {
      stream.start()
      if (stream.state.status === 'waiting' && stream.state.error !== undefined) stream.wake('asked to connect')
    })
  }

  /** Closes both sockets; no timer and no listener is left. Holders stay registered. */
  disconnect(): void {
    if (this.#stops === undefined) return
    for (const stop of this.#stops) stop()
    this.#stops = undefined
    this.#each((stream) => stream.stop('disconnected by the caller'))
    this.#interest.setLingering(false)
  }

  /** Holds the symbols until the answer is called; a mixed list is split by endpoint. */
  subscribe(channel: Channel, symbols: readonly Ticker[]): Stop {
    return this.#interest.hold(channel, symbols)
  }

  /** Streams the contracts around the money of these underlyings. `[]` ends it. */
  updateWatchlist(roots: readonly Ticker[]): void {
    // only contracts are streamed for a root, and they are all on this endpoint
    this.streams.options.setRoots(roots)
  }

  held(channel: Channel): ReadonlyMap<Ticker, number> {
    return this.#interest.held(channel)
  }

  /** Every channel and symbol on the stream, by how many held, and what the server made of it. */
  subscriptions(): readonly SubscriptionInfo[] {
    return ENDPOINTS.flatMap((endpoint) => [...this.streams[endpoint].subscriptions.all()]).map((one) => ({
      channel: one.channel,
      symbol: one.symbol,
      status: one.status,
      holders: this.held(one.channel).get(one.symbol) ?? 0,
      heardAt: one.heardAt,
    }))
  }

  #onVisibility(): void {
    const isHidden = this.#environment.isHidden()
    this.#setRate(isHidden)
    if (isHidden) return
    this.#each((stream) => {
      stream.wake('the page is seen again')
      // subscribing again brings the latest value of everything
      stream.subscriptions.resend('Q', stream.subscriptions.quotes.keys())
    })
  }

  #setRate(isHidden: boolean): void {
    const { maxRateHz = 60, hiddenRateHz = 1 } = this.#options
    this.#isSlowed = isHidden
    this.#each((stream) => stream.configure(isHidden ? hiddenRateHz : maxRateHz))
  }

  #byEndpoint(symbols: readonly Ticker[], act: (stream: EndpointStream, part: readonly Ticker[]) => void): void {
    for (const [endpoint, part] of Map.groupBy(symbols, endpointOf)) act(this.streams[endpoint], part)
  }

  #each(act: (stream: EndpointStream) => void): void {
    for (const endpoint of ENDPOINTS) act(this.streams[endpoint])
  }
}
