import type { Clock, Stop } from '../domain/clock.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { EndpointHealth } from '../domain/health.ts'
import { endpointOf } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { Channel, LosslessChannel } from '../domain/wire-protocol.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import type { MarketDataStore } from '../store/market-data-store.ts'

/** What may go on for nobody. */
export type KeptChannel = Extract<LosslessChannel, 'T' | 'AM'>

export interface RecentHoldsOptions {
  readonly clock: Clock
  readonly store: MarketDataStore
  /** Holds as any subscriber does. */
  readonly hold: (channel: KeptChannel, symbol: Ticker) => Stop
  readonly keepMs: Readonly<Record<KeptChannel, number>>
}

/** Goes on holding trades and bars that were let go a moment ago, so that coming back to them is no request. */
export interface RecentHolds {
  /** Takes over; to be called before letting go. Only what streams is kept: polling is for what is looked at. */
  readonly keep: (channel: KeptChannel, symbols: readonly Ticker[]) => void
  /** Whether it is one of those that are held for nobody. */
  readonly has: (channel: Channel, symbol: Ticker) => boolean
  /** Lets go of all, and leaves no timer. */
  readonly clear: Stop
}

/** Of each channel. */
const MAX_SERIES = 24

interface Recent {
  readonly stop: Stop
  readonly dueAt: EpochMs
}

export function createRecentHolds({ clock, store, hold, keepMs }: RecentHoldsOptions): RecentHolds {
  /** In the order they are due. */
  const recents: Readonly<Record<KeptChannel, Map<Ticker, Recent>>> = { T: new Map(), AM: new Map() }
  const all = Object.values(recents)
  let stopTimer: Stop | undefined
  let stopWatching: Stop | undefined

  const letGo = (isOver: (recent: Recent, ofChannel: ReadonlyMap<Ticker, Recent>) => boolean): void => {
    for (const ofChannel of all) {
      for (const [symbol, recent] of ofChannel) {
        if (!isOver(recent, ofChannel)) break
        ofChannel.delete(symbol)
        recent.stop()
      }
    }
    if (all.some(({ size }) => size > 0)) return
    stopTimer?.()
    stopWatching?.()
    stopTimer = stopWatching = undefined
  }
  const clear = (): void => letGo(() => true)
  const wait = (): void => {
    stopTimer?.()
    const firstDue = all.flatMap(([...ofChannel]) => ofChannel.slice(0, 1).map(([, { dueAt }]) => dueAt))
    if (firstDue.length > 0) stopTimer = clock.after(Math.min(...firstDue) - clock.now(), review)
  }
  const review = (): void => {
    letGo(({ dueAt }) => dueAt <= clock.now())
    wait()
  }
  return {
    clear,
    has: (channel, symbol) => (channel === 'T' || channel === 'AM') && recents[channel].has(symbol),
    keep(channel, symbols) {
      if (keepMs[channel] === 0 || isShort(store.getState())) return
      const ofChannel = recents[channel]
      for (const symbol of symbols.slice(-MAX_SERIES)) {
        if (store.getState().connection[endpointOf(symbol)].transport !== 'streaming') continue
        const stop = ofChannel.get(symbol)?.stop ?? hold(channel, symbol)
        ofChannel.delete(symbol)
        ofChannel.set(symbol, { stop, dueAt: clock.now() + keepMs[channel] })
      }
      letGo((_, { size }) => size > MAX_SERIES)
      if (ofChannel.size === 0) return
      wait()
      stopWatching ??= store.subscribe(isShort, (isIt) => isIt && clear())
    },
  }
}

/** Whether what nobody looks at would take something from what somebody does. */
function isShort({ connection: { options, indices, rejections } }: MarketDataState): boolean {
  const isPolled = ({ transport, upstream }: EndpointHealth): boolean =>
    transport === 'polling' || Object.values(upstream).some((state) => state !== 'up')
  const isFull = (error: Error): boolean => 'code' in error && error.code === 'too-many-symbols'
  return isPolled(options) || isPolled(indices) || Object.values(rejections).some(isFull)
}
