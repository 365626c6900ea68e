import { isRateLimitError } from '../../domain/errors.ts'
import { fetchInterval, isRefusal } from './rest-fallback.ts'
import type { Clock, Stop } from '../../domain/clock.ts'
import type { HealthEvent } from '../../domain/health.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { LosslessChannel } from '../../domain/wire-protocol.ts'
import type { MissedInterval } from '../stream/stream-listener.ts'
import type { LosslessItems, RestFallback } from './rest-fallback.ts'

export interface GapFillOptions {
  readonly rest: RestFallback
  readonly clock: Clock
  /** Takes the fetched items and those held back meanwhile; answers how many of the fetched ones were new. */
  readonly deliver: (fetched: readonly LosslessItems[], held: readonly LosslessItems[]) => number
  readonly onEvent: (event: HealthEvent) => void
  /** Requests at the same time. @default 4 */
  readonly concurrency?: number
  /** Attempts for one interval before it is reported as lost. @default 5 */
  readonly maxAttempts?: number
  /** Wait after the first failed attempt, ms; it doubles. @default 1000 */
  readonly retryMs?: number
  /** Live items held back for a symbol that heals; with so many all go on, and what was missed comes late. @default 5000 */
  readonly maxHeld?: number
}

interface Interval {
  readonly from: EpochMs
  readonly to: EpochMs
}

interface Healing {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  /** Disjoint, ascending; what is still to be fetched. */
  pending: readonly Interval[]
  /** What is being asked for. */
  current: Interval | undefined
  held: LosslessItems[]
  /** There were too many to hold. */
  isFlooded: boolean
  attempt: number
  stopRetry: Stop | undefined
  readonly abort: AbortController
}

/**
 * Fetches exactly what was missed. While a symbol heals, its live items are held back, so that a subscriber gets the
 * missed ones first and then the held ones, in the exchange's order.
 */
export class GapFill {
  readonly #options: GapFillOptions
  readonly #healings = new Map<string, Healing>()
  /** Up to where something is missing for good. */
  readonly #lost = new Map<string, EpochMs>()
  #running = 0

  constructor(options: GapFillOptions) {
    this.#options = options
  }

  missed({ channel, symbol, from, to }: MissedInterval): void {
    if (to <= from) return
    const key = keyOf(channel, symbol)
    const healing = this.#healings.get(key) ?? newHealing(channel, symbol)
    this.#healings.set(key, healing)
    healing.pending = withInterval(healing.pending, { from, to })
    this.#event('gap', healing, { from, to }, `${channel} of ${symbol} has a gap of ${to - from} ms`)
    this.#pump()
  }

  /** From when on nothing is missing; `undefined` while something is being fetched. */
  wholeSince(channel: LosslessChannel, symbol: Ticker): EpochMs | undefined {
    const key = keyOf(channel, symbol)
    return this.#healings.has(key) ? undefined : (this.#lost.get(key) ?? 0)
  }

  /** Takes live items of a symbol that heals; false when they may pass at once. */
  hold(symbol: Ticker, live: LosslessItems): boolean {
    // asked for every trade and bar: a symbol that heals is the exception
    if (this.#healings.size === 0) return false
    const healing = this.#healings.get(keyOf(live.channel, symbol))
    if (healing === undefined) return false
    const { maxHeld = 5000 } = this.#options
    if (healing.isFlooded) return false
    healing.held.push(live)
    if (healing.held.length < maxHeld) return true
    // what was missed will come late, but what was held must not come after what is newer
    healing.isFlooded = true
    this.#options.deliver([], healing.held.splice(0))
    return true
  }

  forget(channel: LosslessChannel, symbol: Ticker): void {
    const key = keyOf(channel, symbol)
    this.#lost.delete(key)
    const healing = this.#healings.get(key)
    if (healing !== undefined) this.#cancel(healing)
  }

  /** Lets go what is held back and stops asking. What was not healed is told as lost. */
  stop(): void {
    for (const healing of this.#healings.values()) {
      const { current, pending, held } = healing
      this.#cancel(healing)
      for (const interval of current === undefined ? pending : [current, ...pending]) {
        this.#giveUp(healing, interval, 'disconnected')
      }
      this.#options.deliver([], held)
    }
  }

  #cancel(healing: Healing): void {
    this.#healings.delete(keyOf(healing.channel, healing.symbol))
    healing.stopRetry?.()
    healing.abort.abort(new DOMException('No longer needed', 'AbortError'))
  }

