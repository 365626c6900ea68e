import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Channel } from '../../domain/wire-protocol.ts'

export interface InterestOptions {
  readonly clock: Clock
  /** How long a symbol that nobody holds any more stays held, ms. */
  readonly lingerMs: number
  /** These were not held before. */
  readonly onHeld: (channel: Channel, symbols: readonly Ticker[]) => void
  /** Nobody holds these any more, and the linger is over. */
  readonly onReleased: (channel: Channel, symbols: readonly Ticker[]) => void
}

interface Lingering {
  readonly channel: Channel
  readonly symbol: Ticker
  readonly dueAt: EpochMs
}

/** Who holds what, counted by channel and symbol. */
export class Interest {
  readonly #options: InterestOptions
  readonly #holders: Readonly<Record<Channel, Map<Ticker, number>>> = {
    Q: new Map(),
    T: new Map(),
    A: new Map(),
    AM: new Map(),
  }
  // insertion order is due order: every linger is equally long
  readonly #lingering = new Map<string, Lingering>()
  #isLingering = false
  #stopTimer: Stop | undefined

  constructor(options: InterestOptions) {
    this.#options = options
  }

  /** Held symbols and how many hold each; 0 while it lingers. */
  held(channel: Channel): ReadonlyMap<Ticker, number> {
    return this.#holders[channel]
  }

  /** Holds the symbols until the answer is called; calling it again does nothing. */
  hold(channel: Channel, symbols: readonly Ticker[]): Stop {
    const unique = new Set(symbols)
    const holders = this.#holders[channel]
    const added = [...unique].filter((symbol) => !holders.has(symbol))
    for (const symbol of unique) {
      holders.set(symbol, (holders.get(symbol) ?? 0) + 1)
      this.#lingering.delete(`${channel}|${symbol}`)
    }
    if (added.length > 0) this.#options.onHeld(channel, added)
    let isHolding = true
    return () => {
      if (!isHolding) return
      isHolding = false
      this.#release(channel, unique)
    }
  }

  /** With lingering off what nobody holds is let go at once, and no timer is left. */
  setLingering(isLingering: boolean): void {
    this.#isLingering = isLingering
    if (isLingering) return
    this.#stopTimer?.()
    this.#stopTimer = undefined
    this.#letGo(() => true)
  }

  #release(channel: Channel, symbols: ReadonlySet<Ticker>): void {
    const { clock, lingerMs } = this.#options
    const holders = this.#holders[channel]
    const dueAt = clock.now() + lingerMs
    for (const symbol of symbols) {
      const count = Math.max(0, (holders.get(symbol) ?? 0) - 1)
      holders.set(symbol, count)
      if (count === 0) this.#lingering.set(`${channel}|${symbol}`, { channel, symbol, dueAt })
    }
    if (this.#isLingering && lingerMs > 0) this.#schedule()
    else this.#letGo(() => true)
  }

  #schedule(): void {
    const { clock } = this.#options
    const [next] = this.#lingering.values()
    if (next === undefined) return
    this.#stopTimer ??= clock.after(Math.max(0, next.dueAt - clock.now()), () => {
      this.#stopTimer = undefined
      this.#letGo((dueAt) => dueAt <= clock.now())
      this.#schedule()
    })
  }

  #letGo(isDue: (dueAt: EpochMs) => boolean): void {
    const gone: Lingering[] = []
    for (const [key, one] of this.#lingering) {
      if (!isDue(one.dueAt)) break
      this.#lingering.delete(key)
      this.#holders[one.channel].delete(one.symbol)
      gone.push(one)
    }
    for (const [channel, symbols] of Map.groupBy(gone, (one) => one.channel)) {
      const released = symbols.map((one) => one.symbol)
      this.#options.onReleased(channel, released)
    }
  }
}
