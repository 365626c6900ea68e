import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { StreamEvent } from '../../domain/massive/stream-events.ts'
import { toEpochMs } from '../../domain/massive/timestamps.ts'
import type { LosslessStream } from './lossless-stream.ts'

/** In a quiet market nobody waits longer to be told what is missing so far. */
const PATIENCE_MS = 1_000

/**
 * One cluster's outages. An acknowledgement promises data, but a connection can be mute from its first moment on: only
 * data ends an outage. It ends for all streams that were promised, as they share one ordered connection.
 */
export class Recovery {
  readonly #clock: Clock
  readonly #unproven = new Set<LosslessStream>()
  #lagMs = 0
  #stopTimer: Stop | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Data came; to be called before it is published. */
  heard(events: readonly StreamEvent[], now: EpochMs): void {
    const newest = newestOf(events)
    if (newest === undefined) return
    // a delayed plan's data, and that of a slow network, is older than its arrival
    this.#lagMs = Math.max(0, now - newest)
    if (this.#unproven.size === 0) return
    this.#stopWaiting()
    for (const stream of this.#unproven) stream.resume(Math.max(now, newest))
    this.#unproven.clear()
  }

  /** What the vendor published since `since` may be missing; its subscriptions stand where it `isConnected` still. */
  interrupted(streams: readonly LosslessStream[], since: EpochMs, isConnected: boolean): void {
    for (const stream of streams) {
      stream.interrupt(since, this.#lagMs)
      if (!isConnected) stream.isPromised = false
      if (stream.isPromised) this.#await(stream)
      else this.#unproven.delete(stream)
    }
  }

  /** The vendor acknowledged the stream's subscription. */
  promised(stream: LosslessStream): void {
    stream.promise(this.#clock.now(), this.#lagMs)
    if (stream.isInterrupted) this.#await(stream)
  }

  forget(stream: LosslessStream): void {
    this.#unproven.delete(stream)
    if (this.#unproven.size === 0) this.#stopWaiting()
  }

  stop(): void {
    this.#unproven.clear()
    this.#stopWaiting()
  }

  #await(stream: LosslessStream): void {
    this.#unproven.add(stream)
    this.#stopTimer ??= this.#clock.after(PATIENCE_MS, () => this.#tellSoFar())
  }

  /** Still nothing: the market may be quiet, or the connection mute. What follows until data comes is told then. */
  #tellSoFar(): void {
    this.#stopTimer = undefined
    const now = this.#clock.now()
    for (const stream of this.#unproven) {
      stream.resume(now)
      stream.interrupt(now, this.#lagMs)
    }
  }

  #stopWaiting(): void {
    this.#stopTimer?.()
    this.#stopTimer = undefined
  }
}

/** A bar is known when its window is over. */
function newestOf(events: readonly StreamEvent[]): EpochMs | undefined {
  let newest: EpochMs | undefined
  for (const event of events) {
    const at = toEpochMs('t' in event ? event.t : (event.e ?? event.s))
    if (newest === undefined || at > newest) newest = at
  }
  return newest
}
