import { CLOSE_CODES } from '../../domain/close-codes.ts'
import { clusterOf } from '../../domain/ticker.ts'
import { decodeQuoteMessage } from '../../domain/wire-messages.ts'
import { endpointHealth } from './endpoint-health.ts'
import { startMuteWatchdog } from './mute-watchdog.ts'
import { startRestPolling } from './rest-polling.ts'
import { nextTransportMode } from './transport-mode.ts'
import type { Clock, Stop } from '../../domain/clock.ts'
import type { FeedSink } from '../../domain/feed.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { EndpointHealth, HealthEvent, TransportMode } from '../../domain/health.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Cluster, Endpoint, Ticker } from '../../domain/ticker.ts'
import type { ConnectionState } from '../stream/connection-state.ts'
import type { EndpointStream } from '../stream/endpoint-stream.ts'
import type { MuteWatchdog, MuteWatchdogOptions } from './mute-watchdog.ts'
import type { LosslessItems, RestFallback } from './rest-fallback.ts'
import type { PollTargets } from './rest-polling.ts'

export interface EndpointTransportOptions {
  readonly endpoint: Endpoint
  readonly stream: EndpointStream
  readonly rest: RestFallback
  readonly sink: FeedSink
  readonly clock: Clock
  readonly isTrading: (symbol: Ticker, at: EpochMs) => boolean
  readonly fallbackAfterMs: number
  readonly pollIntervalMs: number
  readonly watchdog: Pick<MuteWatchdogOptions, 'endpointSilenceMs' | 'symbolSilenceMs' | 'checkMs' | 'maxProbeMs'>
  readonly onLossless: (symbol: Ticker, items: LosslessItems) => void
  /** The mode or the state changed. */
  readonly onChange: () => void
}

const FIRST_RECYCLE_MS = 30_000
const MAX_RECYCLE_MS = 300_000

/** One endpoint's choice between stream and REST, and what follows from it. */
export class EndpointTransport {
  readonly #options: EndpointTransportOptions
  #mode: TransportMode = 'idle'
  #modeSince: EpochMs
  #isConnected = false
  #socketDownSince: EpochMs | undefined
  #isDelivering = false
  readonly #downClusters = new Map<Cluster, EpochMs>()
  /** Mute symbols and the time of REST's last word on them. */
  readonly #muted = new Map<Ticker, EpochMs>()
  #isAllMute = false
  #recycleMs = FIRST_RECYCLE_MS
  #recycleAfter = 0
  #stopPolling: Stop | undefined
  #stopFallback: Stop | undefined
  #stopReports: Stop | undefined
  #watchdog: MuteWatchdog | undefined
  #health: EndpointHealth

  constructor(options: EndpointTransportOptions) {
    this.#options = options
    this.#modeSince = options.clock.now()
    this.#health = endpointHealth(options.stream, this.#mode, this.#modeSince)
  }

  get mode(): TransportMode {
    return this.#mode
  }

  /** True while a stream quote may be the sign that the stream is alive again. */
  get hasMuted(): boolean {
    return this.#muted.size > 0
  }

  get health(): EndpointHealth {
    return this.#health
  }

