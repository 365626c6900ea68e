import type { Aggregate } from '../../domain/aggregate.ts'
import type { Stop } from '../../domain/clock.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Trade } from '../../domain/trade.ts'
import type { Channel } from '../../domain/wire-protocol.ts'
import { listOf } from './massive-ws.ts'
import type { Symbols } from './massive-ws.ts'
import { countUse, sharedProvider } from './usage.ts'

interface ChannelData {
  readonly Q: Quote
  readonly T: Trade
  readonly A: Aggregate
  readonly AM: Aggregate
}

type Callback<TChannel extends Channel> = (data: ChannelData[TChannel]) => void

interface Held {
  readonly callback: unknown
  readonly symbols: ReadonlySet<string>
  readonly start: (symbols: readonly string[]) => Stop
  readonly stop: Stop
}

const held = new Set<Held>()

/**
 * The old manager's methods on the provider, which counts references itself.
 *
 * @deprecated Use `massive` of 'massive-market-data'.
 */
export const massiveSubscriptionManager = {
  /** @deprecated Use `massive.subscribeQuotes`, `subscribeTrades` or `subscribeAggregates`; keep what they return. */
  subscribe<TChannel extends Channel = 'Q'>(symbols: Symbols, callback: Callback<TChannel>, channel?: TChannel): Stop {
    const start = starterOf(channel ?? 'Q', callback)
    countUse('massiveSubscriptionManager.subscribe', 'massive.subscribeQuotes()')
    return hold(callback, new Set(listOf(symbols)), start)
  },

  /**
   * Ends what `subscribe` began: these symbols of one callback, or of all.
   * @deprecated Call what `massive.subscribeQuotes()` returned.
   */
  unsubscribe(symbols: Symbols, callback?: unknown): void {
    countUse('massiveSubscriptionManager.unsubscribe', 'what massive.subscribeQuotes() returned')
    const gone = new Set(listOf(symbols))
    for (const entry of held) {
      if (callback !== undefined && entry.callback !== callback) continue
      if (![...entry.symbols].some((symbol) => gone.has(symbol))) continue
      const rest = new Set([...entry.symbols].filter((symbol) => !gone.has(symbol)))
      // the rest is held before the whole is let go, so that its symbols never go unheld
      if (rest.size > 0) hold(entry.callback, rest, entry.start)
      entry.stop()
    }
  },

  /** @deprecated Use `massive.updateWatchlist(roots)`. */
  updateWatchlist(roots: readonly string[]): void {
    countUse('massiveSubscriptionManager.updateWatchlist', 'massive.updateWatchlist()')
    sharedProvider().updateWatchlist(roots)
  },
} as const

function hold(callback: unknown, symbols: ReadonlySet<string>, start: Held['start']): Stop {
  const end = start([...symbols])
  const stop = (): void => {
    held.delete(entry)
    end()
  }
  const entry: Held = { callback, symbols, start, stop }
  held.add(entry)
  return stop
}

function starterOf(channel: Channel, callback: (data: never) => void): Held['start'] {
  // the channel decides what the callback is given; the type of `subscribe` ties the two together
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  const deliver = callback as (data: Quote | Trade | Aggregate) => void
  const provider = sharedProvider()
  switch (channel) {
    case 'Q':
      return (symbols) => provider.subscribeQuotes(symbols, deliver)
    case 'T':
      return (symbols) => provider.subscribeTrades(symbols, deliver)
    default:
      return (symbols) => provider.subscribeAggregates(symbols, deliver, channel === 'A' ? '1s' : '1m')
  }
}
