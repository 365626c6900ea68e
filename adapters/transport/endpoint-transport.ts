import { CLOSE_CODES } from '../../domain/close-codes.ts'
import { decodeQuoteMessage } from '../../domain/wire-quote.ts'
import { endpointHealth, isSameHealth } from './endpoint-health.ts'
import { MuteState } from './mute-state.ts'
import { startMuteWatchdog } from './mute-watchdog.ts'
import { Outage } from './outage.ts'
import { pollTargets } from './poll-targets.ts'
import { startRestPolling } from './rest-polling.ts'
import { sightingsOf, symbolsOf } from './stream-probe.ts'
import { nextTransportMode, reasonOfMode } from './transport-mode.ts'
import type { Clock, Stop } from '../../domain/clock.ts'
import type { FeedSink } from '../../domain/feed.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { EndpointHealth, HealthEvent, TransportMode, UpstreamState } from '../../domain/health.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Cluster, Endpoint, Ticker } from '../../domain/ticker.ts'
import type { ConnectionState } from '../stream/connection-state.ts'
import type { EndpointStream } from '../stream/endpoint-stream.ts'
import type { Subscription } from '../stream/subscription.ts'
import type { MuteWatchdogOptions } from './mute-watchdog.ts'
import type { LosslessItems, RestFallback } from './rest-fallback.ts'
import type { Sighting } from './stream-probe.ts'
import type { TransportFacts } from './transport-mode.ts'

export interface EndpointTransportOptions {
  readonly endpoint: Endpoint
  readonly stream: EndpointStream
  readonly rest: RestFallback
  readonly sink: FeedSink
  readonly clock: Clock
  readonly isTrading: (symbol: Ticker, at: EpochMs) => boolean
  readonly fallbackAfterMs: number
  readonly pollIntervalMs: number
  readonly watchdog: Omit<MuteWatchdogOptions, 'rest' | 'clock' | 'serverNow' | 'subscriptions' | 'onMute'>
  readonly onLossless: (symbol: Ticker, items: LosslessItems, from: EpochMs) => void
  /** The stream delivers these again; REST's last word on each. */
  readonly onUnmuted: (ended: readonly Sighting[]) => void
  /** The mode or the state changed. */
  readonly onChange: () => void
}

/** One endpoint's choice between stream and REST, and what follows from it. */
export class EndpointTransport {
  readonly #options: EndpointTransportOptions
  #mode: TransportMode = 'idle'
  #modeSince: EpochMs
  #isConnected = false
  #isDelivering = false
  #hasPolled = false
  readonly #outage = new Outage()
  readonly #mute = new MuteState()
  #stopPolling: Stop | undefined
  #stopFallback: Stop | undefined
  #stopReports: Stop | undefined
  #stopWatchdog: Stop | undefined
  #reported: EndpointHealth

  constructor(options: EndpointTransportOptions) {
    this.#options = options
    this.#modeSince = options.clock.now()
    this.#reported = this.health()
  }

  /** Whether what is held comes: the stream is open, or REST has answered for all of it. */
  get isReady(): boolean {
    return this.#mode === 'polling' ? this.#hasPolled : this.#options.stream.state.status === 'open'
  }

  /** True while a stream quote may be the sign that the stream is alive again. */
  get hasMuted(): boolean {
    return this.#mute.size > 0
  }

  /** Whether the stream brings this now. */
  streams(one: Subscription): boolean {
    const isUp = this.#mode === 'streaming' && this.#outage.sinceOf(one.symbol) === undefined
    return isUp && one.status === 'acknowledged' && !this.#mute.has(one)
  }

