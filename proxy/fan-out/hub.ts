import type { Clock } from '../../domain/clock.ts'
import type { EpochMs, Recency } from '../../domain/freshness.ts'
import type { StreamBar, StreamEvent, StreamTrade } from '../../domain/massive/stream-events.ts'
import { aggregateOf, lastPatchOf, quotePatchOf, tradeOf, valuePatchOf } from '../../domain/massive/stream-mappers.ts'
import type { Quote, QuotePatch } from '../../domain/quote.ts'
import { clusterOf } from '../../domain/ticker.ts'
import type { Cluster, Ticker } from '../../domain/ticker.ts'
import { CHANNELS } from '../../domain/wire-protocol.ts'
import type { Channel, ErrorCode, LosslessChannel, ReplayPosition } from '../../domain/wire-protocol.ts'
import { splitPair } from '../upstream/params.ts'
import type { MarketFeed, MarketFeedOptions } from '../upstream/market-feed.ts'
import { createBeat } from './beat.ts'
import { createInterest } from './interest.ts'
import { QuoteSlot } from './last-values.ts'
import { LosslessStreams } from './lossless-streams.ts'
import { createMissingSymbols } from './missing-symbols.ts'
import type { Outbox, QuoteHold, QuoteTaker } from './outbox.ts'

const MISSING_TTL_MS = 60_000
/** How long a restart takes at most: clients of the process before this one lost no more of its doing. */
const RESTART_MS = 60_000

/** What the hub needs of the vendor's side; it is given the callbacks the feed wants. */
export type OpenFeed = (callbacks: FeedCallbacks) => MarketFeed
export type FeedCallbacks = Pick<
  MarketFeedOptions,
  'isHeld' | 'onEvents' | 'onRow' | 'onRejected' | 'onConfirmed' | 'onInterrupted'
>

export interface HubOptions {
  readonly clock: Clock
  readonly epoch: string
  readonly beatMs: number
  /** How long the vendor's stream of a symbol goes on after its last client left, ms. */
  readonly lingerMs: number
  readonly ringCapacity: number
  /** Messages kept for returning clients, of all streams together. */
  readonly ringBudget: number
  /** Channels and symbols of all clients together. */
  readonly maxDistinct: number
  /** What the vendor's plan delivers; its events do not tell. */
  readonly recency: Recency
  readonly openFeed: OpenFeed
}

/** The clients' side of it. */
export type ClientHub = Pick<
  Hub,
  | 'epoch'
  | 'list'
  | 'whyMissing'
  | 'hasRoomFor'
  | 'holdQuote'
  | 'releaseQuote'
  | 'holdLossless'
  | 'releaseLossless'
  | 'countOnce'
>

/** A client's share in a stream of trades or bars. */
export interface LosslessHold {
  /** All it missed since its position follows. */
  readonly isRecovered: boolean
  readonly position: ReplayPosition
}

export interface HubCounts {
  events: number
  unknownEvents: number
  quotes: number
  lossless: number
  interruptions: number
}

/** One stream of the vendor's in, every client's share of it out. See the methods for the two sides. */
export class Hub {
  readonly counts: HubCounts = { events: 0, unknownEvents: 0, quotes: 0, lossless: 0, interruptions: 0 }
  readonly epoch: string
  readonly #options: HubOptions
  readonly #slots = new Map<Ticker, QuoteSlot>()
  readonly #streams: LosslessStreams
  readonly #missing
  readonly #interest
  readonly #beat
  readonly #feed: MarketFeed
  readonly #lostFrom: EpochMs
  readonly #recency: Record<Cluster, Recency>

