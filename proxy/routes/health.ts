import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Cluster } from '../../domain/ticker.ts'
import { ProxyError } from '../proxy-error.ts'
import type { ClusterHealth } from '../upstream/stream.ts'

export interface HealthRouteOptions {
  readonly upstream: () => Readonly<Record<Cluster, ClusterHealth>>
  readonly isStopping: () => boolean
}

/** `GET /healthz`: the process answers. `GET /readyz`: it can serve, too. */
export function healthRoutes(app: FastifyInstance, { upstream, isStopping }: HealthRouteOptions): void {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }))
  app.get('/readyz', { logLevel: 'warn' }, async (_, reply) => {
    const clusters = Object.entries(upstream()).map(([name, { status }]) => [name, status] as const)
    // a cluster nobody needs is idle, and that is fine
    const isReady = !isStopping() && clusters.every(([, status]) => status !== 'refused')
    return reply
      .code(isReady ? 200 : 503)
      .send({ status: isReady ? 'ready' : 'not-ready', upstream: Object.fromEntries(clusters) })
  })
}

export interface MetricsRouteOptions {
  readonly render: () => Promise<{ readonly text: string; readonly contentType: string }>
  /** Needed as a bearer token; without one only the machine itself may ask. */
  readonly token?: string | undefined
}

/** `GET /metrics` for Prometheus. */
export function metricsRoute(app: FastifyInstance, { render, token }: MetricsRouteOptions): void {
  app.get('/metrics', { logLevel: 'warn' }, async (request, reply) => {
    if (!mayRead(request, token)) throw new ProxyError(403, 'forbidden', 'Metrics are not public')
    const { text, contentType } = await render()
    return reply.type(contentType).send(text)
  })
}

function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) return isLoopback(request.socket.remoteAddress) && !request.headers['x-forwarded-for']
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function isLoopback(address = ''): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address)
}
