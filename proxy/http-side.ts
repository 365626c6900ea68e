import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import { fastify } from 'fastify'
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import type { Logger } from 'pino'
import type { Settings } from './config.ts'
import type { Sessions } from './fan-out/sessions.ts'
import { ProxyError } from './proxy-error.ts'
import { addressKey } from './routes/address.ts'
import { ALLOWED_PATHS } from './routes/allowed-paths.ts'
import type { AllowedPath } from './routes/allowed-paths.ts'
import { massiveRoute } from './routes/massive.ts'
import { guardOrigins } from './routes/origins.ts'
import type { Origins } from './routes/origins.ts'
import { pageRoutes, secureHeaders } from './routes/page.ts'
import { simulatorRoutes } from './routes/simulator.ts'
import { tokenRoute } from './routes/token.ts'
import type { Authorize } from './routes/token.ts'
import type { Tokens } from './tokens.ts'
import type { UpstreamRest } from './upstream/rest.ts'

export interface HttpSideOptions {
  readonly settings: Settings
  readonly log: Logger
  readonly origins: Origins
  readonly tokens: Tokens
  readonly rest: UpstreamRest
  readonly fetch: typeof fetch
  readonly authorize: Authorize | undefined
  readonly extraPaths: readonly AllowedPath[]
  readonly sessions: Pick<Sessions, 'expireAll'>
}

/** What one sender may take of a server. */
export type ServerLimits = Pick<Settings, 'trustProxy' | 'slowRequestMs' | 'requestTimeoutMs' | 'maxRequestWaitMs'>

/** A server with the answers and limits that all of the proxy's routes share. */
export function createServer(log: Logger, limits: ServerLimits): FastifyInstance {
  const { trustProxy, slowRequestMs, requestTimeoutMs, maxRequestWaitMs } = limits
  const loggerInstance: FastifyBaseLogger = log
  const app = fastify({
    loggerInstance,
    // the nearest hop alone: what stands left of its word in X-Forwarded-For is the visitor's own invention
    trustProxy: trustProxy ? (_, hop) => hop === 0 : false,
    bodyLimit: 16 * 1024,
    // slow senders are cut: a request's head and body must arrive within these
    requestTimeout: slowRequestMs,
    // and so are slow readers: an answer of which nothing was taken for so long; a quiet request waits for the vendor
    connectionTimeout: requestTimeoutMs + maxRequestWaitMs + slowRequestMs,
    http: { headersTimeout: slowRequestMs, connectionsCheckingInterval: Math.min(slowRequestMs, 5_000) },
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  })
  app.setErrorHandler(async (error: FastifyError, request, reply) => answer(reply, toProxyError(error, request.log)))
  app.setNotFoundHandler(async (_, reply) => answer(reply, new ProxyError(404, 'not-found', 'There is nothing here')))
  return app
}

/** Token, REST and page routes. */
export async function registerRoutes(app: FastifyInstance, options: HttpSideOptions): Promise<void> {
  const { settings, origins, tokens, sessions, rest, authorize, extraPaths, fetch } = options
  await secureHeaders(app)
  await app.register(underPressure, { maxEventLoopDelay: 1_500, retryAfter: 5 })
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_, { ttl }) =>
      new ProxyError(429, 'rate-limited', 'Too many requests', { retryAfterMs: Math.max(1_000, ttl) }),
  })
  guardOrigins(app, origins)
  tokenRoute(app, {
    tokens,
    perMinute: settings.tokensPerMinute,
    authorize: authorize ?? (({ ip }) => ({ subject: `address:${addressKey(ip)}` })),
  })
  massiveRoute(app, { tokens, rest, table: [...ALLOWED_PATHS, ...extraPaths], perMinute: settings.restPerMinute })
  simulatorRoutes(app, {
    faults: settings.faults,
    fetch,
    expireTokens() {
      tokens.expireAll()
      sessions.expireAll()
    },
  })
  if (settings.staticDir !== undefined) await pageRoutes(app, settings.staticDir)
}

function answer(reply: FastifyReply, error: ProxyError): FastifyReply {
  if (error.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000))
  reply.header('cache-control', 'no-store')
  return reply.code(error.status).type('application/json; charset=utf-8').send(JSON.stringify(error.toBody()))
}

function toProxyError(error: FastifyError, log: FastifyBaseLogger): ProxyError {
  if (error instanceof ProxyError) return error
  const status = error.statusCode ?? 500
  if (status === 413) return new ProxyError(413, 'too-large', 'The request is too large')
  if (status === 503) return new ProxyError(503, 'overloaded', 'The proxy is busy', { retryAfterMs: 5_000 })
  if (status >= 400 && status < 500) return new ProxyError(status, 'bad-request', error.message)
  log.error({ err: error }, 'a request failed')
  // what went wrong inside is nobody's business
  return new ProxyError(500, 'internal', 'The proxy failed; its log says why')
}