  #pump(): void {
    const { concurrency = 4 } = this.#options
    for (const healing of this.#healings.values()) {
      if (this.#running >= concurrency) return
      const [next, ...pending] = healing.pending
      if (healing.current !== undefined || healing.stopRetry !== undefined || next === undefined) continue
      healing.current = next
      healing.pending = pending
      this.#running += 1
      void this.#heal(healing, next).finally(() => {
        this.#running -= 1
        this.#pump()
      })
    }
  }

  /** Never rejects. */
  async #heal(healing: Healing, interval: Interval): Promise<void> {
    const { channel, symbol, abort } = healing
    const { signal } = abort
    try {
      const fetched = await fetchInterval(this.#options.rest, channel, symbol, interval, { signal })
      if (!signal.aborted) this.#finish(healing, interval, fetched)
    } catch (error) {
      if (!signal.aborted) this.#retry(healing, interval, error)
    }
  }

  #finish(healing: Healing, interval: Interval, fetched: LosslessItems): void {
    const { channel, symbol } = healing
    const count = this.#options.deliver([fetched], this.#settle(healing))
    this.#event('healed', healing, interval, `${count} missed on ${channel} of ${symbol} fetched`, count)
  }

  /** One interval is done with; after the last one what was held back may go. */
  #settle(healing: Healing): readonly LosslessItems[] {
    healing.attempt = 0
    healing.current = undefined
    if (healing.pending.length > 0) return []
    this.#cancel(healing)
    return healing.held
  }

  #retry(healing: Healing, interval: Interval, error: unknown): void {
    const { clock, maxAttempts = 5, retryMs = 1000 } = this.#options
    healing.attempt += 1
    if (healing.attempt >= maxAttempts || isRefusal(error)) {
      this.#giveUp(healing, interval, error instanceof Error ? error.message : String(error))
      this.#options.deliver([], this.#settle(healing))
      return
    }
    healing.current = undefined
    healing.pending = withInterval(healing.pending, interval)
    const delayMs = isRateLimitError(error) ? error.retryAfterMs : retryMs * 2 ** (healing.attempt - 1)
    healing.stopRetry = clock.after(delayMs, () => {
      healing.stopRetry = undefined
      this.#pump()
    })
  }

  #giveUp(healing: Healing, interval: Interval, why: string): void {
    const { channel, symbol } = healing
    const key = keyOf(channel, symbol)
    this.#lost.set(key, Math.max(this.#lost.get(key) ?? 0, interval.to))
    this.#event('error', healing, interval, `a gap in ${channel} of ${symbol} could not be filled: ${why}`)
  }

  #event(
    kind: HealthEvent['kind'],
    { symbol }: Healing,
    { from, to }: Interval,
    message: string,
    count?: number,
  ): void {
    this.#options.onEvent({ at: this.#options.clock.now(), kind, symbol, message, from, to, count })
  }
}

const keyOf = (channel: LosslessChannel, symbol: Ticker): string => `${channel}|${symbol}`

const newHealing = (channel: LosslessChannel, symbol: Ticker): Healing => ({
  channel,
  symbol,
  pending: [],
  current: undefined,
  held: [],
  isFlooded: false,
  attempt: 0,
  stopRetry: undefined,
  abort: new AbortController(),
})

/** Adds an interval; what touches becomes one, so that nothing is asked for twice. */
export function withInterval(intervals: readonly Interval[], added: Interval): readonly Interval[] {
  const merged: Interval[] = []
  for (const one of [...intervals, added].toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last === undefined || one.from > last.to) merged.push(one)
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, one.to) }
  }
  return merged
}
