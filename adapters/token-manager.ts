import { AuthenticationError, RateLimitError } from '../domain/errors.ts'
import type { Clock, Stop } from '../domain/clock.ts'
import type { EpochMs } from '../domain/freshness.ts'
import type { HealthEvent, TokenHealth } from '../domain/health.ts'
import { createSharedFlight } from './shared-flight.ts'
import type { SharedFlight } from './shared-flight.ts'
import type { StorageLike } from './storage-like.ts'
import { requestToken } from './token-request.ts'
import { refreshAheadMs, refreshDueAt, refreshRetryMs } from './token-schedule.ts'
import { createTokenSharing } from './token-sharing.ts'
import type { LocksLike, TokenSharing } from './token-sharing.ts'
import type { IssuedToken, TokenCallOptions, TokenSource } from './token-source.ts'

export interface MassiveTokenManagerOptions {
  /** `POST` here answers `{ token, expiresAt, serverTime }`, times in epoch ms of the server's clock. */
  readonly tokenUrl: string
  readonly clock: Clock
  readonly fetch: typeof fetch
  /** A number in [0, 1), for jitter. */
  readonly random: () => number
  /** How long one request for a token may take, ms. @default 10000 */
  readonly timeoutMs?: number
  /** Lets the tabs of one origin take turns. @default every tab on its own */
  readonly locks?: LocksLike | undefined
  /** Lets them share the token too; it holds nothing else. @default every tab has its own token */
  readonly sharedStorage?: StorageLike | undefined
  readonly onChange?: ((health: TokenHealth) => void) | undefined
  readonly onEvent?: ((event: HealthEvent) => void) | undefined
}

// browsers run a timer of more than 2^31 ms at once
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * The one token of REST and stream. However many ask, one request is under way; between `start()` and `stop()` the
 * token is renewed ahead of its expiry, and a failed renewal leaves the token that is still valid in place. Without
 * `start()` it fetches when asked and sets no timers.
 */
