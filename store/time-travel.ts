import type { StoreApi } from 'zustand/vanilla'
import type { Clock, Stop } from '../domain/clock.ts'
import type { MarketDataState } from '../slices/market-data-state.ts'
import { DATA_KEYS, fromShown, isShown, toShown } from './shown-state.ts'
import type { MarketData, ShownState } from './shown-state.ts'

type SetState = StoreApi<MarketDataState>['setState']

/** Lets the devtools show an earlier state while data keeps coming. */
export interface TimeTravel {
  /** True from a jump into the past until the present is back; the feed waits that long. */
  readonly isTravelling: () => boolean
  /** Told when the present is back. */
  readonly onReturn: (listener: () => void) => Stop
  /** Brings the present back: every part of the state that was not changed since the jump. */
  readonly resume: () => void
  /** What the devtools show of a state. */
  readonly show: (state: MarketData) => ShownState
  /** Stands between the devtools and the store to recognise a jump. */
  readonly intercept: (set: SetState, get: () => MarketDataState) => SetState
}

interface Journey {
  readonly present: MarketData
  readonly past: MarketData
  readonly cancelReturn: Stop
}

/** Nobody is left in the past for good: the present returns so long after the last jump. */
const RETURN_AFTER_MS = 30_000

export function createTimeTravel(clock: Clock): TimeTravel {
  const listeners = new Set<() => void>()
  let serial = 0
  let journey: Journey | undefined
  let set: (change: Partial<MarketData>) => void = () => {}
  let present: () => MarketData | undefined = () => undefined

  function resume(): void {
    const now = present()
    if (journey === undefined || now === undefined) return
    const { present: left, past, cancelReturn } = journey
    cancelReturn()
    journey = undefined
    set(unchanged(left, past, now))
    for (const listener of Array.from(listeners)) listener()
  }

  function jump(shown: ShownState): void {
    const now = present()
    if (now === undefined) return
    journey?.cancelReturn()
    const past = fromShown(shown)
    journey = { present: journey?.present ?? now, past, cancelReturn: clock.after(RETURN_AFTER_MS, resume) }
    set(past)
    // a jump to the newest state is the way back
    if (shown.serial === serial) resume()
  }

  return {
    isTravelling: () => journey !== undefined,
    onReturn(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    resume,
    show: (state) => toShown(state, ++serial),
    intercept(original, get) {
      set = (change) => original(change)
      present = get
      return (change: unknown, replace?: boolean) => {
        if (isShown(change)) jump(change)
        else Reflect.apply(original, undefined, [change, replace])
      }
    },
  }
}

/** What to put back: the parts that are still as the jump left them. */
function unchanged(left: MarketData, past: MarketData, now: MarketData): Partial<MarketData> {
  const kept = DATA_KEYS.filter((key) => now[key] === past[key])
  return Object.fromEntries(kept.map((key) => [key, left[key]]))
}
