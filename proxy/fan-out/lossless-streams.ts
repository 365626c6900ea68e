import type { Clock } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { StreamEvent } from '../../domain/massive/stream-events.ts'
import type { QuotePatch } from '../../domain/quote.ts'
import { clusterOf } from '../../domain/ticker.ts'
import type { Cluster, Ticker } from '../../domain/ticker.ts'
import type { LosslessChannel } from '../../domain/wire-protocol.ts'
import { LosslessStream } from './lossless-stream.ts'
import { Recovery } from './recovery.ts'
import type { Cut } from './replay-ring.ts'

/** However many streams share the messages that are kept, each has so many. */
const MIN_RING = 20
const LOSSLESS_CHANNELS = ['T', 'A', 'AM'] as const
const MAX_ENDED = 5_000

export interface LosslessStreamsOptions {
  readonly clock: Clock
  readonly epoch: string
  /** Messages kept for returning clients, of each stream. */
  readonly ringCapacity: number
  /** The same of all streams together. */
  readonly ringBudget: number
}

/** All streams of trades and bars that somebody holds, and what is missing of them. */
export class LosslessStreams {
  readonly #options: LosslessStreamsOptions
  readonly #streams = new Map<string, LosslessStream>()
  readonly #recoveries: Readonly<Record<Cluster, Recovery>>
  // enough to tell who comes back after a stream's end since when it missed something
  readonly #ended = new Map<string, readonly Cut[]>()
  #nextBase = 0

  constructor(options: LosslessStreamsOptions) {
    const { clock } = options
    this.#options = options
    this.#recoveries = { stocks: new Recovery(clock), options: new Recovery(clock), indices: new Recovery(clock) }
  }

  get size(): number {
    return this.#streams.size
  }

  of(channel: LosslessChannel, symbol: Ticker): LosslessStream | undefined {
    return this.#streams.get(`${channel}.${symbol}`)
  }

  /** The stream of this channel and symbol, which begins now where there is none. */
  open(channel: LosslessChannel, symbol: Ticker): LosslessStream {
    const key = `${channel}.${symbol}`
    const known = this.#streams.get(key)
    if (known !== undefined) return known
    const { epoch, clock } = this.#options
    const stream = new LosslessStream({
      channel,
      symbol,
      epoch,
      capacity: () => this.#ringShare(),
      base: this.#nextBase,
      startedAt: clock.now(),
      earlier: this.#ended.get(key),
    })
    this.#ended.delete(key)
    this.#streams.set(key, stream)
    return stream
  }

  close(key: string): void {
    const stream = this.#streams.get(key)
    if (stream === undefined) return
    this.#streams.delete(key)
    this.#recoveries[clusterOf(stream.symbol)].forget(stream)
    // a later stream of the same key must not give out a number again that stood for something else
    this.#nextBase = Math.max(this.#nextBase, stream.position.offset + 1)
    this.#ended.set(key, stream.cuts)
    const [oldest] = this.#ended.keys()
    if (this.#ended.size > MAX_ENDED && oldest !== undefined) this.#ended.delete(oldest)
  }

  /** Data of a cluster came; to be called before it is published. */
  heard(cluster: Cluster, events: readonly StreamEvent[], now: EpochMs): void {
    this.#recoveries[cluster].heard(events, now)
  }

  /** The vendor confirmed a subscription, `CHANNEL.TICKER`. */
  promise(key: string): void {
    const stream = this.#streams.get(key)
    if (stream !== undefined) this.#recoveries[clusterOf(stream.symbol)].promised(stream)
  }

  interrupt(cluster: Cluster, since: EpochMs, isConnected: boolean): void {
    const streams = [...this.#streams.values()].filter(({ symbol }) => clusterOf(symbol) === cluster)
    this.#recoveries[cluster].interrupted(streams, since, isConnected)
  }

  /** Whether a symbol was traded since the last row of it, while its streams said nothing. */
  hasMoved({ symbol, volume, value, last }: QuotePatch): boolean {
    const held = LOSSLESS_CHANNELS.flatMap((channel) => this.of(channel, symbol) ?? [])
    // quotes move without trades and bars; these do not
    const figure = volume ?? value ?? last
    return figure !== undefined && held.map((stream) => stream.compare(figure)).includes(true)
  }

  stop(): void {
    for (const recovery of Object.values(this.#recoveries)) recovery.stop()
  }

  #ringShare(): number {
    const { ringCapacity, ringBudget } = this.#options
    // a ring grows to twice what it keeps before it is cut
    const share = Math.floor(ringBudget / 2 / this.#streams.size)
    return Math.min(ringCapacity, Math.max(MIN_RING, share))
  }
}
