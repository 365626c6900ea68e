import * as z from 'zod'
import { rateLimitWaitMs } from '../../domain/retry-after.ts'
import { ProxyError } from '../proxy-error.ts'

/** The members by which the vendor says no; there are two shapes of them. */
const refusal = z.object({
  status: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  request_id: z.string().optional().catch(undefined),
})

export interface RawAnswer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/** The error an answer stands for; undefined for a good one. Bodies that are no JSON tell nothing and are not passed on. */
export function errorOf({ status, text, headers }: RawAnswer, now: number): ProxyError | undefined {
  if (status < 400 && !text.includes('NOT_AUTHORIZED')) return undefined
  const body = parseRefusal(text)
  const message = body.message ?? body.error ?? `The vendor answered with status ${status}`
  const options = { requestId: body.request_id }

  // a refusal can come with 200
  if (status < 400) {
    return body.status === 'NOT_AUTHORIZED' ? new ProxyError(403, 'not-entitled', message, options) : undefined
  }
  switch (status) {
    case 400:
    case 409:
      return new ProxyError(400, 'bad-request', message, options)
    case 401:
      // not the visitor's fault: a 401 here would send its client after a fresh token
      return new ProxyError(502, 'upstream-refused', "The vendor refuses the proxy's key", options)
    case 403:
      return new ProxyError(403, 'not-entitled', message, options)
    case 404:
      return new ProxyError(404, 'not-found', message, options)
    case 429:
      return new ProxyError(429, 'rate-limited', message, { ...options, retryAfterMs: rateLimitWaitMs(headers, now) })
    default:
      return new ProxyError(502, 'upstream-error', `The vendor answered with status ${status}`, options)
  }
}

function parseRefusal(text: string): z.infer<typeof refusal> {
  try {
    return refusal.parse(JSON.parse(text))
  } catch {
    return {}
  }
}
