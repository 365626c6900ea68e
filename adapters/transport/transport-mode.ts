import type { TransportMode } from '../../domain/health.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Cluster } from '../../domain/ticker.ts'
import type { ConnectionState } from '../stream/connection-state.ts'

/** All that the choice depends on, for one endpoint. */
export interface TransportFacts {
  /** Between `connect()` and `disconnect()`. */
  readonly isConnected: boolean
  /** Something is held on this endpoint. */
  readonly isNeeded: boolean
  /** The present connection acknowledged something, or delivered. */
  readonly isDelivering: boolean
  /** Open, but REST moves while the stream is silent. */
  readonly isMute: boolean
  /** Since when the stream has been of no use; `undefined` while it is. */
  readonly downSince: EpochMs | undefined
  readonly now: EpochMs
  readonly fallbackAfterMs: number
}

/** Where an endpoint's data comes from next. Pure; polling ends only when the stream delivers again. */
export function nextTransportMode(mode: TransportMode, facts: TransportFacts): TransportMode {
  if (!facts.isConnected || !facts.isNeeded) return 'idle'
  if (facts.isMute) return 'polling'
  if (facts.downSince === undefined) return mode === 'polling' && !facts.isDelivering ? 'polling' : 'streaming'
  if (facts.now - facts.downSince >= facts.fallbackAfterMs) return 'polling'
  return mode
}

/** In words, why an endpoint's data comes from where it comes from. */
export function reasonOfMode(
  { isConnected, isNeeded, isMute }: TransportFacts,
  state: ConnectionState,
  downClusters: readonly Cluster[],
): string {
  if (!isConnected) return 'disconnected'
  if (isMute) return 'the stream is mute while REST moves'
  if (state.status !== 'open') return `the stream is ${state.status}: ${state.reason}`
  if (downClusters.length > 0) return `without ${downClusters.join(', ')}`
  return isNeeded ? 'the stream delivers' : 'nothing held'
}
