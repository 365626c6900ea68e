import {
  AuthenticationError,
  InvalidPayloadError,
  NetworkError,
  RateLimitError,
  UpstreamError,
} from '../domain/errors.ts'
import { isMarketDataError } from '../domain/errors.ts'
import { isNumber, isString, objectOf } from '../domain/guards.ts'
import { parseJson } from '../domain/parse-json.ts'
import { parseRetryAfter } from '../domain/retry-after.ts'
import type { Clock } from '../domain/clock.ts'
import type { MarketDataError } from '../domain/errors.ts'
import type { EpochMs } from '../domain/freshness.ts'
import { withDeadline } from './abort.ts'
import type { IssuedToken } from './token-source.ts'

export interface TokenRequest {
  readonly tokenUrl: string
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

interface AnswerBody {
  readonly token: string
  readonly expiresAt: EpochMs
  readonly serverTime: EpochMs
}

const isAnswerBody = objectOf<AnswerBody>({ token: isString, expiresAt: isNumber, serverTime: isNumber })

const WITHOUT_RETRY_AFTER_MS = 5_000

/**
 * Asks the proxy for a token. The lifetime counts from when the question was sent, by our own clock: whatever the two
 * clocks say, the token is never believed longer than the server does.
 *
 * @throws AuthenticationError, RateLimitError, UpstreamError, NetworkError, RequestTimeoutError, InvalidPayloadError
 */
export async function requestToken(request: TokenRequest): Promise<IssuedToken> {
  const { tokenUrl, fetch, clock, timeoutMs, signal } = request
  const sentAt = clock.now()
  const what = `The token route ${withoutSecrets(tokenUrl)}`
  const body = await withDeadline({ clock, timeoutMs, what, signal }, async (attemptSignal) => {
    const response = await reach(what, () => fetch(tokenUrl, { method: 'POST', signal: attemptSignal }))
    if (!response.ok) throw refusal(what, response, clock.now())
    return reach(what, () => response.text())
  })
  const answer = parseAnswer(what, body)
  return {
    token: answer.token,
    issuedAt: sentAt,
    expiresAt: sentAt + (answer.expiresAt - answer.serverTime),
    clockSkewMs: skewOf(answer.serverTime, sentAt, clock.now()),
  }
}

/** Error texts get into logs: a query may tell a session, and what stands before the host a password. */
const withoutSecrets = (url: string): string => url.replace(/[?#].*$/s, '').replace(/^(\w+:\/\/)[^/]*@/, '$1')

/**
 * The server told its time at some moment between question and answer. Where that may have been the same time as ours,
 * the clocks are taken to agree, as most do to the millisecond: a page that is busy reads an answer late, and half of
 * that would pass for skew.
 */
function skewOf(serverTime: EpochMs, sentAt: EpochMs, receivedAt: EpochMs): number {
  if (serverTime >= sentAt && serverTime <= receivedAt) return 0
  return Math.round(serverTime - (sentAt + receivedAt) / 2)
}

async function reach<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (isMarketDataError(error)) throw error
    throw new NetworkError(`${what} could not be reached: check that the proxy runs there`, { cause: error })
  }
}

function refusal(what: string, response: Response, now: number): MarketDataError {
  const { status } = response
  if (status === 429) return new RateLimitError(parseRetryAfter(response.headers, now) ?? WITHOUT_RETRY_AFTER_MS)
  if (status >= 500) return new UpstreamError(status, `${what} failed with status ${status}`)
  const advice =
    status === 404 ? 'check tokenUrl' : "check that the proxy's allowed origins and authorize() admit this page"
  return new AuthenticationError(`${what} issues no token (status ${status}): ${advice}`)
}

function parseAnswer(what: string, body: string): AnswerBody {
  const answer = parseJson(body)
  if (!isAnswerBody(answer) || answer.token === '') {
    throw new InvalidPayloadError(
      `${what} did not answer { token, expiresAt, serverTime }: is it this package's proxy?`,
    )
  }
  if (answer.expiresAt <= answer.serverTime) {
    throw new InvalidPayloadError(`${what} issued a token that had already expired: check the proxy's token lifetime`)
  }
  return answer
}
