import type { TickerMatch } from '../domain/ticker-match.ts'
import type { SearchOptions } from './reads.ts'

/** Finds stocks, ETFs and indices by ticker or name. */
export interface TickerDirectory {
  /** Matches in the vendor's order. Options are not listed: take them from a chain. */
  search(text: string, options?: SearchOptions): Promise<readonly TickerMatch[]>
}
