import type { Clock } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { HealthEvent, RestHealth } from '../../domain/health.ts'
import type { OptionContract } from '../../domain/option.ts'
import type { Quote } from '../../domain/quote.ts'
import type { TokenSource } from '../token-source.ts'

/** A calendar day `YYYY-MM-DD` (US Eastern), or an instant in epoch ms. */
export type DateOrTime = string | EpochMs

export interface CallOptions {
  /** Ends the call and everything it waits for; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

export interface TradesParams {
  readonly from?: DateOrTime | undefined
  readonly to?: DateOrTime | undefined
  /** Number of trades, newest kept. 1..50000. @default 1000 */
  readonly limit?: number | undefined
}

/** How far a walk over pages has come. */
export interface PageProgress {
  readonly loaded: number
  /** How many there will be, where that is known. */
  readonly expected?: number | undefined
}

/** What a page of a chain brought that no page before it did. */
export interface ChainPage {
  readonly contracts: readonly OptionContract[]
  /** One a contract. */
  readonly quotes: readonly Quote[]
  /** The newest that was told so far. */
  readonly underlyingPrice: number | undefined
  readonly progress: PageProgress
}

export interface ChainCallOptions extends CallOptions {
  /** Called for each page as it arrives, in no particular order when partitions are fetched in parallel. */
  readonly onPage?: ((page: ChainPage) => void) | undefined
}

export interface ContractAnswer {
  readonly contract: OptionContract
  /** Absent where the plan has no snapshots of options. */
  readonly quote?: Quote | undefined
}

/** Bounds of `MassiveREST`; the defaults suit a page beside its proxy. */
export interface RestLimits {
  /** Attempts of one request in all. @default 3 */
  readonly maxAttempts?: number
  /** How long one attempt may take, ms. @default 10000 */
  readonly timeoutMs?: number
  /** The longest that a request waits for a rate limit to pass before it fails, ms. @default 65000 */
  readonly maxLimitWaitMs?: number
  /** Requests of one call that run at the same time. @default 6 */
  readonly concurrency?: number
  /** Pages of one call; what lies beyond is left out and the answer says so. @default 200 */
  readonly maxPages?: number
}

export interface MassiveRestOptions extends RestLimits {
  /** The proxy's REST address, e.g. `https://host/api/massive`. The vendor's path follows it. */
  readonly baseUrl: string
  readonly tokens: TokenSource
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** A number in [0, 1), for jitter. */
  readonly random: () => number
  readonly onChange?: ((health: RestHealth) => void) | undefined
  readonly onEvent?: ((event: HealthEvent) => void) | undefined
}
