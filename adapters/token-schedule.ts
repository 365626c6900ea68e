import type { EpochMs } from '../domain/freshness.ts'
import type { IssuedToken } from './token-source.ts'

const REFRESH_AHEAD_MS = 60_000
const SHORT_LIFETIME_SHARE = 1 / 5
// pages opened together must not come back together
const REFRESH_JITTER = 0.2
const MIN_REFRESH_DELAY_MS = 250

const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 30_000

/** How long before its expiry a token is renewed: a minute, or a fifth of a short life. */
export function refreshAheadMs(token: IssuedToken): number {
  return Math.min(REFRESH_AHEAD_MS, (token.expiresAt - token.issuedAt) * SHORT_LIFETIME_SHARE)
}

/** When to renew a token; up to a fifth of the head start earlier by chance. */
export function refreshDueAt(token: IssuedToken, random: () => number): EpochMs {
  const dueAt = token.expiresAt - refreshAheadMs(token) * (1 + REFRESH_JITTER * random())
  return Math.max(dueAt, token.issuedAt + MIN_REFRESH_DELAY_MS)
}

/** How long to wait after the given number of failures in a row: doubling from 1 s to 30 s, half of it by chance. */
export function refreshRetryMs(failures: number, random: () => number): number {
  const longest = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1))
  return longest * (0.5 + 0.5 * random())
}