  health(): EndpointHealth {
    return endpointHealth(this.#options.stream, this.#mode, this.#modeSince, this.#outage.lastRecoveryMs)
  }

  start(): void {
    const { clock, rest, stream, watchdog } = this.#options
    this.#isConnected = true
    this.#stopWatchdog = startMuteWatchdog({
      ...watchdog,
      rest,
      clock,
      serverNow: () => stream.now(),
      subscriptions: () => stream.subscriptions.all(),
      onMute: (moved, isAll) => this.#onMute(moved, isAll),
    })
    this.#stopReports = clock.every(1000, () => this.#reportFigures())
    this.review()
  }

  stop(): void {
    this.#isConnected = false
    this.#stopWatchdog?.()
    this.#stopWatchdog = undefined
    this.#stopReports?.()
    this.#stopReports = undefined
    this.#outage.clear()
    this.#mute.clear()
    this.review()
    this.#report()
  }

  onState(state: ConnectionState): void {
    const { clock, stream } = this.#options
    if (state.status === 'open') {
      this.#outage.socketUp()
    } else {
      this.#outage.socketDown(clock.now(), this.#isDelivering && this.#isConnected && stream.isNeeded)
      this.#isDelivering = false
    }
    this.review()
    this.#report()
  }

  onAcknowledged(): void {
    this.#isDelivering = true
    this.#outage.acknowledged(this.#options.clock.now())
    this.review()
  }

  onUpstream(cluster: Cluster, state: UpstreamState): void {
    const { clock } = this.#options
    if (state === 'up') this.#outage.clusterUp(cluster)
    else this.#outage.clusterDown(cluster, clock.now())
    this.review()
    this.#report()
  }

  /** A stream quote of a mute endpoint: if it is newer than REST's last word, the stream is back. */
  judgeQuote(symbol: Ticker, text: string): void {
    const quote = this.#mute.has({ channel: 'Q', symbol }) ? decodeQuoteMessage(text) : undefined
    if (quote !== undefined) this.judge({ channel: 'Q', symbol, timestamp: quote.timestamp })
  }

  /** Something of the stream: if it is newer than REST's last word on what is mute, the stream is back. */
  judge(heard: Sighting): void {
    const ended = this.#mute.heard(heard)
    if (ended.length === 0) return
    this.#options.onUnmuted(ended)
    this.#event('mute', `the stream delivers ${heard.symbol} again`, heard.symbol)
    this.review()
  }

  /** Chooses anew; called after everything that may change the choice. */
  review(): void {
    const { stream, clock, fallbackAfterMs } = this.#options
    // a socket that nothing needs is missed by nobody: the outage begins with the first need
    if (!stream.isNeeded) this.#outage.socketUp()
    else if (this.#isConnected && stream.state.status !== 'open') this.#outage.socketDown(clock.now())
    this.#mute.keep((one) => this.#isWatched(one))
    const downSince = this.#downSince()
    const facts: TransportFacts = {
      isConnected: this.#isConnected,
      isNeeded: stream.isNeeded,
      isDelivering: this.#isDelivering,
      isMute: this.#mute.isAll,
      downSince,
      now: clock.now(),
      fallbackAfterMs,
    }
    const next = nextTransportMode(this.#mode, facts)
    this.#watchFallback(downSince, next)
    if (next !== this.#mode) this.#change(next, facts)
    this.#pollAsNeeded()
  }

  #change(mode: TransportMode, facts: TransportFacts): void {
    const { stream, clock, onChange } = this.#options
    this.#mode = mode
    this.#hasPolled = false
    this.#modeSince = clock.now()
    const reason = reasonOfMode(facts, stream.state, this.#outage.clusters)
    this.#event('transport', `${mode}: ${reason}`, undefined, mode)
    this.#report()
    onChange()
  }

  /** Since when the stream has been of no use to anything held. */
  #downSince(): EpochMs | undefined {
    return this.#outage.sinceOfAll(this.#options.stream.subscriptions.all())
  }

  #watchFallback(downSince: EpochMs | undefined, mode: TransportMode): void {
    const { clock, fallbackAfterMs } = this.#options
    const since = downSince ?? this.#outage.firstClusterSince
    this.#stopFallback?.()
    this.#stopFallback = undefined
    if (since === undefined || mode === 'polling' || !this.#isConnected) return
    const delayMs = since + fallbackAfterMs - clock.now()
    if (delayMs > 0) this.#stopFallback = clock.after(delayMs, () => this.review())
  }

  #pollAsNeeded(): void {
    const { rest, clock, stream, pollIntervalMs: intervalMs } = this.#options
    const isNeeded = this.#mode === 'polling' || (this.#mode !== 'idle' && this.#hasPartialTargets())
    if (!isNeeded) {
      this.#stopPolling?.()
      this.#stopPolling = undefined
      return
    }
    this.#stopPolling ??= startRestPolling({
      rest,
      clock,
      intervalMs,
      serverNow: () => stream.now(),
      targets: () => {
        const downForMs = clock.now() - (this.#downSince() ?? clock.now())
        return pollTargets(stream, (one) => this.#isPolled(one), this.#mode === 'polling', downForMs)
      },
      onQuotes: (quotes) => this.#onQuotes(quotes),
      onLossless: (symbol, items, from) => this.#onPolled(symbol, items, from),
      onRound: () => this.#onRound(),
      onRefused: (refused) => this.#event('error', `cannot poll ${symbolsOf(refused)}: ${refused[0]?.error.message}`),
      onFailure: (error, retryInMs) => {
        const problem = error instanceof Error ? error.message : String(error)
        this.#event('error', `polling failed, again in ${retryInMs} ms: ${problem}`)
      },
    })
  }

  #hasPartialTargets(): boolean {
    return this.#mute.size > 0 || this.#outage.isAnySince(this.#overdueSince())
  }

  /** What has been down since then has been down for long enough. */
  #overdueSince(): EpochMs {
    const { clock, fallbackAfterMs } = this.#options
    return clock.now() - fallbackAfterMs
  }

  #isPolled(one: Subscription): boolean {
    if (this.#mode === 'polling' || this.#mute.has(one)) return true
    const downSince = this.#outage.sinceOf(one.symbol)
    return downSince !== undefined && downSince <= this.#overdueSince()
  }

  #onQuotes(quotes: readonly Quote[]): void {
    const { sink, stream } = this.#options
    this.#mute.learn(quotes.map(({ symbol, timestamp }) => ({ channel: 'Q', symbol, timestamp })))
    for (const quote of quotes) {
      const { symbol } = quote
      if (stream.subscriptions.quotes.has(symbol) || stream.watchlist.has(symbol)) sink.quote(symbol, quote)
    }
  }

  #onPolled(symbol: Ticker, polled: LosslessItems, from: EpochMs): void {
    this.#mute.learn([{ channel: polled.channel, symbol, timestamp: from }, ...sightingsOf(polled)])
    this.#options.onLossless(symbol, polled, from)
  }

  #onRound(): void {
    if (this.#mode !== 'polling' || this.#hasPolled) return
    this.#hasPolled = true
    this.#options.onChange()
  }

  #onMute(moved: readonly Sighting[], isAll: boolean): void {
    const { stream, clock } = this.#options
    const remedy = this.#mute.mark(moved, isAll, clock.now())
    this.#event('mute', `REST moves while the stream is silent on ${symbolsOf(moved)}; ${remedy}`, moved[0]?.symbol)
    if (remedy === 'recycle') stream.recycle(CLOSE_CODES.heartbeatTimeout, 'open but mute')
    else for (const { channel, symbol } of moved) stream.subscriptions.resend(channel, [symbol])
    this.review()
  }

  #isWatched({ channel, symbol }: Sighting): boolean {
    const { stream, clock, isTrading } = this.#options
    return stream.subscriptions.find(channel, symbol) !== undefined && isTrading(symbol, clock.now())
  }

  #reportFigures(): void {
    this.review()
    if (!isSameHealth(this.#reported, this.health())) this.#report()
  }

  #report(): void {
    const { endpoint, sink } = this.#options
    this.#reported = this.health()
    sink.endpoint(endpoint, this.#reported)
  }

  #event(kind: HealthEvent['kind'], message: string, symbol?: Ticker, status?: TransportMode): void {
    const { clock, endpoint, sink } = this.#options
    sink.event({ at: clock.now(), kind, endpoint, status, message, symbol })
  }
}
