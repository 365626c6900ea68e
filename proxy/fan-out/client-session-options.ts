import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Clock } from '../../domain/clock.ts'
import type { Endpoint } from '../../domain/ticker.ts'
import type { StatusData } from '../../domain/wire-protocol.ts'
import type { Tokens, VerifiedToken } from '../tokens.ts'
import type { ClientSession } from './client-session.ts'
import type { ClientHub } from './hub.ts'
import type { OutboxCounts } from './outbox.ts'
import type { SocketLimits } from './socket-limits.ts'
import type { WatchlistRoots } from './watchlist-roots.ts'

export interface ClientSessionOptions {
  readonly ws: WebSocket
  readonly socket: Socket
  readonly endpoint: Endpoint
  readonly hub: ClientHub
  readonly roots: Pick<WatchlistRoots, 'watch' | 'unwatch'>
  readonly tokens: Pick<Tokens, 'verify'>
  readonly limits: SocketLimits
  readonly clock: Clock
  readonly counts: OutboxCounts
  /** What is to be known of the proxy's own connections, on arrival. */
  readonly upstream: () => readonly StatusData[]
  /** A good token came, at first or again. A close code refuses it. */
  readonly onToken: (session: ClientSession, token: VerifiedToken) => number | undefined
  readonly onFlushed: (waitedMs: number) => void
  readonly onMessage: (action: string) => void
  readonly onClosed: (session: ClientSession, code: number) => void
  /** Something of the proxy's own failed over this client, who is closed for it. */
  readonly onFailure: (session: ClientSession, error: unknown) => void
  /** Tells sockets apart in the log. */
  readonly id: number
}
