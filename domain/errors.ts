import type { Ticker } from './ticker.ts'

/** Everything this package throws on purpose. Aborted calls reject with the signal's own reason instead. */
export class MarketDataError extends Error {
  override readonly name: string = 'MarketDataError'
}

/** A ticker that no market writes that way. */
export class InvalidTickerError extends MarketDataError {
  override readonly name = 'InvalidTickerError'
  readonly ticker: unknown

  constructor(ticker: unknown, problem: string, options?: ErrorOptions) {
    super(`Invalid ticker ${JSON.stringify(ticker)}: ${problem}`, options)
    this.ticker = ticker
  }
}

/** The call cannot be answered as it was made; making it again will not help. */
export class InvalidRequestError extends MarketDataError {
  override readonly name = 'InvalidRequestError'
  /** The vendor's id of the refused request, where it reached the vendor. */
  readonly requestId: string | undefined

  constructor(message: string, options?: ErrorOptions & { readonly requestId?: string | undefined }) {
    super(message, options)
    this.requestId = options?.requestId
  }
}

/** An option of this package has a value it cannot have. */
export class ConfigurationError extends MarketDataError {
  override readonly name = 'ConfigurationError'
  readonly option: string

  constructor(option: string, problem: string, options?: ErrorOptions) {
    super(`${option}: ${problem}`, options)
    this.option = option
  }
}

/** No token could be had, or the proxy refuses even a fresh one. */
export class AuthenticationError extends MarketDataError {
  override readonly name = 'AuthenticationError'
}

/** The account's plan does not include what was asked for. */
export class NotEntitledError extends MarketDataError {
  override readonly name = 'NotEntitledError'
}

/** The vendor knows no such ticker or data. */
export class NotFoundError extends MarketDataError {
  override readonly name = 'NotFoundError'
}

/** The source refused because we asked too often. */
export class RateLimitError extends MarketDataError {
  override readonly name = 'RateLimitError'
  readonly retryAfterMs: number

  constructor(retryAfterMs: number, options?: ErrorOptions) {
    super(`Rate limited; retry after ${retryAfterMs} ms`, options)
    this.retryAfterMs = retryAfterMs
  }
}

/** No answer in time. */
export class RequestTimeoutError extends MarketDataError {
  override readonly name = 'RequestTimeoutError'
  readonly timeoutMs: number

  constructor(what: string, timeoutMs: number, options?: ErrorOptions) {
    super(`${what} gave no answer within ${timeoutMs} ms`, options)
    this.timeoutMs = timeoutMs
  }
}

/** The proxy could not be reached, or the connection broke. */
export class NetworkError extends MarketDataError {
  override readonly name = 'NetworkError'
}

/** The proxy or the vendor failed (5xx) on every attempt. */
export class UpstreamError extends MarketDataError {
  override readonly name = 'UpstreamError'
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

/** An answer or frame that is not of the form the vendor documents. */
export class InvalidPayloadError extends MarketDataError {
  override readonly name = 'InvalidPayloadError'
}

/** The server does not stream these symbols. */
export class SubscriptionError extends MarketDataError {
  override readonly name = 'SubscriptionError'
  readonly symbols: readonly Ticker[]
  /** One of the wire protocol's error codes. */
  readonly code: string

  constructor(code: string, symbols: readonly Ticker[], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.symbols = symbols
  }
}

/** A row of a batch that could not be answered, beside the rows that could. */
export interface SymbolError {
  readonly symbol: Ticker
  readonly error: MarketDataError
}

export const isMarketDataError = (error: unknown): error is MarketDataError => error instanceof MarketDataError
export const isInvalidTickerError = (error: unknown): error is InvalidTickerError => error instanceof InvalidTickerError
export const isRateLimitError = (error: unknown): error is RateLimitError => error instanceof RateLimitError
export const isAuthenticationError = (error: unknown): error is AuthenticationError =>
  error instanceof AuthenticationError
export const isNotEntitledError = (error: unknown): error is NotEntitledError => error instanceof NotEntitledError
export const isNotFoundError = (error: unknown): error is NotFoundError => error instanceof NotFoundError

/** What was thrown, as an `Error`: reasons of an abort may be anything. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown })
}