export class MassiveTokenManager implements TokenSource {
  readonly #options: MassiveTokenManagerOptions
  readonly #sharing: TokenSharing
  readonly #listeners = new Set<(token: IssuedToken) => void>()
  #token: IssuedToken | undefined
  #rejected: string | undefined
  #flight: SharedFlight<IssuedToken> | undefined
  /** Present from `start()` to `stop()`: what is done without anyone having asked ends with it. */
  #background: AbortController | undefined
  #dueAt: EpochMs = 0
  /** The token route wants to be left alone until then. */
  #heldBackUntil: EpochMs = 0
  #stopTimer: Stop = () => {}
  #failuresInARow = 0
  #lastFailure: 'failed' | 'refused' | undefined
  #counts: Pick<TokenHealth, 'refreshes' | 'failures' | 'clockSkewMs' | 'lastRefreshMs'> = {
    refreshes: 0,
    failures: 0,
    clockSkewMs: 0,
  }

  constructor(options: MassiveTokenManagerOptions) {
    this.#options = options
    this.#sharing = createTokenSharing({ ...options, storage: options.sharedStorage })
  }

  async getToken({ signal }: TokenCallOptions = {}): Promise<string> {
    signal?.throwIfAborted()
    if (this.#token !== undefined && this.isValid()) return this.#token.token
    const heldBackMs = this.#heldBackMs()
    if (heldBackMs > 0) throw new RateLimitError(heldBackMs)
    const issued = await this.#renew().join(signal)
    return issued.token
  }

  async refresh(rejectedToken: string, { signal }: TokenCallOptions = {}): Promise<string> {
    this.#rejected = rejectedToken
    // whoever comes late with an old token must not cost the others the new one
    if (this.#token?.token === rejectedToken) this.#token = undefined
    return this.getToken({ signal })
  }

  subscribe(listener: (token: IssuedToken) => void): Stop {
    const entry = (token: IssuedToken): void => listener(token)
    this.#listeners.add(entry)
    return () => void this.#listeners.delete(entry)
  }

  /** Whether there is a token that has not expired. */
  isValid(): boolean {
    return this.#token !== undefined && this.#options.clock.now() < this.#token.expiresAt
  }

  /** Fetches a token if there is none and keeps it fresh until `stop()`. */
  start(): void {
    if (this.#background !== undefined) return
    this.#background = new AbortController()
    this.wake()
  }

  /** Ends renewal; no timer is left. Calls that wait for a token still get it. */
  stop(): void {
    this.#stopTimer()
    this.#background?.abort()
    this.#background = undefined
  }

  /** To be called when the machine or the page wakes: timers stood still meanwhile, the token's life did not. */
  wake(): void {
    if (this.#background === undefined) return
    const leftMs = Math.max(this.#heldBackMs(), this.isValid() ? this.#dueAt - this.#options.clock.now() : 0)
    if (leftMs > 0) this.#schedule(leftMs)
    else this.#seeThrough(this.#renew())
  }

  health(): TokenHealth {
    return { status: this.#status(), expiresAt: this.#token?.expiresAt, ...this.#counts }
  }

  #heldBackMs(): number {
    return this.#heldBackUntil - this.#options.clock.now()
  }

  #status(): TokenHealth['status'] {
    if (this.#flight !== undefined) return 'refreshing'
    if (this.#lastFailure !== undefined) return this.#lastFailure
    return this.isValid() ? 'valid' : 'none'
  }

  #renew(): SharedFlight<IssuedToken> {
    if (this.#flight !== undefined && !this.#flight.isAbandoned) return this.#flight
    this.#stopTimer()
    const flight = createSharedFlight(async (signal) => {
      await Promise.resolve() // lets `flight` be known before it can end
      try {
        return await this.#issue(signal)
      } catch (error) {
        if (!signal.aborted) this.#failed(error)
        throw error
      } finally {
        if (this.#flight === flight) this.#flight = undefined
        this.#changed()
      }
    })
    this.#flight = flight
    this.#seeThrough(flight)
    this.#changed()
    return flight
  }

  /** While running, a renewal goes on even when those who asked for it have left. */
  #seeThrough(flight: SharedFlight<IssuedToken>): void {
    if (this.#background === undefined) return
    flight.join(this.#background.signal).catch(() => {}) // reported and tried again in `#failed`
  }

  async #issue(signal: AbortSignal): Promise<IssuedToken> {
    return this.#sharing.exclusively(async () => {
      const others = this.#sharing.read()
      if (others !== undefined && this.#isWorthTaking(others)) {
        this.#accept(others)
        return others
      }
      const { clock, timeoutMs = 10_000, tokenUrl, fetch } = this.#options
      const startedAt = clock.now()
      const token = await requestToken({ tokenUrl, fetch, clock, timeoutMs, signal })
      const refreshes = this.#counts.refreshes + 1
      this.#counts = { ...this.#counts, refreshes, lastRefreshMs: clock.now() - startedAt }
      this.#sharing.write(token)
      this.#accept(token)
      return token
    }, signal)
  }

  /** Another tab's token is as good as a new one unless it is refused, ours already, or about to be renewed itself. */
  #isWorthTaking(token: IssuedToken): boolean {
    if (token.token === this.#rejected || token.issuedAt <= (this.#token?.issuedAt ?? 0)) return false
    return token.expiresAt - refreshAheadMs(token) > this.#options.clock.now()
  }

  #accept(token: IssuedToken): void {
    const { clock, random } = this.#options
    this.#token = token
    this.#counts = { ...this.#counts, clockSkewMs: token.clockSkewMs }
    this.#failuresInARow = 0
    this.#lastFailure = undefined
    this.#dueAt = refreshDueAt(token, random)
    this.#schedule(this.#dueAt - clock.now())
    this.#report(`New token, valid for ${seconds(token.expiresAt - clock.now())}`)
    for (const listener of this.#listeners) this.#tell(listener, token)
  }

  #failed(error: unknown): void {
    const { clock, random } = this.#options
    this.#failuresInARow++
    this.#lastFailure = error instanceof AuthenticationError ? 'refused' : 'failed'
    this.#counts = { ...this.#counts, failures: this.#counts.failures + 1 }
    const retryAfterMs = error instanceof RateLimitError ? error.retryAfterMs : 0
    this.#heldBackUntil = clock.now() + retryAfterMs
    const delayMs = Math.max(retryAfterMs, refreshRetryMs(this.#failuresInARow, random))
    this.#schedule(delayMs)

    const left = this.#token === undefined ? 0 : this.#token.expiresAt - clock.now()
    const present = left > 0 ? `the present token stays valid for ${seconds(left)}` : 'there is no valid token'
    const next = this.#background === undefined ? '' : `; next try in ${seconds(delayMs)}`
    this.#report(`No new token: ${error instanceof Error ? error.message : 'unknown reason'}; ${present}${next}`)
  }

  #tell(listener: (token: IssuedToken) => void, token: IssuedToken): void {
    try {
      listener(token)
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown reason'
      this.#options.onEvent?.({
        at: this.#options.clock.now(),
        kind: 'error',
        message: `A token listener threw: ${reason}`,
      })
    }
  }

  #schedule(delayMs: number): void {
    this.#stopTimer()
    if (this.#background === undefined) return
    this.#stopTimer = this.#options.clock.after(Math.min(delayMs, MAX_TIMER_MS), () => this.wake())
  }

  #report(message: string): void {
    this.#options.onEvent?.({ at: this.#options.clock.now(), kind: 'token', message })
  }

  #changed(): void {
    this.#options.onChange?.(this.health())
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`
