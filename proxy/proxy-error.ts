/** What every refused or failed HTTP request answers, whoever refused it. */
export interface ErrorBody {
  readonly status: number
  readonly code: ProxyErrorCode
  readonly message: string
  /** The vendor's id of the request, where it got that far. */
  readonly requestId?: string | undefined
}

export type ProxyErrorCode =
  | 'bad-request'
  | 'unauthorized'
  | 'forbidden'
  | 'foreign-origin'
  | 'not-entitled'
  | 'not-found'
  | 'not-allowed'
  | 'too-large'
  | 'rate-limited'
  | 'overloaded'
  | 'upstream-refused'
  | 'upstream-error'
  | 'upstream-timeout'
  | 'internal'

export interface ProxyErrorOptions extends ErrorOptions {
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
}

/** The one exception routes throw; `server.ts` alone turns it into an answer. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  readonly status: number
  readonly code: ProxyErrorCode
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(status: number, code: ProxyErrorCode, message: string, options: ProxyErrorOptions = {}) {
    super(message, options)
    this.status = status
    this.code = code
    this.requestId = options.requestId
    this.retryAfterMs = options.retryAfterMs
  }

  toBody(): ErrorBody {
    const { status, code, message, requestId } = this
    return requestId === undefined ? { status, code, message } : { status, code, message, requestId }
  }
}
