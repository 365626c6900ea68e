import {
  AuthenticationError,
  NetworkError,
  NotEntitledError,
  RateLimitError,
  RequestTimeoutError,
  UpstreamError,
} from '../../domain/errors.ts'
import type { MarketDataError } from '../../domain/errors.ts'

const FIRST_RETRY_MS = 300
const MAX_RETRY_MS = 5_000

/** Statuses of a server that may be well again in a moment. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 500, 502, 503, 504])

/** Whether the same request may succeed later: connection, time and load pass; what was wrong stays wrong. */
export function isPassing(error: MarketDataError): boolean {
  if (error instanceof UpstreamError) return PASSING_STATUSES.has(error.status)
  return error instanceof NetworkError || error instanceof RequestTimeoutError || error instanceof RateLimitError
}

/** Whether the error speaks of the service as a whole, so that asking it for something else helps no more. */
export function isOfService(error: MarketDataError): boolean {
  return isPassing(error) || error instanceof AuthenticationError || error instanceof UpstreamError
}

/** Whether asking for each part of a batch alone may tell the good from the bad. */
export function isWorthSplitting(error: MarketDataError): boolean {
  // a plan refuses single tickers by their rows, and a whole answer for all tickers alike
  if (error instanceof NotEntitledError) return false
  return error instanceof UpstreamError ? isPassing(error) : !isOfService(error)
}

/** How long to wait before attempt number `attempt` (2, 3, …), ms: doubling, half of it by chance. */
export function retryDelayMs(attempt: number, random: () => number): number {
  const longest = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, attempt - 2))
  return longest * (0.5 + 0.5 * random())
}
