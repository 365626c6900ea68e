const MINUTE_MS = 60_000

/**
 * How long an answer's `Retry-After` asks to wait, ms: seconds or an HTTP date (RFC 9110, section 10.2.3).
 * `undefined` when it is absent or cannot be read. A date is compared with the answer's own `Date` where it has one,
 * so that this machine's clock need not be right.
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim()
  if (text === undefined || text === '') return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000

  const at = Date.parse(text)
  if (Number.isNaN(at)) return undefined
  const serverNow = Date.parse(headers.get('date') ?? '')
  return Math.max(0, at - (Number.isNaN(serverNow) ? now : serverNow))
}

/** How long a 429 asks to wait, ms; where it does not say, until the next minute begins, as plans count by the minute. */
export const rateLimitWaitMs = (headers: Headers, now: number): number =>
  parseRetryAfter(headers, now) ?? MINUTE_MS - (now % MINUTE_MS)
