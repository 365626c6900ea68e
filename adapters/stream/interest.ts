import { groupBy } from './chunks.ts'
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

interface Holding {
  readonly counts: Map<Ticker, number>
  readonly held: Set<Ticker>
}

interface Lingering {
  readonly channel: Channel
  readonly symbol: Ticker
  readonly dueAt: EpochMs
}

const newHolding = (): Holding => ({ counts: new Map(), held: new Set() })

/** Who holds what, counted by channel and symbol. */
export class Interest {
  readonly #options: InterestOptions
  readonly #holdings: Readonly<Record<Channel, Holding>>
  // insertion order is due order: every linger is equally long
  readonly #lingering = new Map<string, Lingering>()
  #isLingering = false
  #stopTimer: Stop | undefined

  constructor(options: InterestOptions) {
    this.#options = options
    this.#holdings = { Q: newHolding(), T: newHolding(), A: newHolding(), AM: newHolding() }
  }

  /** Held symbols, lingering ones included. */
  held(channel: Channel): ReadonlySet<Ticker> {
    return this.#holdings[channel].held
  }

  /** How many hold it; 0 while it lingers. */
  holders(channel: Channel, symbol: Ticker): number {
    return this.#holdings[channel].counts.get(symbol) ?? 0
  }

  /** Holds the symbols until the answer is called; calling it again does nothing. */
  hold(channel: Channel, symbols: readonly Ticker[]): Stop {
    const unique = new Set(symbols)
    const { counts, held } = this.#holdings[channel]
    const added: Ticker[] = []
    for (const symbol of unique) {
      counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
      this.#lingering.delete(`${channel}|${symbol}`)
      if (held.has(symbol)) continue
      held.add(symbol)
      added.push(symbol)
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
    const { counts } = this.#holdings[channel]
    const dueAt = clock.now() + lingerMs
    for (const symbol of symbols) {
      const count = (counts.get(symbol) ?? 0) - 1
      if (count > 0) {
        counts.set(symbol, count)
        continue
      }
      counts.delete(symbol)
      this.#lingering.set(`${channel}|${symbol}`, { channel, symbol, dueAt })
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
      this.#holdings[one.channel].held.delete(one.symbol)
      gone.push(one)
    }
    for (const [channel, symbols] of groupBy(gone, (one) => one.channel)) {
      const released = symbols.map((one) => one.symbol)
      this.#options.onReleased(channel, released)
    }
  }
}
