import { assertNever } from '../../domain/assert-never.ts'
import type { MarketDataError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'

/**
 * Where one endpoint's socket stands.
 *
 *             start                dialed              opened                authenticated
 *   ┌──────┐ ───────► ┌────────────┐ (no change) ┌────────────────┐ ───────────────► ┌──────┐ ─┐
 *   │ idle │          │ connecting │ ──────────► │ authenticating │                  │ open │  │ stable:
 *   └──────┘ ◄─────┐  └────────────┘             └────────────────┘                  └──────┘ ◄┘ attempt = 0
 *              rest │     ▲      │ lost                 │ lost                          │ lost
 *                   │ due │      ▼                      ▼                               ▼
 *                   │   ┌─────────────────────────────────────────────────────────────────┐
 *                   └── │                      waiting (until retryAt)                     │
 *                       └─────────────────────────────────────────────────────────────────┘
 *
 *   `refused` (a fatal close code) and `stopped` lead from everywhere to `closed`, which only `start` leaves.
 *   `rest` (nothing is held any more) leads from everywhere but `closed` to `idle`.
 */
export type ConnectionState =
  | { readonly status: 'idle'; readonly since: EpochMs; readonly attempt: 0; readonly reason: string }
  | { readonly status: 'connecting'; readonly since: EpochMs; readonly attempt: number; readonly reason: string }
  | { readonly status: 'authenticating'; readonly since: EpochMs; readonly attempt: number; readonly reason: string }
  | { readonly status: 'open'; readonly since: EpochMs; readonly attempt: number; readonly reason: string }
  | {
      readonly status: 'waiting'
      readonly since: EpochMs
      readonly attempt: number
      readonly reason: string
      readonly retryAt: EpochMs
      /** Where the attempts go on, but nobody should wait for them: the token is refused. */
      readonly error?: MarketDataError | undefined
    }
  | {
      readonly status: 'closed'
      readonly since: EpochMs
      readonly attempt: number
      readonly reason: string
      /** Why the server refused; `undefined` when it was closed on purpose. */
      readonly error?: MarketDataError | undefined
    }

export type ConnectionEvent =
  /** Somebody needs the socket. */
  | { readonly type: 'start'; readonly at: EpochMs }
  /** The wait is over, or was cut short. */
  | { readonly type: 'due'; readonly at: EpochMs; readonly reason: string }
  /** The socket is open; the token is on its way. */
  | { readonly type: 'opened'; readonly at: EpochMs }
  | { readonly type: 'authenticated'; readonly at: EpochMs }
  /** The connection has stood long enough to start counting attempts anew. */
  | { readonly type: 'stable' }
  | {
      readonly type: 'lost'
      readonly at: EpochMs
      readonly reason: string
      readonly retryAt: EpochMs
      readonly error?: MarketDataError | undefined
    }
  /** Trying again cannot help. */
  | { readonly type: 'refused'; readonly at: EpochMs; readonly reason: string; readonly error: MarketDataError }
  /** Nothing is held: the socket may go until it is needed. */
  | { readonly type: 'rest'; readonly at: EpochMs }
  | { readonly type: 'stopped'; readonly at: EpochMs; readonly reason: string }

export const initialConnectionState = (at: EpochMs): ConnectionState => ({
  status: 'idle',
  since: at,
  attempt: 0,
  reason: 'nothing held yet',
})

/**
 * Pure: sockets, timers and health only ever follow what this returns. An event that has no place in the state it
 * meets (a late one of an earlier socket) leaves the same object.
 */
export function nextConnectionState(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  switch (event.type) {
    case 'start':
      if (state.status !== 'idle' && state.status !== 'closed') return state
      return { status: 'connecting', since: event.at, attempt: 1, reason: 'needed' }
    case 'due':
      if (state.status !== 'waiting') return state
      return { status: 'connecting', since: event.at, attempt: state.attempt, reason: event.reason }
    case 'opened':
      if (state.status !== 'connecting') return state
      return { status: 'authenticating', since: event.at, attempt: state.attempt, reason: 'socket open' }
    case 'authenticated':
      if (state.status !== 'authenticating') return state
      return { status: 'open', since: event.at, attempt: state.attempt, reason: 'authenticated' }
    case 'stable':
      if (state.status !== 'open' || state.attempt === 0) return state
      return { ...state, attempt: 0 }
    case 'lost':
      if (!isUnderWay(state)) return state
      return {
        status: 'waiting',
        since: event.at,
        attempt: state.attempt + 1,
        reason: event.reason,
        retryAt: event.retryAt,
        error: event.error,
      }
    case 'refused':
      if (state.status === 'closed') return state
      return { status: 'closed', since: event.at, attempt: state.attempt, reason: event.reason, error: event.error }
    case 'stopped':
      if (state.status === 'closed') return state
      return { status: 'closed', since: event.at, attempt: state.attempt, reason: event.reason }
    case 'rest':
      if (state.status === 'idle' || state.status === 'closed') return state
      return { status: 'idle', since: event.at, attempt: 0, reason: 'nothing held' }
    default:
      return assertNever(event)
  }
}

/** Whether a socket exists or is being made. */
export const isUnderWay = (state: ConnectionState): boolean =>
  state.status === 'connecting' || state.status === 'authenticating' || state.status === 'open'
