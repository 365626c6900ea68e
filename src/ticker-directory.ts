import type { TickerMatch } from '../domain/ticker-match.ts'
import type { Parts } from './parts.ts'
import { searchTickers } from './reads.ts'
import type { SearchOptions } from './reads.ts'

/** Finds stocks, ETFs and indices by ticker or name. */
export interface TickerDirectory {
  /** Matches in the vendor's order. Options are not listed: take them from a chain. */
  search(text: string, options?: SearchOptions): Promise<readonly TickerMatch[]>
}

export function createTickerDirectory(made: () => Parts): TickerDirectory {
  return { search: async (text, options) => searchTickers(made(), text, options) }
}
