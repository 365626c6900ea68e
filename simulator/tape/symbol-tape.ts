import type { Bar } from '../market/bar.ts'
import type { Listing } from '../market/universe.ts'
import type { TapeQuote, TapeTrade, TapeValue } from './tape-events.ts'

/** A span in which a symbol was recorded: outside of it history is computed. `to` is open while it goes on. */
export interface RecordedSpan {
  readonly from: number
  to: number
}

/** Everything the simulated market published of one symbol, as far back as memory allows. */
export interface SymbolTape {
  readonly listing: Listing
  sequence: number
  quote: TapeQuote | undefined
  value: TapeValue | undefined
  lastTrade: TapeTrade | undefined
  /** Oldest first; those before `firstTrade` were dropped. */
  readonly trades: TapeTrade[]
  firstTrade: number
  /** Finished and forming minute bars by start. */
  readonly minutes: Map<number, Bar>
  readonly spans: RecordedSpan[]
  minute: Bar | undefined
  second: Bar | undefined
  session: SessionTotals | undefined
}

export interface SessionTotals {
  readonly date: string
  readonly open: number
  high: number
  low: number
  volume: number
  turnover: number
}

export function createSymbolTape(listing: Listing, sequence: number): SymbolTape {
  return {
    listing,
    sequence,
    quote: undefined,
    value: undefined,
    lastTrade: undefined,
    trades: [],
    firstTrade: 0,
    minutes: new Map(),
    spans: [],
    minute: undefined,
    second: undefined,
    session: undefined,
  }
}

export function isRecordedAt(tape: SymbolTape | undefined, ms: number): boolean {
  return tape !== undefined && tape.spans.some((span) => ms >= span.from && ms < span.to)
}

/** Forgets the oldest trade; the array is compacted now and then instead of shifted each time. */
export function dropOldestTrade(tape: SymbolTape): void {
  tape.firstTrade++
  if (tape.firstTrade < 1_024 || tape.firstTrade * 2 < tape.trades.length) return
  tape.trades.splice(0, tape.firstTrade)
  tape.firstTrade = 0
}

export function tradesBetween(tape: SymbolTape, from: number, to: number): TapeTrade[] {
  const found: TapeTrade[] = []
  for (let i = tape.firstTrade; i < tape.trades.length; i++) {
    const trade = tape.trades[i]
    if (trade !== undefined && trade.at >= from && trade.at < to) found.push(trade)
  }
  return found
}
