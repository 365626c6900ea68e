/** An answer that is not 200, in one of the vendor's two error forms. */
export class RestError extends Error {
  readonly httpStatus: number
  readonly body: Readonly<Record<string, string>>

  constructor(httpStatus: number, body: Readonly<Record<string, string>>) {
    super(body['error'] ?? body['message'] ?? `HTTP ${httpStatus}`)
    this.httpStatus = httpStatus
    this.body = body
  }
}

export const badRequest = (error: string): RestError => new RestError(400, { status: 'ERROR', error })
export const keyMissing = (): RestError => new RestError(401, { status: 'ERROR', error: 'API Key was not provided' })
export const keyUnknown = (): RestError => new RestError(401, { status: 'ERROR', error: 'Unknown API Key' })
export const notFound = (message = 'Data not found.'): RestError => new RestError(404, { status: 'NOT_FOUND', message })
export const tickerNotFound = (): RestError => notFound('Ticker not found.')
export const notEntitled = (): RestError =>
  new RestError(403, {
    status: 'NOT_AUTHORIZED',
    message: 'You are not entitled to this data. Please upgrade your plan at https://massive.com/pricing',
  })
export const timeframeNotInPlan = (): RestError =>
  new RestError(403, {
    status: 'NOT_AUTHORIZED',
    message: "Your plan doesn't include this data timeframe. Please upgrade your plan at https://massive.com/pricing",
  })
export const tooManyRequests = (): RestError =>
  new RestError(429, {
    status: 'ERROR',
    error: "You've exceeded the maximum requests per minute, please wait or upgrade your subscription to continue.",
  })
