import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { ProxyError } from '../proxy-error.ts'
import { isLoopbackName } from './address.ts'

const ALLOWED_HEADERS = 'content-type, authorization, x-massive-proxy-token'

/** Which pages may use the proxy. */
export interface Origins {
  /** Requests without an `Origin` do not come from a page of another site. */
  isAllowed(request: Pick<IncomingMessage, 'headers'>): boolean
  /** Whether the page may use the visitor's cookies: never one that is only let in because all are. */
  isTrusted(request: Pick<IncomingMessage, 'headers'>): boolean
}

/**
 * The proxy's own origin always may, others by name; `*` lets every page in. Where only this machine can reach the proxy
 * (`isLocal`) its own origin has a name of this machine: any other was pointed here by a page that wants to get in.
 */
export function createOrigins(allowed: readonly string[], isLocal = false): Origins {
  const names = new Set(allowed)

  function isTrusted({ headers: { origin, host } }: Pick<IncomingMessage, 'headers'>): boolean {
    if (origin === undefined || (origin !== '*' && names.has(origin))) return true
    if (!URL.canParse(origin) || host === undefined || new URL(origin).host !== host.toLowerCase()) return false
    return !isLocal || isLoopbackName(new URL(origin).hostname)
  }

  return { isTrusted, isAllowed: (request) => names.has('*') || isTrusted(request) }
}

/** Refuses foreign pages, and answers the questions browsers ask before they let allowed ones read. */
export function guardOrigins(app: FastifyInstance, origins: Origins): void {
  app.addHook('onRequest', async (request, reply): Promise<unknown> => {
    // the router decodes: what it found counts beside what was written
    if (!request.url.startsWith('/api/') && !request.routeOptions.url?.startsWith('/api/')) return undefined
    if (!origins.isAllowed(request.raw)) {
      throw new ProxyError(403, 'foreign-origin', 'Pages of this origin may not use the proxy')
    }
    const { origin } = request.headers
    reply.header('vary', 'origin')
    if (origin === undefined) return undefined
    reply.header('access-control-allow-origin', origin)
    if (origins.isTrusted(request.raw)) reply.header('access-control-allow-credentials', 'true')
    reply.header('access-control-expose-headers', 'retry-after, etag')
    if (request.method !== 'OPTIONS') return undefined
    reply.header('access-control-allow-methods', 'GET, POST')
    reply.header('access-control-allow-headers', ALLOWED_HEADERS)
    reply.header('access-control-max-age', '600')
    return reply.code(204).send()
  })
}
