import {
  AuthenticationError,
  InvalidPayloadError,
  InvalidRequestError,
  NetworkError,
  NotEntitledError,
  NotFoundError,
  RateLimitError,
  UpstreamError,
  isMarketDataError,
} from '../../domain/errors.ts'
import type { MarketDataError } from '../../domain/errors.ts'
import { parseErrorBody } from '../../domain/massive/rest-envelope.ts'
import { rateLimitWaitMs } from '../../domain/retry-after.ts'

/** An answer whose body was read. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** `undefined` where the body was no JSON. */
  readonly body: unknown
}

interface Refusal {
  readonly message: string
  readonly requestId: string | undefined
  /** The vendor's word or the proxy's code. */
  readonly code: string | undefined
}

/** The error an answer stands for; `undefined` for a good one. `what` names the request; no text holds a token. */
export function errorOfAnswer(what: string, answer: Answer, now: number): MarketDataError | undefined {
  const { status, headers, body } = answer
  const refusal = refusalOf(body)
  if (status >= 200 && status < 300) return errorOfGoodStatus(what, body, refusal)

  const said = describe(what, refusal ?? { message: `status ${status}`, requestId: undefined, code: undefined })
  switch (status) {
    case 401:
      return new AuthenticationError(`${said}. The proxy refuses even a fresh token: check its clock and token secret`)
    case 403:
      return new NotEntitledError(said)
    case 404:
      return new NotFoundError(said)
    case 429:
      return new RateLimitError(rateLimitWaitMs(headers, now))
    default:
      if (status >= 500 || status === 408 || status === 425) return upstreamError(status, said, refusal)
      return new InvalidRequestError(`${said}. Check the arguments`, { requestId: refusal?.requestId })
  }
}

/** What kept an answer from coming at all. */
export function errorOfFailure(what: string, error: unknown): MarketDataError {
  if (isMarketDataError(error)) return error
  return new NetworkError(`${what} got no answer: check the connection and that the proxy runs`, { cause: error })
}

// a refusal can come with 200
function errorOfGoodStatus(what: string, body: unknown, refusal: Refusal | undefined): MarketDataError | undefined {
  if (body === undefined) return new InvalidPayloadError(`${what} answered no JSON: check that baseUrl is the proxy's`)
  if (refusal?.code === undefined) return undefined
  const said = describe(what, refusal)
  if (refusal.code === 'NOT_AUTHORIZED') return new NotEntitledError(said)
  if (refusal.code === 'NOT_FOUND') return new NotFoundError(said)
  return new UpstreamError(200, said)
}

function upstreamError(status: number, said: string, refusal: Refusal | undefined): UpstreamError {
  // the proxy's own key is refused by the vendor: nothing a client does, now or later, helps
  if (refusal?.code === 'upstream-refused') return new UpstreamError(401, `${said}. Check MASSIVE_API_KEY of the proxy`)
  return new UpstreamError(status, said)
}

function describe(what: string, { message, requestId }: Refusal): string {
  const id = requestId === undefined ? '' : ` (request ${requestId})`
  return `${what} was refused: ${message.replace(/\.$/, '')}${id}`
}

/** Both of the vendor's error bodies, and the proxy's `{ status, code, message, requestId }`. */
function refusalOf(body: unknown): Refusal | undefined {
  const error = parseErrorBody(body)
  if (error === undefined) return undefined
  return {
    message: error.message,
    requestId: error.requestId ?? memberOf(body, 'requestId'),
    code: error.status ?? memberOf(body, 'code'),
  }
}

function memberOf(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const value: unknown = Reflect.get(body, name)
  return typeof value === 'string' ? value : undefined
}
