import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { encodeServerMessage } from '../../domain/wire-messages.ts'
import type {
  LosslessChannel,
  ReplayPosition,
  ServerMessage,
  WireAggregate,
  WireTrade,
} from '../../domain/wire-protocol.ts'
import { toAscii } from './frame.ts'
import { BarAudit } from './bar-audit.ts'
import type { BarTotals } from './bar-totals.ts'
import type { Outbox } from './outbox.ts'
import { createReplayRing } from './replay-ring.ts'
import type { Cut, Interval, ReplayRing } from './replay-ring.ts'
import { TradeAudit } from './trade-audit.ts'

const WINDOW_MS = { T: 0, A: 1_000, AM: 60_000 } as const
/** Exchanges' clocks and the network are not in step to the millisecond; asking for a little too much costs nothing. */
const MARGIN_MS = 1_000
/** A subscription that takes effect within this was never without data. */
const PROMPT_MS = 2_000
/** Bars prove a minute at a time, and come late. What had none for longer is not traded, or its next bar will tell. */
const MAX_UNPROVEN_MS = 180_000

export type LosslessPart = Omit<WireTrade, keyof ReplayPosition> | Omit<WireAggregate, keyof ReplayPosition>

export interface LosslessStreamOptions {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  readonly epoch: string
  readonly capacity: () => number
  /** Where the numbering starts, above all that was ever given out. */
  readonly base: number
  readonly startedAt: EpochMs
  /** Of the stream that had these numbers before. */
  readonly earlier?: readonly Cut[] | undefined
}

/** The numbered messages of one channel and symbol, and who wants them. */
export class LosslessStream {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  readonly holders = new Set<Outbox>()
  /** Kept by the cluster's recovery: whether the vendor has confirmed the subscription on this connection. */
  isPromised = false
  readonly #epoch: string
  readonly #startedAt: EpochMs
  readonly #ring: ReplayRing
  // thousands are begun at once: each has what its channel needs
  readonly #trades: TradeAudit | undefined
  readonly #bars: BarAudit | undefined
  /** Set from an interruption until it is told: where the first message can be missing. */
  #lostFrom: EpochMs | undefined
  /** The day's volume, or an index's value or the last price, as REST had it since the last message. */
  #figure: number | undefined
  /** The last interruption that was told. */
  #told: Interval | undefined

  constructor({ channel, symbol, epoch, startedAt, ...ring }: LosslessStreamOptions) {
    this.channel = channel
    this.symbol = symbol
    this.#epoch = epoch
    this.#startedAt = startedAt
    this.#ring = createReplayRing({ ...ring, startedAt })
    this.#trades = channel === 'T' ? new TradeAudit() : undefined
    this.#bars = channel === 'T' ? undefined : new BarAudit()
  }

