import type { Clock, Stop } from '../domain/clock.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { EndpointHealth } from '../domain/health.ts'
import { endpointOf } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Channel, LosslessChannel } from '../domain/wire-protocol.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import type { MarketDataStore } from '../store/market-data-store.ts'

export interface RecentHoldsOptions {
  readonly clock: Clock
  readonly store: MarketDataStore
  /** Holds as any subscriber does. */
  readonly hold: (channel: LosslessChannel, symbol: Ticker) => Stop
  readonly keepMs: number
}

/** Goes on holding trades and bars that were let go a moment ago, so that coming back to them is no request. */
export interface RecentHolds {
  /** Takes over; to be called before letting go. Only what streams is kept: polling is for what is looked at. */
  readonly keep: (channel: LosslessChannel, symbols: readonly Ticker[]) => void
  /** Whether it is one of those that are held for nobody. */
  readonly has: (channel: Channel, symbol: Ticker) => boolean
  /** Lets go of all, and leaves no timer. */
  readonly clear: Stop
}

/** Trades and bars of a symbol are two. */
const MAX_SERIES = 24

interface Recent {
  readonly stop: Stop
  readonly dueAt: EpochMs
}

export function createRecentHolds({ clock, store, hold, keepMs }: RecentHoldsOptions): RecentHolds {
  /** In the order they are due. */
  const recents = new Map<string, Recent>()
  let stopTimer: Stop | undefined
  let stopWatching: Stop | undefined

  const letGo = (isOver: (recent: Recent) => boolean): void => {
    for (const [key, recent] of recents) {
      if (!isOver(recent)) break
      recents.delete(key)
      recent.stop()
    }
    if (recents.size > 0) return
    stopTimer?.()
    stopWatching?.()
    stopTimer = stopWatching = undefined
  }
  const clear = (): void => letGo(() => true)
  const review = (): void => {
    stopTimer = undefined
    letGo(({ dueAt }) => dueAt <= clock.now())
    const [next] = recents.values()
    if (next !== undefined) stopTimer = clock.after(next.dueAt - clock.now(), review)
  }
  return {
    clear,
    has: (channel, symbol) => recents.has(keyOf(channel, symbol)),
    keep(channel, symbols) {
      if (keepMs === 0 || isShort(store.getState())) return
      for (const symbol of symbols.slice(-MAX_SERIES)) {
        if (store.getState().connection[endpointOf(symbol)].transport !== 'streaming') continue
        const key = keyOf(channel, symbol)
        const stop = recents.get(key)?.stop ?? hold(channel, symbol)
        recents.delete(key)
        recents.set(key, { stop, dueAt: clock.now() + keepMs })
      }
      letGo(() => recents.size > MAX_SERIES)
      if (recents.size === 0) return
      stopTimer ??= clock.after(keepMs, review)
      stopWatching ??= store.subscribe(isShort, (isIt) => isIt && clear())
    },
  }
}

const keyOf = (channel: Channel, symbol: Ticker): string => `${channel}|${symbol}`

/** Whether what nobody looks at would take something from what somebody does. */
function isShort({ connection: { options, indices, rejections } }: MarketDataState): boolean {
  const isPolled = ({ transport, upstream }: EndpointHealth): boolean =>
    transport === 'polling' || Object.values(upstream).some((state) => state !== 'up')
  const isFull = (error: Error): boolean => 'code' in error && error.code === 'too-many-symbols'
  return isPolled(options) || isPolled(indices) || Object.values(rejections).some(isFull)
}
