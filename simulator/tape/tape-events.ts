import type { Bar } from '../market/bar.ts'
import type { BookTop } from '../market/quoting.ts'

export interface TapeQuote extends BookTop {
  /** Epoch ms. */
  readonly at: number
  readonly sequence: number
  readonly bidExchange: number
  readonly askExchange: number
}

export interface TapeTrade {
  readonly price: number
  readonly size: number
  readonly exchange: number
  readonly condition: number
  /** When the tape carried it, epoch ms. */
  readonly at: number
  /** When it happened, epoch ms: earlier than `at` for a late report. */
  readonly happenedAt: number
  readonly sequence: number
}

export interface TapeValue {
  readonly value: number
  readonly at: number
}

/** What a bar of the stream tells besides its own window. */
export interface TapeBar {
  readonly bar: Bar
  readonly lengthMs: number
  /** Since the session's start. */
  readonly accumulatedVolume: number
  readonly accumulatedTurnover: number
  readonly sessionOpen: number
}
