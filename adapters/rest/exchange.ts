import ky from 'ky'
import type { KyInstance } from 'ky'
import { RateLimitError } from '../../domain/errors.ts'
import type { MarketDataError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { RestHealth } from '../../domain/health.ts'
import { parseJson } from '../../domain/parse-json.ts'
import { parseRetryAfter } from '../../domain/retry-after.ts'
import { withDeadline } from '../abort.ts'
import { createRateGate } from './rate-gate.ts'
import { errorOfAnswer, errorOfFailure } from './response-error.ts'
import type { Answer } from './response-error.ts'
import { createRestHealthRecorder } from './rest-health.ts'
import type { MassiveRestOptions } from './rest-types.ts'

/** Names with a dot are the vendor's filters: `strike_price.gte`. Undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export interface RestRequest {
  /** The vendor's path, with or without its query: `v3/snapshot`. */
  readonly path: string
  readonly query?: Query | undefined
  readonly signal?: AbortSignal | undefined
}

/** Single attempts, what they are held back by, and what is counted of them. */
export interface Exchange {
  /** Resolves when the rate limit, if any, lets a request through. */
  ready(signal: AbortSignal | undefined): Promise<void>
  /** One attempt, answered by JSON. Rejects with a typed error, or with the signal's reason. */
  send(request: RestRequest, token: string, attempt: number): Promise<unknown>
  /** Counts an answer that turned out to be of no use. */
  reject(error: MarketDataError): void
  health(): RestHealth
  /** A chain came whole that was begun then. */
  chainLoaded(beganAt: EpochMs): void
}

const TOKEN_HEADER = 'x-massive-proxy-token'

export function createExchange(options: MassiveRestOptions): Exchange {
  const { clock, random, timeoutMs = 10_000, maxLimitWaitMs = 65_000, onChange, onEvent } = options
  const api = createApi(options)
  const gate = createRateGate({ clock, random, maxWaitMs: maxLimitWaitMs })
  const recorder = createRestHealthRecorder(clock)
  const health = (): RestHealth => recorder.health(gate.heldUntil)

  const hold = (forMs: number, why: string): void => {
    gate.hold(forMs)
    const message = `${why}: REST requests wait for ${Math.ceil(forMs / 1_000)} s`
    onEvent?.({ at: clock.now(), kind: 'rate-limited', message })
  }
  const heed = (answer: Answer, error: MarketDataError): void => {
    if (error instanceof RateLimitError) return hold(error.retryAfterMs, 'Rate limited')
    const pauseMs = answer.status === 503 ? parseRetryAfter(answer.headers, clock.now()) : undefined
    if (pauseMs !== undefined) hold(Math.min(pauseMs, maxLimitWaitMs), 'The server asks for a pause')
  }

  return {
    health,
    ready: (signal) => gate.pass(signal),
    chainLoaded(beganAt) {
      recorder.chainLoaded(beganAt)
      onChange?.(health())
    },
    reject(error) {
      recorder.failed(error)
      onChange?.(health())
    },
    async send(request, token, attempt) {
      const { signal } = request
      const what = nameOf(request)
      const sentAt = clock.now()
      recorder.sent(attempt)
      try {
        const answer = await withDeadline({ clock, timeoutMs, what, signal }, (attemptSignal) =>
          ask(api, { ...request, signal: attemptSignal }, token),
        )
        const error = errorOfAnswer(what, answer, clock.now())
        if (error !== undefined) {
          heed(answer, error)
          throw error
        }
        recorder.succeeded(sentAt)
        return answer.body
      } catch (error) {
        signal?.throwIfAborted()
        const failure = errorOfFailure(what, error)
        recorder.failed(failure)
        throw failure
      } finally {
        onChange?.(health())
      }
    },
  }
}

/** How error texts name a request: no query, which may be long. */
export const nameOf = ({ path }: RestRequest): string => `GET /${path.split('?', 1)[0]}`

/**
 * The one ky instance. It builds the requests and does nothing twice: its own retries wait by the machine's
 * `setTimeout` and `Math.random`, ours by the injected clock, and a rate limit must hold back every other request too.
 */
function createApi({ baseUrl, fetch }: MassiveRestOptions): KyInstance {
  return ky.create({
    // not `baseUrl`: resolving a path against that would drop the `/api/massive` of it
    prefix: baseUrl,
    fetch: (input, init) => fetch(input, init),
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    headers: { accept: 'application/json' },
    hooks: {
      beforeRequest: [({ request, options }) => request.headers.set(TOKEN_HEADER, String(options.context.token))],
    },
  })
}

async function ask(api: KyInstance, { path, query, signal }: RestRequest, token: string): Promise<Answer> {
  const response = await api(path, {
    context: { token },
    ...(query === undefined ? {} : { searchParams: query }),
    ...(signal === undefined ? {} : { signal }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: parseJson(text) }
}
