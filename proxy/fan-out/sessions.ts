import { wait } from '../../domain/clock.ts'
import type { Clock } from '../../domain/clock.ts'
import { CLOSE_CODES } from '../../domain/close-codes.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Endpoint } from '../../domain/ticker.ts'
import type { StatusData } from '../../domain/wire-protocol.ts'
import { createCounter } from '../counter.ts'
import type { VerifiedToken } from '../tokens.ts'
import type { ClientSession } from './client-session.ts'

const SWEEP_MS = 1_000

export interface SessionsOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly maxClients: number
  readonly maxPerAddress: number
  readonly maxPerSubject: number
  /** Dead clients are found within two of these, ms. */
  readonly pingIntervalMs: number
}

/** Everyone who is connected. */
export interface Sessions {
  /** Whether one more socket from this address may come in. */
  readonly hasRoomFor: (address: string) => boolean
  add(session: ClientSession, address: string): void
  remove(session: ClientSession): void
  /** Counts a session for its subject. Returns a close code when that is one too many. */
  admit(session: ClientSession, token: VerifiedToken): number | undefined
  broadcast(endpoint: Endpoint, status: StatusData): void
  /** Closes all sockets as when their tokens end. */
  expireAll(): void
  count(fits: (session: ClientSession) => boolean): number
  readonly size: number
  /** Tells everyone when to come back, each at another time within `spreadMs`, and closes the sockets. */
  close(spreadMs: number, graceMs: number): Promise<void>
}

export function createSessions(options: SessionsOptions): Sessions {
  const { clock } = options
  const sessions = new Map<ClientSession, string>()
  const byAddress = createCounter()
  const bySubject = createCounter()
  let onEmpty = (): void => undefined
  let pingedAt = clock.now()
  const stopSweep = clock.every(SWEEP_MS, sweep)

  function sweep(): void {
    const now = clock.now()
    const isPingDue = now - pingedAt >= options.pingIntervalMs
    if (isPingDue) pingedAt = now
    for (const session of Array.from(sessions.keys())) review(session, now, isPingDue)
  }

  return {
    get size() {
      return sessions.size
    },
    hasRoomFor: (address) => sessions.size < options.maxClients && byAddress.get(address) < options.maxPerAddress,
    add(session, address) {
      sessions.set(session, address)
      byAddress.add(address, 1)
    },
    remove(session) {
      const address = sessions.get(session)
      if (address === undefined) return
      sessions.delete(session)
      byAddress.add(address, -1)
      if (session.subject !== undefined) bySubject.add(session.subject, -1)
      if (sessions.size === 0) onEmpty()
    },
    admit(session, { subject }) {
      if (!sessions.has(session)) return CLOSE_CODES.goingAway
      if (session.subject === subject) return undefined
      // a renewal is for the same visitor
      if (session.subject !== undefined) return CLOSE_CODES.forbidden
      if (bySubject.get(subject) >= options.maxPerSubject) return CLOSE_CODES.overLimit
      bySubject.add(subject, 1)
      return undefined
    },
    broadcast(endpoint, status) {
      for (const session of sessions.keys()) if (session.endpoint === endpoint) session.sendStatus(status)
    },
    expireAll() {
      for (const session of Array.from(sessions.keys())) session.expire()
    },
    count: (fits) => Array.from(sessions.keys()).filter(fits).length,
    async close(spreadMs, graceMs) {
      stopSweep()
      for (const session of sessions.keys()) dismiss(session, Math.round(options.random() * spreadMs))
      if (sessions.size > 0) {
        const isEmpty = new AbortController()
        onEmpty = () => isEmpty.abort()
        await wait(clock, graceMs, isEmpty.signal).catch(() => undefined)
      }
      for (const session of Array.from(sessions.keys())) session.terminate()
    },
  }
}

function dismiss(session: ClientSession, reconnectInMs: number): void {
  session.sendStatus({ status: 'closing', reconnectInMs })
  session.close(CLOSE_CODES.serviceRestart, 'the proxy is stopping')
}

function review(session: ClientSession, now: EpochMs, isPingDue: boolean): void {
  if (session.expiresAt !== undefined && session.expiresAt <= now) session.expire()
  else if (isPingDue && !session.isAlive) session.terminate()
  else if (isPingDue) session.ping()
}
