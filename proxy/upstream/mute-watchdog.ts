import type { Clock, Stop } from '../../domain/clock.ts'
import type { ClusterHealth } from './stream.ts'

const MAX_PATIENCE = 16

export interface MuteWatchdogOptions {
  readonly clock: Clock
  /** Silence of an open connection before REST is asked, ms. */
  readonly muteAfterMs: number
  readonly health: () => ClusterHealth
  /** Asks REST for what is held. Resolves to whether the market moved while the stream said nothing. */
  readonly hasMoved: () => Promise<boolean>
  readonly onMute: (silentMs: number) => void
}

/**
 * The most common complaint about market-data streams: the socket is open, pings are answered, nothing comes. Only
 * another source can tell that from a quiet market, so REST is asked; a quiet market is asked about less and less often.
 */
export function watchForMute({ clock, muteAfterMs, health, hasMoved, onMute }: MuteWatchdogOptions): Stop {
  let patience = 1
  let heardAt = clock.now()
  let isAsking = false

  async function check(): Promise<void> {
    const { status, confirmed, lastFrameAt = 0 } = health()
    const now = clock.now()
    if (status !== 'up' || confirmed === 0 || lastFrameAt > heardAt) {
      heardAt = status === 'up' && confirmed > 0 ? lastFrameAt : now
      patience = 1
    }
    const silentMs = now - heardAt
    if (isAsking || silentMs < muteAfterMs * patience) return
    isAsking = true
    try {
      if (await hasMoved()) onMute(silentMs)
      else patience = Math.min(MAX_PATIENCE, patience * 2)
    } catch {
      // REST is down too: there is nothing better to do than wait
      patience = Math.min(MAX_PATIENCE, patience * 2)
    } finally {
      isAsking = false
    }
  }

  return clock.every(Math.max(1, Math.round(muteAfterMs / 3)), () => void check())
}
