import type { Clock, Stop } from '../../domain/clock.ts'
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

/** Who holds what, counted by channel and symbol. */
export interface Interest {
  /** Holds the symbols until the answer is called; calling it again does nothing. */
  hold(channel: Channel, symbols: readonly Ticker[]): Stop
  /** Held symbols, lingering ones included. */
  held(channel: Channel): ReadonlySet<Ticker>
  /** With lingering off what nobody holds is let go at once, and no timer is left. */
  setLingering(isLingering: boolean): void
}

interface Holding {
  readonly counts: Map<Ticker, number>
  readonly held: Set<Ticker>
}

const newHolding = (): Holding => ({ counts: new Map(), held: new Set() })

export function createInterest({ clock, lingerMs, onHeld, onReleased }: InterestOptions): Interest {
  const holdings: Readonly<Record<Channel, Holding>> = {
    Q: newHolding(),
    T: newHolding(),
    A: newHolding(),
    AM: newHolding(),
  }
  // insertion order is due order: every linger is equally long
  const lingering = new Map<string, { readonly channel: Channel; readonly symbol: Ticker; readonly dueAt: number }>()
  let isLingering = false
  let stopTimer: Stop | undefined

  const letGo = (isDue: (dueAt: number) => boolean): void => {
    const gone = new Map<Channel, Ticker[]>()
    for (const [key, { channel, symbol, dueAt }] of lingering) {
      if (!isDue(dueAt)) break
      lingering.delete(key)
      holdings[channel].held.delete(symbol)
      gone.set(channel, [...(gone.get(channel) ?? []), symbol])
    }
    for (const [channel, symbols] of gone) onReleased(channel, symbols)
  }

  const schedule = (): void => {
    const [next] = lingering.values()
    if (next === undefined || stopTimer !== undefined) return
    stopTimer = clock.after(Math.max(0, next.dueAt - clock.now()), () => {
      stopTimer = undefined
      letGo((dueAt) => dueAt <= clock.now())
      schedule()
    })
  }

  const release = (channel: Channel, symbols: ReadonlySet<Ticker>): void => {
    const { counts } = holdings[channel]
    for (const symbol of symbols) {
      const count = (counts.get(symbol) ?? 0) - 1
      if (count > 0) {
        counts.set(symbol, count)
        continue
      }
      counts.delete(symbol)
      lingering.set(`${channel}|${symbol}`, { channel, symbol, dueAt: clock.now() + lingerMs })
    }
    if (isLingering && lingerMs > 0) schedule()
    else letGo(() => true)
  }

  return {
    hold(channel, symbols) {
      const unique = new Set(symbols)
      const { counts, held } = holdings[channel]
      const added: Ticker[] = []
      for (const symbol of unique) {
        counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
        lingering.delete(`${channel}|${symbol}`)
        if (held.has(symbol)) continue
        held.add(symbol)
        added.push(symbol)
      }
      if (added.length > 0) onHeld(channel, added)
      let isHolding = true
      return () => {
        if (!isHolding) return
        isHolding = false
        release(channel, unique)
      }
    },
    held: (channel) => holdings[channel].held,
    setLingering(value) {
      isLingering = value
      if (value) return
      stopTimer?.()
      stopTimer = undefined
      letGo(() => true)
    },
  }
}
