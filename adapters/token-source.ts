import type { Stop } from '../domain/clock.ts'
import type { EpochMs } from '../domain/freshness.ts'

/** A token of the proxy. Times are of this machine's clock: the server's skew is already taken out. */
export interface IssuedToken {
  readonly token: string
  readonly issuedAt: EpochMs
  readonly expiresAt: EpochMs
  /** The server's clock less ours when it was issued, ms. */
  readonly clockSkewMs: number
}

export interface TokenCallOptions {
  readonly signal?: AbortSignal | undefined
}

/** Where REST and stream get their one token from. */
export interface TokenSource {
  /**
   * The present token; a fresh one where there is none or it has expired.
   *
   * @throws AuthenticationError, or why the token route could not be reached. Rejects with the signal's reason.
   */
  getToken(options?: TokenCallOptions): Promise<string>
  /** A token other than `rejectedToken`, which the proxy refused. Calls at the same time share one request. */
  refresh(rejectedToken: string, options?: TokenCallOptions): Promise<string>
  /** Tells every token from now on, so that a live socket can be renewed. */
  subscribe(listener: (token: IssuedToken) => void): Stop
}