  get position(): ReplayPosition {
    return { epoch: this.#epoch, offset: this.#ring.offset }
  }

  /** How far back a client that comes back after the stream's end has to look. */
  get cuts(): readonly Cut[] {
    return this.#ring.cuts
  }

  get isInterrupted(): boolean {
    return this.#lostFrom !== undefined
  }

  /** @param accumulated the day's volume up to a bar's end */
  publish(part: LosslessPart, now: EpochMs, accumulated?: number): void {
    const at = 'price' in part ? part.timestamp : part.start
    // the vendor delivers, whether or not its ack has come
    this.isPromised = true
    this.#figure = undefined
    this.resume(Math.max(now, at))
    if ('price' in part) this.#trades?.add(part)
    else this.#missing(this.#bars?.check({ ...part, accumulated }, this.#told))
    const text = toAscii(encodeServerMessage(messageOf(this.channel, part, this.#epoch, this.#ring.next())))
    this.#ring.push(text, at)
    for (const outbox of this.holders) outbox.lossless(this.channel, this.symbol, text, at)
  }

  /** Holds a minute bar of the symbol against the trades that came. */
  audit(bar: BarTotals): void {
    this.#missing(this.#trades?.check(bar, this.#told))
  }

  /** Whether REST's figure changed although nothing was published. */
  compare(figure: number): boolean {
    const before = this.#figure
    this.#figure = figure
    return before !== undefined && before !== figure
  }

  /** The vendor's stream was interrupted. What it published from `since` on, and dated `lagMs` earlier, may be missing. */
  interrupt(since: EpochMs, lagMs: number): void {
    this.#lostFrom ??= this.#unprovenSince(Math.max(since, this.#startedAt) - lagMs, lagMs)
  }

  /** A connection that breaks may have kept something back before, which no bar had the time to show. */
  #unprovenSince(at: EpochMs, lagMs: number): EpochMs {
    const proven = (this.#trades ?? this.#bars)?.provenTo ?? -Infinity
    const told = reachBack(this.channel, (this.#told?.to ?? this.#startedAt) - lagMs)
    const oldest = reachBack(this.channel, at - MAX_UNPROVEN_MS)
    return Math.min(reachBack(this.channel, at), Math.max(proven, told, oldest))
  }

  /** The vendor confirmed the subscription: until now it may have sent nothing. */
  promise(now: EpochMs, lagMs: number): void {
    if (!this.isPromised && now - this.#startedAt > PROMPT_MS) this.interrupt(this.#startedAt, lagMs)
    this.isPromised = true
  }

  /** The interruption is over, or goes on: everybody is told what is missing up to now. */
  resume(now: EpochMs): void {
    if (this.#lostFrom === undefined) return
    this.#told = { from: Math.min(this.#lostFrom, now), to: now }
    this.#lostFrom = undefined
    this.#tell(this.#told)
  }

  /**
   * Adds a client and sends it what it missed since `from`. Returns whether that is everything; where it is not,
   * the client is told the gap; `restartedAt` is where that begins for a position of another process.
   */
  join(outbox: Outbox, from: ReplayPosition | undefined, now: EpochMs, restartedAt: EpochMs): boolean {
    this.holders.add(outbox)
    if (from === undefined) return false
    const replay = from.epoch === this.#epoch ? this.#ring.since(from.offset) : undefined
    if (replay === undefined || replay.lostFrom !== undefined) {
      this.#sendGap(outbox, { from: replay?.lostFrom ?? restartedAt, to: now })
      return false
    }
    if (replay.items.length > outbox.losslessRoom) {
      this.#sendGap(outbox, { from: Math.min(replay.from ?? now, now), to: now })
      return false
    }
    for (const item of replay.items) {
      if ('text' in item) outbox.lossless(this.channel, this.symbol, item.text, now)
      else this.#sendGap(outbox, item.gap)
    }
    return replay.isComplete
  }

  #missing(gap: Interval | undefined): void {
    if (gap === undefined) return
    if (this.#told !== undefined && this.#told.from <= gap.from && this.#told.to >= gap.to) return
    this.#tell(gap)
  }

  #tell(gap: Interval): void {
    this.#ring.pushGap(gap)
    for (const outbox of this.holders) this.#sendGap(outbox, gap)
  }

  #sendGap(outbox: Outbox, gap: Interval): void {
    outbox.gap(this.channel, this.symbol, gap)
  }
}

/**
 * A bar is published when its window is over, but is named by the window's start; and a late trade can change the one
 * before, which is then sent again.
 */
function reachBack(channel: LosslessChannel, from: EpochMs): EpochMs {
  const window = WINDOW_MS[channel]
  const at = from - MARGIN_MS
  return window === 0 ? at : Math.floor(at / window) * window - window
}

function messageOf(channel: LosslessChannel, part: LosslessPart, epoch: string, offset: number): ServerMessage {
  if ('price' in part) return { type: 'T', data: { ...part, epoch, offset } }
  return { type: channel === 'A' ? 'A' : 'AM', data: { ...part, epoch, offset } }
}
