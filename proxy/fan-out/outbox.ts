import type { Clock } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Channel, ErrorCode, LosslessChannel } from '../../domain/wire-protocol.ts'
import { createLosslessQueue } from './lossless-queue.ts'
import type { LosslessQueue } from './lossless-queue.ts'
import { textFrame } from './frame.ts'
import type { QuoteSlot } from './last-values.ts'
import type { Interval } from './replay-ring.ts'

/** The raw socket under a WebSocket: only what writing needs. */
export interface ByteSink {
  readonly writableLength: number
  /** `then` is called once this and all before it is taken. */
  write(data: string, encoding: 'latin1', then?: () => void): unknown
}

/** Who wants a symbol's quotes: a client's outbox, or a part of the proxy itself. */
export interface QuoteTaker {
  /** The visitor it is for, by the host's name. */
  readonly subject: string
  /** The symbol's picture changed. */
  quote(hold: QuoteHold): void
  /** The vendor does not deliver it. */
  rejected(rejection: Rejection): void
}

export interface Rejection {
  readonly channel: Channel
  readonly symbol: Ticker
  readonly code: ErrorCode
  readonly message: string
  /** The symbol itself is unknown, so no other channel has it either. */
  readonly isUnknown: boolean
}

/** One taker's hold on one symbol's quote. */
export interface QuoteHold {
  readonly slot: QuoteSlot
  readonly outbox: QuoteTaker
  /** Where it stands in the slot's list; kept by the slot. */
  index: number
  /** Whether it waits in the outbox already: a second change of the same symbol supersedes the first. */
  isPending: boolean
  isReleased: boolean
}

export interface OutboxCounts {
  quotes: number
  lossless: number
  frames: number
  bytes: number
  conflated: number
  gaps: number
}

export interface OutboxOptions {
  readonly sink: ByteSink
  readonly counts: OutboxCounts
  readonly maxLossless: number
  readonly intervalMs: number
  readonly clock: Pick<Clock, 'now'>
  /** Tells the hub that there is something to flush. */
  readonly onPending: (outbox: Outbox) => void
  /** Told how long the oldest part of each frame had waited, ms. */
  readonly onFlushed: (waitedMs: number) => void
  /** The vendor does not deliver what this client holds. */
  readonly onRejected: (rejection: Rejection) => void
  readonly onFailure: (error: unknown) => void
}

/**
 * What one client is still owed: the newest quote of each symbol that changed, and every trade and bar in order.
 * It holds no more than one reference a symbol, a bounded queue and one frame on its way, whatever the client does.
 */
export class Outbox implements QuoteTaker {
  /** Kept by the hub: whether it stands in the list of outboxes with something to send. */
  isListed = false
  /** Set when the client left: nothing is written any more. */
  isClosed = false
  /** Known before it holds anything. */
  subject = ''
  #isBlocked = false
  #pendingSince: EpochMs | undefined
  #pending: QuoteHold[] = []
  #dueAt: EpochMs = 0
  #intervalMs: number
  readonly #options: OutboxOptions
  // most clients hold quotes alone
  #lossless: LosslessQueue | undefined

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#intervalMs = options.intervalMs
  }

  /** Whether the socket has not taken what was written. */
  get isBlocked(): boolean {
    return this.#isBlocked
  }

  /** How far quotes are spaced, ms. */
  set intervalMs(value: number) {
    this.#intervalMs = value
  }

  /** A symbol changed. Its text is taken when the frame is built, so that the newest goes out. */
  quote(hold: QuoteHold): void {
    if (hold.isPending) {
      this.#options.counts.conflated += 1
      return
    }
    hold.isPending = true
    this.#pending.push(hold)
    this.#list()
  }

  lossless(channel: LosslessChannel, symbol: Ticker, text: string, at: EpochMs): void {
    this.#options.counts.gaps += this.#queue.push(channel, symbol, text, at)
    this.#list()
  }

  gap(channel: LosslessChannel, symbol: Ticker, interval: Interval): void {
    this.#options.counts.gaps += this.#queue.gap(channel, symbol, interval)
    this.#list()
  }

  /** How many more trades and bars it can hold. */
  get losslessRoom(): number {
    return this.#options.maxLossless - (this.#lossless?.size ?? 0)
  }

  /** Forgets what waits of one lossless stream, after its release. */
  drop(channel: LosslessChannel, symbol: Ticker): void {
    this.#lossless?.drop(channel, symbol)
  }

  /** Writes one frame if it is due and the socket has room. Returns false when it is to be tried again soon. */
  flush(now: EpochMs): boolean {
    if (now < this.#dueAt) return false
    if (this.#options.sink.writableLength > 0) return this.#waitForRoom()

    const parts = this.#lossless?.take() ?? []
    this.#options.counts.lossless += parts.length
    this.#takeQuotes(parts)
    const waitedMs = now - (this.#pendingSince ?? now)
    this.#pendingSince = undefined
    if (parts.length === 0) return true
    this.#write(parts)
    this.#dueAt = now + this.#intervalMs
    this.#options.onFlushed(waitedMs)
    return true
  }

  /** Something of the proxy's own went wrong over this client. */
  failed(error: unknown): void {
    this.#options.onFailure(error)
  }

  rejected(rejection: Rejection): void {
    this.#options.onRejected(rejection)
  }

  get #queue(): LosslessQueue {
    this.#lossless ??= createLosslessQueue(this.#options.maxLossless)
    return this.#lossless
  }

  #list(): void {
    if (this.isListed || this.isClosed) return
    this.#pendingSince ??= this.#options.clock.now()
    if (!this.#isBlocked) this.#options.onPending(this)
  }

  /**
   * The way to the client is full: more on top of it would only be older when it arrives. Until the socket has taken
   * all, however long that takes, this client costs its turns nothing.
   */
  #waitForRoom(): true {
    if (this.#isBlocked) return true
    this.#isBlocked = true
    // an empty write stands behind all that waits, whoever wrote it
    this.#options.sink.write('', 'latin1', () => {
      this.#isBlocked = false
      this.#list()
    })
    return true
  }

  #takeQuotes(parts: string[]): void {
    const pending = this.#pending
    const before = parts.length
    for (const hold of pending) {
      hold.isPending = false
      if (!hold.isReleased && hold.slot.quote !== undefined) parts.push(hold.slot.text)
    }
    this.#options.counts.quotes += parts.length - before
    this.#pending = []
  }

  #write(parts: readonly string[]): void {
    const frame = textFrame(parts.length === 1 ? (parts[0] ?? '') : `[${parts.join(',')}]`)
    this.#options.sink.write(frame, 'latin1')
    this.#options.counts.frames += 1
    this.#options.counts.bytes += frame.length
  }
}