  constructor(options: HubOptions) {
    const { clock, beatMs, lingerMs } = options
    this.epoch = options.epoch
    this.#lostFrom = clock.now() - RESTART_MS
    this.#options = options
    const { recency } = options
    this.#recency = { stocks: recency, options: recency, indices: recency }
    this.#streams = new LosslessStreams(options)
    this.#missing = createMissingSymbols(clock, MISSING_TTL_MS)
    this.#beat = createBeat({ clock, beatMs })
    this.#interest = createInterest({
      clock,
      lingerMs,
      onWanted: (key) => this.#startKey(key),
      onUnwanted: (key) => this.#endKey(key),
    })
    this.#feed = options.openFeed({
      isHeld: (channel, symbol) => this.#interest.has(`${channel}.${symbol}`),
      onEvents: (cluster, events) => this.#takeEvents(cluster, events),
      onRow: (patch, askedAt) => this.#takeRow(patch, askedAt),
      onRejected: (symbol, channel, code, message) => this.#reject(symbol, channel, code, message),
      onConfirmed: (pair) => this.#streams.promise(pair),
      onInterrupted: (cluster, since, isConnected) => this.#interrupt(cluster, since, isConnected),
    })
  }

  /** Marks an outbox as having something to send. */
  list(outbox: Outbox): void {
    this.#beat.list(outbox)
  }

  /** Why a symbol is refused at once; undefined where nothing is known against it. */
  whyMissing(symbol: Ticker): string | undefined {
    return this.#missing.reasonOf(symbol)
  }

  /** Whether one more channel and symbol can be taken; what somebody holds already always can. */
  hasRoomFor(channel: Channel, symbol: Ticker): boolean {
    return this.#interest.size < this.#options.maxDistinct || this.#interest.has(`${channel}.${symbol}`)
  }

  quoteOf(symbol: Ticker): Quote | undefined {
    return this.#slots.get(symbol)?.quote
  }

  /** Begins a client's share in a symbol's quotes; what is known already is sent with the next beat. */
  holdQuote(symbol: Ticker, outbox: QuoteTaker): QuoteHold {
    this.#interest.acquire(`Q.${symbol}`)
    this.#feed.hold(symbol, outbox.subject)
    const slot = this.#slot(symbol)
    const hold: QuoteHold = { slot, outbox, index: 0, isPending: false, isReleased: false }
    slot.add(hold)
    if (slot.quote !== undefined) outbox.quote(hold)
    return hold
  }

  releaseQuote(hold: QuoteHold): void {
    if (hold.isReleased) return
    hold.slot.remove(hold)
    this.#feed.release(hold.slot.symbol, hold.outbox.subject)
    this.#interest.release(`Q.${hold.slot.symbol}`)
  }

  /** Begins a client's share in trades or bars. `isRecovered` says that all it missed since `from` follows. */
  holdLossless(channel: LosslessChannel, symbol: Ticker, outbox: Outbox, from?: ReplayPosition): LosslessHold {
    this.#interest.acquire(`${channel}.${symbol}`)
    const stream = this.#streams.open(channel, symbol)
    const { position } = stream
    return { isRecovered: stream.join(outbox, from, this.#options.clock.now(), this.#lostFrom), position }
  }

  /** The same client holds the same stream already: its interest counts once. */
  countOnce(channel: LosslessChannel, symbol: Ticker): void {
    this.#interest.release(`${channel}.${symbol}`)
  }

  releaseLossless(channel: LosslessChannel, symbol: Ticker, outbox: Outbox): void {
    if (!this.#streams.of(channel, symbol)?.holders.delete(outbox)) return
    outbox.drop(channel, symbol)
    this.#interest.release(`${channel}.${symbol}`)
  }

  get sizes(): { readonly symbols: number; readonly streams: number; readonly interest: number } {
    return { symbols: this.#slots.size, streams: this.#streams.size, interest: this.#interest.size }
  }

  get feed(): MarketFeed {
    return this.#feed
  }

  stop(): void {
    this.#feed.stop()
    this.#streams.stop()
    this.#interest.stop()
    this.#beat.stop()
  }

  #slot(symbol: Ticker): QuoteSlot {
    const known = this.#slots.get(symbol)
    if (known !== undefined) return known
    const slot = new QuoteSlot(symbol)
    this.#slots.set(symbol, slot)
    return slot
  }

  #startKey(key: string): void {
    const { channel, symbol } = splitPair(key)
    this.#feed.start(channelOf(channel), symbol)
  }

  #endKey(key: string): void {
    const { channel, symbol } = splitPair(key)
    this.#feed.end(channelOf(channel), symbol)
    if (channel === 'Q') this.#slots.delete(symbol)
    else this.#streams.close(key)
  }

  #takeEvents(cluster: Cluster, events: readonly StreamEvent[]): void {
    const now = this.#options.clock.now()
    this.counts.events += events.length
    this.#streams.heard(cluster, events, now)
    const recency = this.#recency[cluster]
    for (const event of events) this.#takeEvent(event, now, recency)
  }

  #takeEvent(event: StreamEvent, now: EpochMs, recency: Recency): void {
    switch (event.ev) {
      case 'Q':
        return this.#takePatch(quotePatchOf(event, recency), 'quote', now)
      case 'V':
        return this.#takePatch(valuePatchOf(event, recency), 'quote', now)
      case 'T':
        this.#takePatch(lastPatchOf(event, recency), 'trade', now)
        return this.#takeTrade(event, now)
      case 'A':
      case 'AM':
        return this.#takeBar(event, now)
      default:
        // fair values, price bands and imbalances are not subscribed to
        this.counts.unknownEvents += 1
    }
  }

  #takePatch(patch: QuotePatch, kind: 'quote' | 'trade', now: EpochMs): void {
    const slot = this.#slots.get(patch.symbol)
    if (slot === undefined || !slot.apply(patch, kind, now)) return
    this.counts.quotes += 1
    this.#beat.mark(slot)
  }

  #takeRow(patch: QuotePatch, askedAt: EpochMs): boolean {
    // events do not tell what the plan delivers, but rows do; a host that only has delayed data is sure of it
    if (patch.timeframe !== undefined && this.#options.recency !== 'delayed') {
      this.#recency[clusterOf(patch.symbol)] = patch.timeframe
    }
    const slot = this.#slots.get(patch.symbol)
    // of trades and bars alone nothing is shown, but it tells whether they should have come
    if (slot === undefined) return this.#streams.hasMoved(patch)
    if (!slot.applySnapshot(patch, askedAt, this.#options.clock.now())) return false
    this.counts.quotes += 1
    this.#beat.mark(slot)
    return true
  }

  #takeTrade(event: StreamTrade, now: EpochMs): void {
    const stream = this.#streams.of('T', event.sym)
    if (stream === undefined) return
    this.counts.lossless += 1
    stream.publish(tradeOf(event), now)
  }

  #takeBar(event: StreamBar, now: EpochMs): void {
    const bar = aggregateOf(event)
    const accumulated = event.av ?? undefined
    if (event.ev === 'AM') this.#streams.of('T', event.sym)?.audit({ ...bar, accumulated })
    const stream = this.#streams.of(event.ev, event.sym)
    if (stream === undefined) return
    this.counts.lossless += 1
    stream.publish(bar, now, accumulated)
  }

  #reject(symbol: Ticker, only: Channel | undefined, code: ErrorCode, message: string): void {
    const isUnknown = only === undefined
    if (isUnknown) {
      // the stream has proven that the symbol exists, whatever REST says
      if (this.#slots.get(symbol)?.quote !== undefined) return
      this.#missing.add(symbol, message)
    }
    for (const channel of isUnknown ? CHANNELS : [only]) {
      for (const taker of this.#takers(channel, symbol)) taker.rejected({ channel, symbol, code, message, isUnknown })
      // who asks next is to be refused as well, and not to share in what lingers without data
      this.#interest.end(`${channel}.${symbol}`)
    }
  }

  #takers(channel: Channel, symbol: Ticker): readonly QuoteTaker[] {
    if (channel === 'Q') return this.#slots.get(symbol)?.holds.map(({ outbox }) => outbox) ?? []
    return Array.from(this.#streams.of(channel, symbol)?.holders ?? [])
  }

  #interrupt(cluster: Cluster, since: EpochMs, isConnected: boolean): void {
    this.counts.interruptions += 1
    this.#streams.interrupt(cluster, since, isConnected)
  }
}

// keys are made here alone, from channels
function channelOf(text: string): Channel {
  const channel = CHANNELS.find((each) => each === text)
  if (channel === undefined) throw new TypeError(`No channel ${text}`)
  return channel
}
