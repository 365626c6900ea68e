import type { Ticker } from './ticker.ts'
import type { DataSource, EpochMs, Recency } from './freshness.ts'

/** What is known of one instrument now. A field that is absent (or `undefined`) is unknown, never zero. */
export interface Quote {
  readonly symbol: Ticker
  /** Best bid and ask, in the instrument's currency. */
  readonly bid?: number | undefined
  readonly ask?: number | undefined
  /** Shares for stocks, contracts for options. */
  readonly bidSize?: number | undefined
  readonly askSize?: number | undefined
  readonly midpoint?: number | undefined
  /** Price and size of the last trade. */
  readonly last?: number | undefined
  readonly lastSize?: number | undefined
  /** An index's value; indices have no bid, ask or trades. */
  readonly value?: number | undefined
  /** Fields of the trading session, from snapshots. */
  readonly open?: number | undefined
  readonly high?: number | undefined
  readonly low?: number | undefined
  readonly close?: number | undefined
  readonly previousClose?: number | undefined
  /** `last` (or `value`) less `previousClose`, and the same in percent. */
  readonly change?: number | undefined
  readonly changePercent?: number | undefined
  readonly volume?: number | undefined
  /** When the exchange said so, epoch ms. */
  readonly timestamp: EpochMs
  /** When this client took it in, epoch ms. */
  readonly receivedAt: EpochMs
  readonly source: DataSource
  readonly timeframe?: Recency | undefined
}

/** What one source says of a symbol at one time; fields it does not mention stay as they were. */
export type QuotePatch = Omit<Quote, 'receivedAt'>
