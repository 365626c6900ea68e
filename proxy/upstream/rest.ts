import type { Clock } from '../../domain/clock.ts'
import { rateLimitWaitMs } from '../../domain/retry-after.ts'
import { ProxyError } from '../proxy-error.ts'
import { cleanAnswer, withoutKey } from './clean-answer.ts'
import { createRateBudget } from './rate-budget.ts'
import type { RateBudget } from './rate-budget.ts'
import { createResponseCache } from './response-cache.ts'
import type { CleanAnswer, ResponseCache } from './response-cache.ts'
import { createSharedRequests } from './shared-requests.ts'
import { errorOf } from './rest-answer.ts'
import type { RawAnswer } from './rest-answer.ts'

const VENDOR_HOSTS = new Set(['api.massive.com', 'api.polygon.io'])

export interface UpstreamRestOptions {
  readonly restUrl: string
  readonly apiKey: string
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly requestsPerMinute: number
  readonly timeoutMs: number
  readonly maxAnswerBytes: number
  /** How long a request may wait for its turn. */
  readonly maxWaitMs: number
}

export interface UpstreamRequest {
  /** Absolute, e.g. `/v3/snapshot`. */
  readonly path: string
  /** Sorted, without `?`; empty for none. */
  readonly query: string
  /** Who asks: turns are taken by it. */
  readonly subject: string
  /** How old a kept answer may be; 0 always asks. */
  readonly ttlMs: number
}

export interface UpstreamRestCounts {
  requests: number
  shared: number
  errors: number
  limited: number
}

/** The vendor's REST side: one key, one budget, equal requests asked once. Rejects with {@link ProxyError}. */
export interface UpstreamRest {
  request(request: UpstreamRequest): Promise<CleanAnswer>
  readonly counts: Readonly<UpstreamRestCounts>
  readonly cache: Pick<ResponseCache, 'size' | 'hits' | 'misses'>
  readonly budget: Pick<RateBudget, 'queued'>
  /** Whether the last answer said that the key is unknown. */
  readonly isKeyRefused: boolean
  stop(): void
}

export function createUpstreamRest(options: UpstreamRestOptions): UpstreamRest {
  const { clock, apiKey, restUrl } = options
  const { host } = new URL(restUrl)
  const cleaning = { apiKey, isVendorHost: (other: string) => other === host || VENDOR_HOSTS.has(other) }
  const cache = createResponseCache({ clock, maxEntries: 2_000, maxCharacters: 64 * 1024 * 1024 })
  const budget = createRateBudget({
    clock,
    requestsPerMinute: options.requestsPerMinute,
    maxWaitMs: options.maxWaitMs,
    maxQueued: 200,
  })
  let isKeyRefused = false
  const counts: UpstreamRestCounts = { requests: 0, shared: 0, errors: 0, limited: 0 }
  const stopping = new AbortController()

  async function ask(target: string): Promise<CleanAnswer> {
    counts.requests += 1
    const { status, text, headers } = await exchange(target, options, stopping.signal)
    const now = clock.now()
    isKeyRefused = status === 401
    const error = errorOf({ status, text: withoutKey(text, apiKey), headers }, now)
    if (error === undefined) return { text: cleanAnswer(text, cleaning), fetchedAt: now }
    if (error.status === 429) {
      counts.limited += 1
      budget.holdUntil(now + rateLimitWaitMs(headers, now))
    }
    throw error
  }

  async function fetchFresh(target: string): Promise<CleanAnswer> {
    try {
      const answer = await ask(target)
      cache.set(target, answer)
      return answer
    } catch (error) {
      counts.errors += 1
      throw error
    }
  }
  const share = createSharedRequests({ budget, ask: fetchFresh, onShared: () => (counts.shared += 1) })

  return {
    counts,
    cache,
    budget,
    get isKeyRefused() {
      return isKeyRefused
    },
    async request({ path, query, subject, ttlMs }) {
      const target = query === '' ? path : `${path}?${query}`
      return cache.get(target, ttlMs) ?? (await share(target, subject))
    },
    stop() {
      budget.stop()
      stopping.abort(new ProxyError(503, 'overloaded', 'The proxy is stopping'))
    },
  }
}

async function exchange(target: string, options: UpstreamRestOptions, stopping: AbortSignal): Promise<RawAnswer> {
  const timeout = new AbortController()
  const stopTimer = options.clock.after(options.timeoutMs, () => timeout.abort())
  try {
    const response = await options.fetch(options.restUrl + target, {
      headers: { authorization: `Bearer ${options.apiKey}`, accept: 'application/json' },
      // a redirect would carry the key elsewhere
      redirect: 'error',
      signal: AbortSignal.any([timeout.signal, stopping]),
    })
    const text = await readBounded(response, options.maxAnswerBytes)
    return { status: response.status, text, headers: response.headers }
  } catch (error) {
    if (error instanceof ProxyError) throw error
    if (stopping.aborted) throw new ProxyError(503, 'overloaded', 'The proxy is stopping')
    if (timeout.signal.aborted) {
      throw new ProxyError(504, 'upstream-timeout', `The vendor gave no answer within ${options.timeoutMs} ms`)
    }
    throw new ProxyError(502, 'upstream-error', 'The vendor could not be reached', { cause: error })
  } finally {
    stopTimer()
  }
}

async function readBounded(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  const chunks: string[] = []
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new ProxyError(502, 'too-large', `The vendor's answer is larger than ${maxBytes} bytes`)
    chunks.push(decoder.decode(chunk, { stream: true }))
  }
  chunks.push(decoder.decode())
  return chunks.join('')
}