  start(): void {
    const { clock, rest, stream, isTrading, watchdog } = this.#options
    this.#isConnected = true
    this.#socketDownSince = stream.state.status === 'open' ? undefined : clock.now()
    this.#watchdog = startMuteWatchdog({
      ...watchdog,
      rest,
      clock,
      isTrading,
      subscriptions: () => stream.subscriptions.quotes.values(),
      onMute: (symbols, isAll) => this.#onMute(symbols, isAll),
      onQuotes: (quotes) => this.#onQuotes(quotes),
    })
    this.#stopReports = clock.every(1000, () => this.#reportFigures())
    this.review()
  }

  stop(): void {
    this.#isConnected = false
    this.#watchdog?.stop()
    this.#watchdog = undefined
    this.#stopReports?.()
    this.#stopReports = undefined
    this.#downClusters.clear()
    this.#clearMute()
    this.review()
    this.#report()
  }

  onState(state: ConnectionState): void {
    const { clock } = this.#options
    if (state.status === 'open') {
      this.#socketDownSince = undefined
    } else {
      this.#socketDownSince ??= clock.now()
      this.#isDelivering = false
      // the next connection tells anew how the proxy stands with the vendor
      this.#downClusters.clear()
    }
    this.review()
    this.#report()
  }

  onAcknowledged(): void {
    this.#isDelivering = true
    this.review()
  }

  onUpstream(cluster: Cluster, state: 'up' | 'down' | 'evicted' | 'refused'): void {
    const { clock } = this.#options
    if (state === 'up') this.#downClusters.delete(cluster)
    else if (!this.#downClusters.has(cluster)) this.#downClusters.set(cluster, clock.now())
    this.review()
    this.#report()
  }

  /** A stream quote of a mute endpoint: if it is newer than REST's last word, the stream is back. */
  judgeQuote(symbol: Ticker, text: string): void {
    const known = this.#muted.get(symbol)
    if (known === undefined) return
    const quote = decodeQuoteMessage(text)
    if (quote === undefined || quote.timestamp <= known) return
    if (this.#isAllMute) this.#clearMute()
    else this.#muted.delete(symbol)
    this.#event('mute', `the stream delivers ${symbol} again`, symbol)
    this.review()
  }

  /** Chooses anew; called after everything that may change the choice. */
  review(): void {
    const { stream, clock, fallbackAfterMs } = this.#options
    this.#forgetReleased()
    const downSince = this.#downSince()
    const next = nextTransportMode(this.#mode, {
      isConnected: this.#isConnected,
      isNeeded: stream.isNeeded,
      status: stream.state.status,
      isDelivering: this.#isDelivering,
      isMute: this.#isAllMute,
      downSince,
      now: clock.now(),
      fallbackAfterMs,
    })
    this.#watchFallback(downSince, next)
    if (next !== this.#mode) this.#change(next)
    this.#pollAsNeeded()
  }

  #change(mode: TransportMode): void {
    const { stream, clock, onChange } = this.#options
    const previous = this.#mode
    this.#mode = mode
    this.#modeSince = clock.now()
    this.#event('transport', `${mode} (was ${previous}): ${this.#why(stream.state)}`)
    this.#report()
    onChange()
  }

  #why(state: ConnectionState): string {
    if (!this.#isConnected) return 'disconnected'
    if (this.#isAllMute) return 'the stream is mute while REST moves'
    if (state.status !== 'open') return `the stream is ${state.status}: ${state.reason}`
    if (this.#downClusters.size > 0) return `the proxy has lost ${[...this.#downClusters.keys()].join(', ')}`
    return this.#options.stream.isNeeded ? 'the stream delivers' : 'nothing held'
  }

  /** Since when the stream has been of no use to anything held. */
  #downSince(): EpochMs | undefined {
    if (this.#socketDownSince !== undefined) return this.#socketDownSince
    if (this.#downClusters.size === 0) return undefined
    let since = 0
    for (const { symbol } of this.#options.stream.subscriptions.all()) {
      const downSince = this.#downClusters.get(clusterOf(symbol))
      if (downSince === undefined) return undefined
      since = Math.max(since, downSince)
    }
    return since === 0 ? undefined : since
  }

  #watchFallback(downSince: EpochMs | undefined, mode: TransportMode): void {
    const { clock, fallbackAfterMs } = this.#options
    const [firstDown = downSince] = this.#downClusters.values()
    const since = downSince ?? firstDown
    this.#stopFallback?.()
    this.#stopFallback = undefined
    if (since === undefined || mode === 'polling' || !this.#isConnected) return
    const delayMs = since + fallbackAfterMs - clock.now()
    if (delayMs > 0) this.#stopFallback = clock.after(delayMs, () => this.review())
  }

  #pollAsNeeded(): void {
    const { rest, clock, pollIntervalMs: intervalMs, onLossless } = this.#options
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
      targets: () => this.#targets(),
      onQuotes: (quotes) => this.#onQuotes(quotes),
      onLossless,
      onFailure: (error, retryInMs) => {
        const problem = error instanceof Error ? error.message : String(error)
        this.#event('error', `polling failed, again in ${retryInMs} ms: ${problem}`)
      },
    })
  }

  #hasPartialTargets(): boolean {
    if (this.#muted.size > 0) return true
    return [...this.#downClusters.values()].some((since) => this.#isOverdue(since))
  }

  #isOverdue(since: EpochMs): boolean {
    const { clock, fallbackAfterMs } = this.#options
    return clock.now() - since >= fallbackAfterMs
  }

  #isPolled(symbol: Ticker): boolean {
    if (this.#mode === 'polling' || this.#muted.has(symbol)) return true
    const downSince = this.#downClusters.get(clusterOf(symbol))
    return downSince !== undefined && this.#isOverdue(downSince)
  }

  #targets(): PollTargets {
    const { stream, clock } = this.#options
    const quotes: Ticker[] = []
    const lossless: PollTargets['lossless'][number][] = []
    for (const one of stream.subscriptions.all()) {
      if (one.status === 'rejected' || !this.#isPolled(one.symbol)) continue
      if (one.channel === 'Q') {
        quotes.push(one.symbol)
        continue
      }
      one.coveredTo ??= this.#downSince() ?? clock.now()
      lossless.push({ channel: one.channel, symbol: one.symbol, from: one.coveredTo })
    }
    return { quotes, lossless }
  }

  #onQuotes(quotes: readonly Quote[]): void {
    const { sink, stream } = this.#options
    for (const quote of quotes) {
      if (this.#muted.has(quote.symbol)) this.#muted.set(quote.symbol, quote.timestamp)
      if (stream.subscriptions.quotes.has(quote.symbol)) sink.quote(quote.symbol, quote)
    }
    this.#watchdog?.learn(quotes)
  }

  #onMute(symbols: readonly Ticker[], isAll: boolean): void {
    const { stream, clock } = this.#options
    const isRepeated = symbols.some((symbol) => this.#muted.has(symbol))
    for (const symbol of symbols) this.#muted.set(symbol, Math.max(this.#muted.get(symbol) ?? 0, 1))
    this.#isAllMute ||= isAll
    const [first = ''] = symbols
    const others = symbols.length === 1 ? '' : ` and ${symbols.length - 1} more`
    this.#event('mute', `REST moves while the stream is silent on ${first}${others}`, first)
    if ((isAll || isRepeated) && clock.now() >= this.#recycleAfter) {
      this.#recycleAfter = clock.now() + this.#recycleMs
      this.#recycleMs = Math.min(MAX_RECYCLE_MS, this.#recycleMs * 2)
      stream.recycle(CLOSE_CODES.heartbeatTimeout, 'open but mute')
    } else {
      // a lost subscription is the cheaper explanation
      stream.subscriptions.resend('Q', symbols)
    }
    this.review()
  }

  #forgetReleased(): void {
    const { stream, clock, isTrading } = this.#options
    for (const symbol of this.#muted.keys()) {
      const isWatched = stream.subscriptions.quotes.has(symbol) && isTrading(symbol, clock.now())
      if (!isWatched) this.#muted.delete(symbol)
    }
    if (this.#muted.size === 0) this.#clearMute()
  }

  #clearMute(): void {
    this.#muted.clear()
    this.#isAllMute = false
    this.#recycleMs = FIRST_RECYCLE_MS
    this.#recycleAfter = 0
  }

  #reportFigures(): void {
    this.review()
    const { figures, subscriptions } = this.#options.stream
    const { requested, acknowledged, delivering } = subscriptions.counts()
    const is = this.#health
    const isSame =
      is.messages === figures.messages &&
      is.malformed === figures.malformed &&
      is.lastMessageAt === figures.lastMessageAt &&
      is.requested === requested &&
      is.acknowledged === acknowledged &&
      is.delivering === delivering
    if (!isSame) this.#report()
  }

  #report(): void {
    const { endpoint, stream, sink } = this.#options
    this.#health = endpointHealth(stream, this.#mode, this.#modeSince)
    sink.endpoint(endpoint, this.#health)
  }

  #event(kind: HealthEvent['kind'], message: string, symbol?: Ticker): void {
    const { clock, endpoint, sink } = this.#options
    sink.event({ at: clock.now(), kind, endpoint, message, symbol })
  }
}
