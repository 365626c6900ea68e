import type { Clock, Stop } from '../../domain/clock.ts'

export interface HeartbeatOptions {
  readonly clock: Clock
  /** Sends a ping that carries `t`. */
  readonly ping: (t: number) => void
  /** Nothing was heard for `deadAfterMs`: the socket only looks open. */
  readonly onDead: (silentMs: number) => void
  /** Silence after which a ping is sent, ms. @default 3000 */
  readonly quietMs?: number
  /**
   * Silence after which the socket is given up, ms; seen at most `checkMs` later. Not before a ping has gone unanswered
   * for `deadAfterMs - quietMs`: a hidden page's timers run once a minute, and silence alone proves nothing.
   * @default 8000
   */
  readonly deadAfterMs?: number
  /** A ping goes out this often even while messages flow, to measure the round trip, ms. @default 15000 */
  readonly measureMs?: number
  /** @default 1000 */
  readonly checkMs?: number
}

export interface Heartbeat {
  /** Any message counts as a sign of life. */
  heard(): void
  /** Pings now, to know round trip and server time early. */
  measure(): void
  /** The answer to a ping; returns the round trip in ms. */
  pong(t: number): number
  readonly stop: Stop
}

/** Finds half-open sockets: TCP alone may take minutes to notice that the other side is gone. */
export function startHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { clock, ping, onDead, quietMs = 3000, deadAfterMs = 8000, measureMs = 15_000, checkMs = 1000 } = options
  let heardAt = clock.now()
  let pingedAt = heardAt
  /** When the first of the pings since the last message was sent. */
  let unansweredSince: number | undefined

  const measure = (): void => {
    pingedAt = clock.now()
    unansweredSince ??= pingedAt
    ping(pingedAt)
  }
  const check = (): void => {
    const now = clock.now()
    const silentMs = now - heardAt
    const isUnanswered = unansweredSince !== undefined && now - unansweredSince >= deadAfterMs - quietMs
    if (silentMs >= deadAfterMs && isUnanswered) {
      stop()
      onDead(silentMs)
      return
    }
    const sincePing = now - pingedAt
    if (sincePing < measureMs && (silentMs < quietMs || sincePing < quietMs)) return
    measure()
  }
  const stop = clock.every(checkMs, check)

  return {
    heard: () => {
      heardAt = clock.now()
      unansweredSince = undefined
    },
    measure,
    pong: (t) => Math.max(0, clock.now() - t),
    stop,
  }
}
