import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProxyError } from '../proxy-error.ts'
import type { Grant, Tokens } from '../tokens.ts'

/**
 * The host's own decision about a visitor. `undefined` or `false` refuses with 401. The grant's `subject` is what
 * limits are counted by. Without this hook everybody gets a token, counted by address.
 */
export type Authorize = (request: FastifyRequest) => Grant | false | undefined | Promise<Grant | false | undefined>

export interface TokenRouteOptions {
  readonly tokens: Pick<Tokens, 'issue'>
  readonly authorize: Authorize
  readonly perMinute: number
}

/** `POST /api/ws-token`: a short-lived token for whoever the host lets in. */
export function tokenRoute(app: FastifyInstance, { tokens, authorize, perMinute }: TokenRouteOptions): void {
  const rateLimit = { max: perMinute, timeWindow: 60_000 }
  app.post('/api/ws-token', { config: { rateLimit }, bodyLimit: 1_024 }, async (request, reply) => {
    const grant = await authorize(request)
    if (grant === undefined || grant === false) {
      throw new ProxyError(401, 'unauthorized', 'Sign in first: no token is given to unknown visitors')
    }
    reply.header('cache-control', 'no-store')
    return tokens.issue(grant)
  })
}
