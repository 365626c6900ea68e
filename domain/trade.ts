import type { Ticker } from './ticker.ts'
import type { DataSource, EpochMs } from './freshness.ts'

/** One execution. */
export interface Trade {
  readonly symbol: Ticker
  readonly price: number
  /** Shares for stocks, contracts for options. */
  readonly size: number
  /** The vendor's exchange id. */
  readonly exchange?: number | undefined
  /** The vendor's condition ids. */
  readonly conditions?: readonly number[] | undefined
  readonly timestamp: EpochMs
  /** Rises per symbol within a session, with gaps: good for order, not for finding losses. */
  readonly sequence?: number | undefined
  /** Stocks only. */
  readonly id?: string | undefined
  readonly source: DataSource
}
