import type { History } from '../history/history.ts'
import type { Bar } from '../market/bar.ts'
import { addTrade, startBar } from '../market/bar.ts'
import { MINUTE_MS } from '../market/calendar.ts'
import type { Sessions } from '../market/sessions.ts'
import type { SymbolTape } from './symbol-tape.ts'
import type { TapeBar } from './tape-events.ts'

export const SECOND_MS = 1_000
/** Minute bars kept of each symbol. */
const MAX_MINUTES = 600

/** Builds the second and minute bars of what is traded. */
export interface BarRecorder {
  /** A trade, or an index's value with size 0. */
  add(tape: SymbolTape, at: number, price: number, size: number): void
  /** Finishes the windows that ended at or before `at`. */
  finish(tape: SymbolTape, at: number, onBar: (bar: TapeBar, isMinute: boolean) => void): void
  describe(tape: SymbolTape, bar: Bar, lengthMs: number): TapeBar
}

export function createBarRecorder(history: History, sessions: Sessions): BarRecorder {
  const startMinute = (tape: SymbolTape, start: number, at: number, price: number): Bar => {
    // recording began within this minute: its first part is what history says of it
    const began = tape.spans.at(-1)?.from ?? at
    const past = began > start ? history.minute(tape.listing, start, began) : undefined
    const bar = past ?? startBar(start, price)
    tape.minutes.set(start, bar)
    if (tape.minutes.size > MAX_MINUTES) tape.minutes.delete(tape.minutes.keys().next().value ?? start)
    return bar
  }

  const openSession = (tape: SymbolTape, at: number, price: number): NonNullable<SymbolTape['session']> => {
    const date = sessions.dateAt(at)
    if (tape.session?.date === date) return tape.session
    const day = history.day(tape.listing, date, at)
    tape.session = {
      date,
      open: day?.open ?? price,
      high: day?.high ?? price,
      low: day?.low ?? price,
      volume: Math.round(day?.volume ?? 0),
      turnover: day?.turnover ?? 0,
    }
    return tape.session
  }

  const describe = (tape: SymbolTape, bar: Bar, lengthMs: number): TapeBar => ({
    bar,
    lengthMs,
    accumulatedVolume: tape.session?.volume ?? bar.volume,
    accumulatedTurnover: tape.session?.turnover ?? bar.turnover,
    sessionOpen: tape.session?.open ?? bar.open,
  })

  return {
    add(tape, at, price, size) {
      const session = openSession(tape, at, price)
      session.high = Math.max(session.high, price)
      session.low = Math.min(session.low, price)
      session.volume += size
      session.turnover += price * size
      tape.minute ??= startMinute(tape, at - (at % MINUTE_MS), at, price)
      tape.second ??= startBar(at - (at % SECOND_MS), price)
      addTrade(tape.minute, price, size)
      addTrade(tape.second, price, size)
    },
    finish(tape, at, onBar) {
      const { minute, second } = tape
      if (second !== undefined && second.start + SECOND_MS <= at) {
        tape.second = undefined
        onBar(describe(tape, second, SECOND_MS), false)
      }
      if (minute !== undefined && minute.start + MINUTE_MS <= at) {
        tape.minute = undefined
        onBar(describe(tape, minute, MINUTE_MS), true)
      }
    },
    describe,
  }
}
