import type { Clock, Stop } from '../domain/clock.ts'
import { newYorkDate } from '../domain/new-york-time.ts'

/** Not one timer to midnight: timers stand still while a machine sleeps. */
const LOOK_EVERY_MS = 60_000

interface TradingDateOptions {
  readonly clock: Clock
  /** While true nothing is told; what was missed is told afterwards. */
  readonly isPaused: () => boolean
  /** Told New York's date (`YYYY-MM-DD`) at once, and within a minute of each midnight there. */
  readonly onDate: (date: string) => void
}

/** Follows the trading date until stopped. */
export function followTradingDate({ clock, isPaused, onDate }: TradingDateOptions): Stop {
  let told: string | undefined
  const look = (): void => {
    const date = newYorkDate(clock.now())
    if (date === told || isPaused()) return
    told = date
    onDate(date)
  }
  look()
  return clock.every(LOOK_EVERY_MS, look)
}
