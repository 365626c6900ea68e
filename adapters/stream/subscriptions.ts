import { SubscriptionError } from '../../domain/errors.ts'
import { CHANNELS } from '../../domain/wire-protocol.ts'
import { chunked } from './chunks.ts'
import { QuotePlaces } from './quote-places.ts'
import { countSubscriptions, isSamePosition, newSubscription } from './subscription.ts'
import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type {
  AckData,
  Channel,
  ClientMessage,
  ErrorCode,
  LosslessChannel,
  ReplayPosition,
} from '../../domain/wire-protocol.ts'
import type { Subscription, SubscriptionCounts } from './subscription.ts'

export interface SubscriptionsOptions {
  readonly clock: Clock
  /** The server's time. @default the clock's */
  readonly serverNow?: () => EpochMs
  readonly send: (message: ClientMessage) => void
  readonly onRejected: (channel: Channel, symbols: readonly Ticker[], error: SubscriptionError) => void
  /** How long an acknowledgement may take before the subscription is sent again, ms. @default 5000 */
  readonly ackTimeoutMs?: number | undefined
  /** How often a subscription is sent on one connection before it is reported. @default 3 */
  readonly maxTries?: number
  /** Most symbols a message carries. @default 500 */
  readonly chunkSize?: number
}

/** Nothing of this channel and symbol was seen since `from`, and the server will not send it again. */
export interface Missed {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  readonly from: EpochMs
}

// asking again may help: the reason lies with the server's load or connections, not with the symbol
const TRANSIENT: ReadonlySet<ErrorCode> = new Set(['rate-limited', 'upstream-unavailable', 'unauthorized'])

// what was reported is asked for again so much more slowly: the server may come to its senses
const SLOW_FACTOR = 6

/** The server's side of what is held: sent, acknowledged, and sent again after every reconnect. */
export class Subscriptions {
  readonly quotes: ReadonlyMap<Ticker, Subscription>
  /** The same for the hot path. */
  readonly places = new QuotePlaces()
  readonly #options: SubscriptionsOptions
  readonly #byChannel: Readonly<Record<Channel, Map<Ticker, Subscription>>>
  readonly #toSend = new Set<Subscription>()
  /** Refused because there were too many: asked for again when others go. */
  readonly #crowdedOut = new Set<Subscription>()
  readonly #toDrop = new Map<Channel, Set<Ticker>>()
  #isOpen = false
  #isFlushDue = false
  #stopTimer: Stop | undefined

  constructor(options: SubscriptionsOptions) {
    this.#options = options
    this.#byChannel = { Q: new Map(), T: new Map(), A: new Map(), AM: new Map() }
    this.quotes = this.#byChannel.Q
  }

