import type { FastifyInstance } from 'fastify'
import { systemClock } from '../domain/clock.ts'
import { ConfigurationError } from '../domain/errors.ts'
import { CLUSTERS } from '../domain/ticker.ts'
import type { Cluster } from '../domain/ticker.ts'
import { resolveSettings } from './config.ts'
import type { Settings } from './config.ts'
import { createServer, registerRoutes } from './http-side.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import type { Proxy, ProxyOptions } from './options.ts'
import { ProxyError } from './proxy-error.ts'
import { healthRoutes, metricsRoute } from './routes/health.ts'
import { isLoopback } from './routes/address.ts'
import { createOrigins } from './routes/origins.ts'
import { createUpgradeHandler } from './routes/stream.ts'
import { createStreamSide } from './stream-side.ts'
import type { StreamSide } from './stream-side.ts'
import { createTokens } from './tokens.ts'
import { createUpstreamRest } from './upstream/rest.ts'
import type { UpstreamRest } from './upstream/rest.ts'
import type { ClusterHealth } from './upstream/stream.ts'

/**
 * Starts a proxy in front of one Massive account.
 * @throws ConfigurationError for a value that cannot be, a key the vendor refuses, or an occupied port
 * @example
 * const proxy = await createProxy({ apiKey: process.env.MASSIVE_API_KEY, port: 0 })
 * console.log(proxy.url)
 */
export async function createProxy(options: ProxyOptions): Promise<Proxy> {
  const { authorize, extraPaths = [], logDestination, createSocket, ...plain } = options
  const { clock = systemClock, random = Math.random, fetch = globalThis.fetch, ...input } = plain
  const settings = resolveSettings(input)
  const secrets = [settings.apiKey, ...settings.tokenSecret, settings.metricsToken ?? '']
  const log = createLog({ level: settings.logLevel, secrets, destination: logDestination })
  const tokens = createTokens({ secrets: settings.tokenSecret, ttlMs: settings.tokenTtlMs, clock })
  const rest = createUpstreamRest({
    ...settings,
    fetch,
    clock,
    timeoutMs: settings.requestTimeoutMs,
    maxWaitMs: settings.maxRequestWaitMs,
  })
  if (settings.checkKey) await checkKey(rest, (reason) => log.warn({ reason, restUrl: settings.restUrl }, UNREACHABLE))

  const stream = createStreamSide({ settings, clock, random, createSocket, rest, tokens, log })
  const metrics = createMetrics({ ...stream, rest })
  const isLocal = isLoopback(settings.host) && !settings.trustProxy
  const origins = createOrigins(settings.allowedOrigins, isLocal)
  let isStopping = false

  const app = createServer(log, settings)
  const metricsApp = settings.metricsPort === undefined ? app : createServer(log, settings)
  let closing: Promise<void> | undefined
  async function shutDown(): Promise<void> {
    isStopping = true
    await stream.stop()
    rest.stop()
    await app.close()
    if (metricsApp !== app) await metricsApp.close()
    metrics.stop()
  }
  const close = (): Promise<void> => (closing ??= shutDown())

  try {
    const { sessions } = stream
    await registerRoutes(app, { settings, log, origins, tokens, sessions, rest, fetch, authorize, extraPaths })
    healthRoutes(app, {
      upstream: () => healthOf(stream),
      isStopping: () => isStopping,
      isKeyRefused: () => rest.isKeyRefused,
    })
    // whoever stands in front of the page's port passes everybody on to it
    if (metricsApp !== app || settings.metricsToken !== undefined) {
      metricsRoute(metricsApp, { render: metrics.render, token: settings.metricsToken })
    }
    app.server.on(
      'upgrade',
      createUpgradeHandler({
        ...settings,
        origins,
        isStopping: () => isStopping,
        hasRoomFor: sessions.hasRoomFor,
        onUpgrade: (upgrade) => stream.accept(upgrade, metrics),
        onRefused: metrics.refused,
      }),
    )
    return { ...(await listenAll(app, metricsApp, settings)), close }
  } catch (error) {
    // timers run already
    await close()
    throw error
  }
}

async function listenAll(
  app: FastifyInstance,
  metricsApp: FastifyInstance,
  { port, host, metricsPort }: Settings,
): Promise<Omit<Proxy, 'close'>> {
  const url = await listen(app, port, host, 'port')
  const metricsUrl = metricsPort === undefined ? undefined : await listen(metricsApp, metricsPort, host, 'metricsPort')
  return { url, wsUrl: `${url.replace(/^http/, 'ws')}/ws`, metricsUrl }
}

function healthOf({ hub }: StreamSide): Readonly<Record<Cluster, ClusterHealth>> {
  const [stocks, options, indices] = CLUSTERS.map((cluster) => hub.feed.health(cluster))
  if (stocks === undefined || options === undefined || indices === undefined)
    throw new TypeError('a cluster is missing')
  return { stocks, options, indices }
}

const UNREACHABLE =
  'the vendor could not be asked whether it knows the key; the proxy starts and goes on trying. Check MASSIVE_REST_URL and the network'

async function checkKey(rest: UpstreamRest, onUnknown: (reason: string) => void): Promise<void> {
  try {
    await rest.request({ path: '/v1/marketstatus/now', query: '', subject: '#proxy', ttlMs: 0 })
  } catch (error) {
    if (error instanceof ProxyError && error.code === 'upstream-refused') {
      rest.stop()
      throw new ConfigurationError(
        'apiKey',
        'the vendor refuses it as unknown. Copy MASSIVE_API_KEY again from https://massive.com/dashboard/keys, or unset it to use the simulator',
      )
    }
    // a vendor that is down now may be up soon; the proxy can wait for it
    onUnknown(error instanceof Error ? error.message : String(error))
  }
}

async function listen(app: FastifyInstance, port: number, host: string, option: string): Promise<string> {
  try {
    await app.listen({ port, host })
  } catch (error) {
    throw explainListenError(error, port, host, option)
  }
  const address = app.server.address()
  const bound = address === null || typeof address === 'string' ? port : address.port
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const name = isEverywhere ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${bound}`
}

function explainListenError(error: unknown, port: number, host: string, option: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    const problem = `${port} on ${host} is taken by another process. Stop that process, or choose another port (PORT=${port + 1}; 0 takes any free one)`
    return new ConfigurationError(option, problem, { cause: error })
  }
  if (code === 'EACCES') {
    return new ConfigurationError(option, `${port} needs more rights; choose one above 1023`, { cause: error })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ConfigurationError('host', `${host} is not an address of this machine; try 127.0.0.1`, { cause: error })
  }
  return error
}
