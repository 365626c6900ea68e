import type { PageProgress } from '../adapters/rest/rest-types.ts'
import type { Ticker } from '../domain/ticker.ts'
import { createListeners } from '../store/feed-listeners.ts'
import type { Listeners } from '../store/feed-listeners.ts'
import { reportThrown } from '../store/feed.ts'
import type { Parts } from './parts.ts'

/** Walks through the pages of chains that are under way. */
export interface ChainWalks {
  /** By question; who joins a walk hears of its later pages. */
  readonly progress: Listeners<PageProgress>
  /** One more or one less of an underlying; answers how many there are. */
  readonly count: (underlying: Ticker, change: 1 | -1) => number
}

export function createChainWalks({ store, clock }: Pick<Parts, 'store' | 'clock'>): ChainWalks {
  const counts = new Map<Ticker, number>()
  return {
    progress: createListeners((error) => reportThrown(store, clock.now(), error)),
    count(underlying, change) {
      const count = (counts.get(underlying) ?? 0) + change
      if (count === 0) counts.delete(underlying)
      else counts.set(underlying, count)
      return count
    },
  }
}
