import { ProxyError } from '../proxy-error.ts'

const TICKER = String.raw`[A-Za-z0-9][A-Za-z0-9.:_-]{0,47}`
const DATE_OR_MS = String.raw`\d{4}-\d{2}-\d{2}|\d{10,14}`
const ranged = (name: string): readonly string[] => [name, ...['gt', 'gte', 'lt', 'lte'].map((end) => `${name}.${end}`)]

const PAGED = ['order', 'limit', 'sort', 'cursor']
const SNAPSHOT = [...ranged('ticker'), 'ticker.any_of', 'type', ...PAGED]
const CHAIN = [...ranged('strike_price'), ...ranged('expiration_date'), 'contract_type', ...PAGED]
const CONTRACTS = [...CHAIN, ...ranged('underlying_ticker'), ...ranged('ticker'), 'as_of', 'expired']
const INDICATOR = [
  ...ranged('timestamp'),
  ...PAGED,
  'timespan',
  'adjusted',
  'window',
  'short_window',
  'long_window',
  'signal_window',
  'series_type',
  'expand_underlying',
]
const TICKERS = [
  ...ranged('ticker'),
  ...PAGED,
  'type',
  'market',
  'exchange',
  'cusip',
  'cik',
  'date',
  'search',
  'active',
]

/** One operation of the vendor that visitors may use. */
export interface AllowedPath {
  /** Matched against the whole decoded path. */
  readonly pattern: RegExp
  /** Names of query parameters; any other is refused. */
  readonly parameters: readonly string[]
  /** How long an answer may be given to others too, ms. */
  readonly ttlMs: number
}

const allow = (path: string, parameters: readonly string[], ttlMs: number): AllowedPath => ({
  pattern: new RegExp(`^${path.replaceAll('{ticker}', `(?:${TICKER})`).replaceAll('{date}', `(?:${DATE_OR_MS})`)}$`),
  parameters,
  ttlMs,
})

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Every operation the provider uses, and its small companions. A host can add to it. */
export const ALLOWED_PATHS: readonly AllowedPath[] = [
  allow('/v1/marketstatus/now', [], 5 * SECOND),
  allow('/v1/marketstatus/upcoming', [], HOUR),
  allow('/v3/snapshot', SNAPSHOT, SECOND),
  allow('/v3/snapshot/indices', SNAPSHOT, SECOND),
  allow('/v3/snapshot/options/{ticker}', CHAIN, 2 * SECOND),
  allow('/v3/snapshot/options/{ticker}/{ticker}', [], SECOND),
  allow('/v2/snapshot/locale/us/markets/stocks/tickers/{ticker}', [], SECOND),
  allow(
    String.raw`/v2/aggs/ticker/{ticker}/range/\d{1,5}/(?:second|minute|hour|day|week|month|quarter|year)/{date}/{date}`,
    ['adjusted', 'sort', 'limit', 'cursor'],
    2 * SECOND,
  ),
  allow('/v2/aggs/ticker/{ticker}/prev', ['adjusted'], MINUTE),
  allow('/v1/indicators/(?:sma|ema|rsi|macd)/{ticker}', INDICATOR, 10 * SECOND),
  allow('/v3/(?:trades|quotes)/{ticker}', [...ranged('timestamp'), ...PAGED], SECOND),
  allow('/v2/last/(?:trade|nbbo)/{ticker}', [], SECOND),
  allow(String.raw`/v1/open-close/{ticker}/\d{4}-\d{2}-\d{2}`, ['adjusted'], MINUTE),
  allow('/v3/reference/tickers', TICKERS, HOUR),
  allow('/v3/reference/tickers/{ticker}', ['date'], HOUR),
  allow('/v3/reference/options/contracts', CONTRACTS, 5 * MINUTE),
  allow('/v3/reference/options/contracts/{ticker}', ['as_of'], HOUR),
  allow('/v3/reference/(?:conditions|exchanges)', ['asset_class', 'data_type', 'locale', 'id', 'sip', ...PAGED], HOUR),
]

const MAX_TARGET_LENGTH = 8_192
const MAX_VALUE_LENGTH = 6_144

/** A visitor's request as it may be sent on. */
export interface AllowedRequest {
  readonly path: string
  /** Sorted, so that equal requests are equal texts. */
  readonly query: string
  readonly ttlMs: number
}

/**
 * Reads what follows `/api/massive` of a request's raw target. The way on is built anew from the parts that were
 * recognised; nothing of the visitor's text is passed through as it stands.
 * @throws ProxyError for all that is not in the table
 */
export function allowedRequest(target: string, table: readonly AllowedPath[] = ALLOWED_PATHS): AllowedRequest {
  if (target.length > MAX_TARGET_LENGTH) throw new ProxyError(414, 'too-large', 'The address is too long')
  const mark = target.indexOf('?')
  const path = decodedPath(mark < 0 ? target : target.slice(0, mark))
  const operation = table.find(({ pattern }) => pattern.test(path))
  if (operation === undefined) throw new ProxyError(404, 'not-allowed', 'The proxy passes no such path on')

  const parameters = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
  for (const [name, value] of parameters) checkParameter(name, value, parameters, operation)
  parameters.sort()
  return { path, query: parameters.toString(), ttlMs: operation.ttlMs }
}

// one decoding: what is still encoded after it was encoded twice, to look like something else
function decodedPath(raw: string): string {
  let path: string
  try {
    path = decodeURIComponent(raw)
  } catch {
    throw new ProxyError(400, 'bad-request', 'The path is not properly encoded')
  }
  // an encoded slash is not a slash: it would move the borders between the parts
  if (/%2f|%5c/i.test(raw) || /[%\\]|\.\.|\/\.|\/\//.test(path)) {
    throw new ProxyError(400, 'bad-request', 'The path has parts that are not passed on')
  }
  return path
}

function checkParameter(name: string, value: string, all: URLSearchParams, operation: AllowedPath): void {
  if (!operation.parameters.includes(name)) {
    throw new ProxyError(400, 'not-allowed', `The proxy passes no parameter ${JSON.stringify(name.slice(0, 40))} on`)
  }
  if (all.getAll(name).length > 1) throw new ProxyError(400, 'bad-request', `${name} is given more than once`)
  if (value.length > MAX_VALUE_LENGTH || /\p{Cc}/u.test(value)) {
    throw new ProxyError(400, 'bad-request', `${name} is too long or holds control characters`)
  }
}
