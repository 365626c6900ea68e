import type * as z from 'zod/mini'
import { wait } from '../../domain/clock.ts'
import { AuthenticationError, InvalidPayloadError, RateLimitError } from '../../domain/errors.ts'
import type { MarketDataError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { RestHealth } from '../../domain/health.ts'
import { createExchange, nameOf } from './exchange.ts'
import type { RestRequest } from './exchange.ts'
import { errorOfFailure } from './response-error.ts'
import type { MassiveRestOptions } from './rest-types.ts'
import { isPassing, retryDelayMs } from './retry-policy.ts'

/** Sends requests through the proxy and brings back what the schema lets through. */
export interface Requester {
  /** @throws every kind of MarketDataError that `domain/errors.ts` names for REST */
  get<TSchema extends z.ZodMiniType>(request: RestRequest, schema: TSchema): Promise<z.output<TSchema>>
  /** Between the parts of a long answer. */
  breathe(): Promise<void> | undefined
  health(): RestHealth
  /** A chain came whole that was begun then. */
  chainLoaded(beganAt: EpochMs): void
}

export function createRequester(options: MassiveRestOptions): Requester {
  const { clock, random, tokens, maxAttempts = 3, maxLimitWaitMs = 65_000 } = options
  const exchange = createExchange(options)

  async function get(request: RestRequest): Promise<unknown> {
    const { signal } = request
    let rejectedToken: string | undefined
    for (let attempt = 1; ; attempt++) {
      await exchange.ready(signal)
      let token: string | undefined
      try {
        token = await (rejectedToken === undefined
          ? tokens.getToken({ signal })
          : tokens.refresh(rejectedToken, { signal }))
        return await exchange.send(request, token, attempt)
      } catch (error) {
        signal?.throwIfAborted()
        const failure = errorOfFailure(nameOf(request), error)
        if (attempt >= maxAttempts) throw failure
        // a token is replaced once; where there is none to be had, asking again is the token manager's business
        const isRejected = failure instanceof AuthenticationError && token !== undefined
        if (isRejected && rejectedToken === undefined) {
          rejectedToken = token
          continue
        }
        const delayMs = delayBefore(attempt + 1, failure)
        if (delayMs === undefined) throw failure
        await wait(clock, delayMs, signal)
      }
    }
  }

  function delayBefore(attempt: number, failure: MarketDataError): number | undefined {
    if (!isPassing(failure)) return undefined
    const backOffMs = retryDelayMs(attempt, random)
    if (!(failure instanceof RateLimitError)) return backOffMs
    return failure.retryAfterMs > maxLimitWaitMs ? undefined : Math.max(backOffMs, failure.retryAfterMs)
  }

  return {
    breathe: () => clock.breathe?.(),
    health: () => exchange.health(),
    chainLoaded: (beganAt) => exchange.chainLoaded(beganAt),
    async get(request, schema) {
      const parsed = schema.safeParse(await get(request))
      if (parsed.success) return parsed.data
      const failure = new InvalidPayloadError(describeProblem(nameOf(request), parsed.error))
      exchange.reject(failure)
      throw failure
    },
  }
}

function describeProblem(what: string, { issues }: z.core.$ZodError): string {
  const [issue] = issues
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : `"${issue.path.join('.')}"`
  return `${what} answered something else than documented: ${where}: ${issue?.message ?? 'unreadable'}`
}