  get size(): number {
    return Object.values(this.#byChannel).reduce((sum, channel) => sum + channel.size, 0)
  }

  add(channel: Channel, symbols: readonly Ticker[]): void {
    for (const symbol of symbols) {
      if (this.#byChannel[channel].has(symbol)) continue
      const one = newSubscription(channel, symbol, channel === 'Q' ? this.places.add(symbol) : undefined)
      this.#byChannel[channel].set(symbol, one)
      this.#toSend.add(one)
    }
    this.#flushSoon()
  }

  remove(channel: Channel, symbols: readonly Ticker[]): void {
    let room = 0
    for (const symbol of symbols) {
      const one = this.#byChannel[channel].get(symbol)
      if (one === undefined) continue
      this.#byChannel[channel].delete(symbol)
      if (channel === 'Q') this.places.delete(symbol)
      this.#toSend.delete(one)
      this.#crowdedOut.delete(one)
      if (!this.#isOpen || one.status === 'unsent' || one.status === 'rejected') continue
      this.#drop(channel, symbol)
      room += 1
    }
    this.#readmit(room)
    this.#flushSoon()
  }

  /** The connection can carry messages: everything held is sent. */
  opened(): void {
    this.#isOpen = true
    for (const one of this.all()) {
      if (one.status !== 'rejected') this.#toSend.add(one)
    }
    this.#flush()
  }

  closed(): void {
    this.#isOpen = false
    this.#stopTimer?.()
    this.#stopTimer = undefined
    this.#toDrop.clear()
    this.#toSend.clear()
    this.#readmit(this.#crowdedOut.size)
    for (const one of this.all()) {
      one.heardAt = 0
      one.tries = 0
      if (one.status !== 'rejected') one.status = 'unsent'
    }
  }

  /** Takes an acknowledgement in; answers what was missed and will not be replayed. */
  acknowledged(ack: AckData): readonly Missed[] {
    if (ack.action !== 'subscribe') return []
    for (const { symbol, code, message } of ack.rejected) {
      const one = this.find(ack.channel, symbol)
      if (one !== undefined) this.#reject(one, code, message)
    }
    return ack.accepted.flatMap((symbol) => this.#accept(ack, symbol) ?? [])
  }

  /**
   * The server refuses these symbols outside an acknowledgement. Where it does not say on which channel, what
   * delivers is taken to be good.
   */
  refused(code: ErrorCode, message: string, symbols: readonly string[], channel?: Channel): void {
    for (const symbol of symbols) {
      const concerned = channel === undefined ? CHANNELS : [channel]
      for (const candidate of concerned) {
        const one = this.find(candidate, symbol)
        if (one === undefined || (channel === undefined && one.heardAt > 0)) continue
        this.#reject(one, code, message)
      }
    }
  }

  /** Subscribes again: where a subscription seems to have been lost, or for the sake of the latest values. */
  resend(channel: Channel, symbols: Iterable<Ticker>): void {
    for (const symbol of symbols) {
      const one = this.find(channel, symbol)
      if (one !== undefined && one.status !== 'rejected') this.#toSend.add(one)
    }
    this.#flushSoon()
  }

  find(channel: Channel, symbol: Ticker): Subscription | undefined {
    return this.#byChannel[channel].get(symbol)
  }

  *all(): Generator<Subscription> {
    for (const channel of Object.values(this.#byChannel)) yield* channel.values()
  }

  counts(): SubscriptionCounts {
    return countSubscriptions(this.all())
  }

  #readmit(count: number): void {
    for (const one of [...this.#crowdedOut].slice(0, count)) {
      this.#crowdedOut.delete(one)
      one.status = 'unsent'
      if (this.#isOpen) this.#toSend.add(one)
    }
  }

  #drop(channel: Channel, symbol: Ticker): void {
    const symbols = this.#toDrop.get(channel)
    if (symbols === undefined) this.#toDrop.set(channel, new Set([symbol]))
    else symbols.add(symbol)
  }

  // a page that mounts hundreds of components asks in one turn; it becomes one message
  #flushSoon(): void {
    if (!this.#isOpen || this.#isFlushDue) return
    this.#isFlushDue = true
    queueMicrotask(() => {
      this.#isFlushDue = false
      if (this.#isOpen) this.#flush()
    })
  }

  #flush(): void {
    const { send, chunkSize = 500 } = this.#options
    for (const [channel, symbols] of this.#toDrop) {
      for (const part of chunked([...symbols], chunkSize)) send({ action: 'unsubscribe', channel, symbols: part })
    }
    this.#toDrop.clear()
    for (const [channel, subscriptions] of Map.groupBy(this.#toSend, (one) => one.channel)) {
      for (const part of chunked(subscriptions, chunkSize)) this.#sendPart(channel, part)
    }
    if (this.#toSend.size > 0) this.#watchAcks()
    this.#toSend.clear()
  }

  #sendPart(channel: Channel, part: readonly Subscription[]): void {
    const { send, clock } = this.#options
    const from: Record<Ticker, ReplayPosition> = {}
    for (const one of part) {
      if (one.status !== 'unanswered') one.status = 'sent'
      one.sentAt = clock.now()
      one.tries += 1
      if (one.position !== undefined) from[one.symbol] = one.position
    }
    const symbols = part.map((one) => one.symbol)
    const hasFrom = Object.keys(from).length > 0
    send(hasFrom ? { action: 'subscribe', channel, symbols, from } : { action: 'subscribe', channel, symbols })
  }

  #watchAcks(): void {
    const { clock, ackTimeoutMs = 5000 } = this.#options
    this.#stopTimer ??= clock.after(ackTimeoutMs, () => {
      this.#stopTimer = undefined
      this.#reviewUnanswered(ackTimeoutMs)
    })
  }

  #reviewUnanswered(ackTimeoutMs: number): void {
    const { clock, maxTries = 3 } = this.#options
    const open = [...this.all()].filter((one) => one.status === 'sent' || one.status === 'unanswered')
    const overdue = open.filter((one) => {
      const patienceMs = one.status === 'sent' ? ackTimeoutMs : ackTimeoutMs * SLOW_FACTOR
      return clock.now() - one.sentAt >= patienceMs
    })
    const lost = overdue.filter((one) => one.status === 'sent' && one.tries >= maxTries)
    const isLost = new Set(lost)
    for (const [channel, subscriptions] of Map.groupBy(lost, (one) => one.channel))
      this.#reportLost(channel, subscriptions)
    for (const one of overdue) {
      if (!isLost.has(one)) this.#toSend.add(one)
    }
    if (open.length > 0) this.#watchAcks()
    if (this.#toSend.size > 0) this.#flush()
  }

  #reportLost(channel: Channel, lost: readonly Subscription[]): void {
    for (const one of lost) {
      one.status = 'unanswered'
      one.isReported = true
    }
    const symbols = lost.map((one) => one.symbol)
    const problem = `The server does not acknowledge ${symbols.join(', ')} on ${channel}; it goes on asking`
    this.#options.onRejected(channel, symbols, new SubscriptionError('upstream-unavailable', symbols, problem))
  }

  #reject(one: Subscription, code: ErrorCode, message: string): void {
    if (one.status === 'rejected') return
    if (TRANSIENT.has(code)) {
      // like one that was just sent: the review asks again, as often as it takes
      one.tries = 0
      if (one.status !== 'acknowledged') return
      one.status = 'sent'
      one.sentAt = this.#options.clock.now()
      this.#watchAcks()
      return
    }
    one.status = 'rejected'
    if (code === 'too-many-symbols') this.#crowdedOut.add(one)
    if (one.isReported) return
    one.isReported = true
    const { channel, symbol } = one
    // the vendor's own words may begin with it
    const text = message.startsWith(symbol) ? message : `${symbol}: ${message}`
    this.#options.onRejected(channel, [symbol], new SubscriptionError(code, [symbol], text))
  }

  #accept(ack: AckData, symbol: Ticker): Missed | undefined {
    const one = this.find(ack.channel, symbol)
    if (one === undefined) return undefined
    one.status = 'acknowledged'
    one.tries = 0
    one.isReported = false
    if (ack.channel === 'Q' || ack.recovered.includes(symbol)) return undefined
    const { clock, serverNow = () => clock.now() } = this.#options
    const { coveredTo, acknowledgedAt, position: before } = one
    const from = coveredTo ?? acknowledgedAt
    const position = ack.positions?.[symbol]
    if (position !== undefined) one.position = position
    one.acknowledgedAt ??= serverNow()
    if (from === undefined) return undefined
    return isSamePosition(before, position) ? undefined : { channel: ack.channel, symbol, from }
  }
}
