import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Cluster } from '../../domain/ticker.ts'
import { ProxyError } from '../proxy-error.ts'
import { isLoopback, isLoopbackName } from './address.ts'
import type { ClusterHealth } from '../upstream/stream.ts'

export interface HealthRouteOptions {
  readonly upstream: () => Readonly<Record<Cluster, ClusterHealth>>
  readonly isStopping: () => boolean
  /** Whether the vendor's REST knows the key. */
  readonly isKeyRefused: () => boolean
}

/** `GET /healthz`: the process answers. `GET /readyz`: it can serve, too. */
export function healthRoutes(app: FastifyInstance, { upstream, isStopping, isKeyRefused }: HealthRouteOptions): void {
  // a busy process is alive: whoever restarts it for that makes all its clients come back at once
  app.get('/healthz', { logLevel: 'warn', config: { pressureHandler: () => undefined } }, async () => ({
    status: 'ok',
  }))
  app.get('/readyz', { logLevel: 'warn' }, async (_, reply) => {
    const clusters = Object.entries(upstream()).map(([name, { status }]) => [name, status] as const)
    // a refused cluster is not in the plan: whoever asks for it must not take the others' service away
    const isReady = !isStopping() && !isKeyRefused()
    return reply
      .code(isReady ? 200 : 503)
      .send({ status: isReady ? 'ready' : 'not-ready', upstream: Object.fromEntries(clusters) })
  })
}

export interface MetricsRouteOptions {
  readonly render: () => Promise<{ readonly text: string; readonly contentType: string }>
  /** Needed as a bearer token; without one only this machine may ask, for itself. */
  readonly token?: string | undefined
}

/** `GET /metrics` for Prometheus. */
export function metricsRoute(app: FastifyInstance, { render, token }: MetricsRouteOptions): void {
  app.get('/metrics', { logLevel: 'warn', config: { pressureHandler: () => undefined } }, async (request, reply) => {
    if (!mayRead(request, token)) throw new ProxyError(403, 'forbidden', 'Metrics are not public')
    const { text, contentType } = await render()
    return reply.type(contentType).send(text)
  })
}

function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) return isFromHere(request)
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Not passed on by a server on this machine, nor by a page that pointed a name of its own at it. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  const isForwarded = 'x-forwarded-for' in headers || 'forwarded' in headers
  const address = `http://${headers.host}`
  const isOwnName = URL.canParse(address) && isLoopbackName(new URL(address).hostname)
  return isLoopback(socket.remoteAddress ?? '') && !isForwarded && isOwnName
}
