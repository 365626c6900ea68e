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
import type { Outbox } from './outbox.ts'
import { createReplayRing } from './replay-ring.ts'
import type { Interval, ReplayRing } from './replay-ring.ts'

const WINDOW_MS = { T: 0, A: 1_000, AM: 60_000 } as const
/** Exchanges' clocks and the network are not in step to the millisecond; asking for a little too much costs nothing. */
const MARGIN_MS = 1_000

export type LosslessPart = Omit<WireTrade, keyof ReplayPosition> | Omit<WireAggregate, keyof ReplayPosition>

export interface LosslessStreamOptions {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  readonly epoch: string
  readonly capacity: number
  /** Where the numbering starts, above all that was ever given out. */
  readonly base: number
  readonly startedAt: EpochMs
}

/** The numbered messages of one channel and symbol, and who wants them. */
export class LosslessStream {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  readonly holders = new Set<Outbox>()
  readonly #epoch: string
  readonly #ring: ReplayRing
  /** Set while the vendor's connection is down: since when messages are missing. */
  #interruptedAt: EpochMs | undefined

  constructor({ channel, symbol, epoch, capacity, base, startedAt }: LosslessStreamOptions) {
    this.channel = channel
    this.symbol = symbol
    this.#epoch = epoch
    this.#ring = createReplayRing({ capacity, base, startedAt })
  }

  get position(): ReplayPosition {
    return { epoch: this.#epoch, offset: this.#ring.offset }
  }

  publish(part: LosslessPart, now: EpochMs): void {
    const at = 'price' in part ? part.timestamp : part.start
    // the vendor delivers again, whether or not its ack has come
    this.resume(now)
    const text = toAscii(encodeServerMessage(messageOf(this.channel, part, this.#epoch, this.#ring.next())))
    this.#ring.push(text, at)
    for (const outbox of this.holders) outbox.lossless(this.channel, this.symbol, text, at)
  }

  /** The vendor's stream was interrupted; what it published from `since` on may be missing. */
  interrupt(since: EpochMs): void {
    // a bar is published when its window is over, but is named by the window's start
    this.#interruptedAt ??= since - WINDOW_MS[this.channel] - MARGIN_MS
  }

  /** The vendor delivers again: everybody is told what is missing. */
  resume(now: EpochMs): void {
    if (this.#interruptedAt === undefined) return
    const gap = { from: Math.min(this.#interruptedAt, now), to: now }
    this.#interruptedAt = undefined
    this.#ring.pushGap(gap)
    for (const outbox of this.holders) outbox.gap(this.channel, this.symbol, gap)
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
    for (const item of replay.items) {
      if ('text' in item) outbox.lossless(this.channel, this.symbol, item.text, now)
      else this.#sendGap(outbox, item.gap)
    }
    return replay.isComplete
  }

  #sendGap(outbox: Outbox, gap: Interval): void {
    outbox.gap(this.channel, this.symbol, gap)
  }
}

function messageOf(channel: LosslessChannel, part: LosslessPart, epoch: string, offset: number): ServerMessage {
  if ('price' in part) return { type: 'T', data: { ...part, epoch, offset } }
  return { type: channel === 'A' ? 'A' : 'AM', data: { ...part, epoch, offset } }
}
