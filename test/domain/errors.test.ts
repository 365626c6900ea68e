import { describe, expect, it } from 'vitest'
import { assertNever } from '../../domain/assert-never.ts'
import { CLOSE_CODES, isRetryable } from '../../domain/close-codes.ts'
import {
  AuthenticationError,
  ConfigurationError,
  InvalidPayloadError,
  InvalidRequestError,
  InvalidTickerError,
  isAuthenticationError,
  isInvalidTickerError,
  isMarketDataError,
  isNotEntitledError,
  isNotFoundError,
  isRateLimitError,
  MarketDataError,
  NetworkError,
  NotEntitledError,
  NotFoundError,
  RateLimitError,
  RequestTimeoutError,
  SubscriptionError,
  toError,
  UpstreamError,
} from '../../domain/errors.ts'

const cause = new Error('the cause')

const family: readonly (readonly [MarketDataError, object])[] = [
  [new MarketDataError('a', { cause }), { name: 'MarketDataError', message: 'a', cause }],
  [
    new InvalidTickerError('A B', 'it has a blank', { cause }),
    { name: 'InvalidTickerError', message: 'Invalid ticker "A B": it has a blank', ticker: 'A B', cause },
  ],
  [
    new InvalidRequestError('bad', { cause, requestId: 'r' }),
    { name: 'InvalidRequestError', message: 'bad', requestId: 'r', cause },
  ],
  [
    new ConfigurationError('port', '0 to 65535', { cause }),
    { name: 'ConfigurationError', message: 'port: 0 to 65535', option: 'port', cause },
  ],
  [new AuthenticationError('no token'), { name: 'AuthenticationError', message: 'no token' }],
  [new NotEntitledError('upgrade'), { name: 'NotEntitledError', message: 'upgrade' }],
  [new NotFoundError('gone'), { name: 'NotFoundError', message: 'gone' }],
  [
    new RateLimitError(1500, { cause }),
    { name: 'RateLimitError', message: 'Rate limited; retry after 1500 ms', retryAfterMs: 1500, cause },
  ],
  [
    new RequestTimeoutError('GET /x', 10, { cause }),
    { name: 'RequestTimeoutError', message: 'GET /x gave no answer within 10 ms', timeoutMs: 10, cause },
  ],
  [new NetworkError('broken'), { name: 'NetworkError', message: 'broken' }],
  [
    new UpstreamError(502, 'bad gateway', { cause }),
    { name: 'UpstreamError', message: 'bad gateway', status: 502, cause },
  ],
  [new InvalidPayloadError('not JSON'), { name: 'InvalidPayloadError', message: 'not JSON' }],
  [
    new SubscriptionError('not-found', ['X'], 'no such', { cause }),
    { name: 'SubscriptionError', message: 'no such', code: 'not-found', symbols: ['X'], cause },
  ],
]

describe('errors', () => {
  it.each(family)('%s is of the family and carries its facts', (error, facts) => {
    expect(error).toBeInstanceOf(MarketDataError)
    expect(error).toBeInstanceOf(Error)
    expect(isMarketDataError(error)).toBe(true)
    for (const [key, value] of Object.entries(facts)) expect(Reflect.get(error, key)).toEqual(value)
  })

  it('knows no request id where there was none', () => {
    expect(new InvalidRequestError('bad').requestId).toBeUndefined()
  })

  it.each([
    [isInvalidTickerError, InvalidTickerError],
    [isRateLimitError, RateLimitError],
    [isAuthenticationError, AuthenticationError],
    [isNotEntitledError, NotEntitledError],
    [isNotFoundError, NotFoundError],
    [isMarketDataError, MarketDataError],
  ])('tells its own kind from the others (%o)', (guard, type) => {
    for (const [error] of family) expect(guard(error)).toBe(error instanceof type)
    for (const other of [cause, undefined, null, 'NotFoundError', { name: type.name }]) expect(guard(other)).toBe(false)
  })
})

describe('what was thrown', () => {
  it('is an error as it is, and any other thing becomes one with that thing as its cause', () => {
    expect(toError(cause)).toBe(cause)
    expect(toError('stopped')).toEqual(new Error('stopped', { cause: 'stopped' }))
    expect(toError(undefined).message).toBe('undefined')
  })
})

describe('close codes', () => {
  it('are all different', () => {
    const codes = Object.values(CLOSE_CODES)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('let a client come back but where that cannot help', () => {
    const final = Object.values(CLOSE_CODES).filter((code) => !isRetryable(code))
    expect(final).toEqual([CLOSE_CODES.normal, CLOSE_CODES.badMessage, CLOSE_CODES.forbidden])
    expect(isRetryable(4999)).toBe(true)
  })
})

describe('assertNever', () => {
  it('throws what got past the types', () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what data can do and types forbid
    expect(() => assertNever('new' as never)).toThrow('Unhandled case: "new"')
  })
})
