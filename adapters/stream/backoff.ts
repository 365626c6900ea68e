import { CLOSE_CODES } from '../../domain/close-codes.ts'

export interface BackoffOptions {
  /** The first retry comes within this time, ms. @default 250 */
  readonly firstMs?: number
  /** No retry waits longer, but for refusals that ask for it, ms. @default 10000 */
  readonly capMs?: number
  /** A number in [0, 1). */
  readonly random: () => number
}

/**
 * How long to wait before attempt number `attempt` (1 is the first retry), in ms. Full jitter: anywhere between now and
 * a bound that doubles, so that a thousand pages cut off together do not come back together.
 */
export function retryDelay(attempt: number, code: number, options: BackoffOptions): number {
  const { firstMs = 250, capMs = 10_000, random } = options
  // the server asked for patience: at least the longest ordinary wait, spread over as much again
  if (code === CLOSE_CODES.overLimit || code === CLOSE_CODES.tryAgainLater) return Math.round(capMs * (1 + random()))
  return Math.round(random() * Math.min(capMs, firstMs * 2 ** Math.max(0, attempt - 1)))
}
