import type { CacheEntryInfo } from '../adapters/cache.ts'
import type { SubscriptionInfo } from '../adapters/stream/subscription.ts'
import type { Parts } from './parts.ts'

/** A look inside a provider, for developer tools: made anew at each call, and empty before the provider's first use. */
export interface Inspector {
  /** Kept answers, least recently used first. */
  cacheEntries(): readonly CacheEntryInfo[]
  /** Everything held on the stream, and by how many. */
  subscriptions(): readonly SubscriptionInfo[]
}

export function createInspector(parts: () => Parts | undefined): Inspector {
  return {
    cacheEntries: () => parts()?.cache.entries() ?? [],
    subscriptions: () => parts()?.transport.subscriptions() ?? [],
  }
}
