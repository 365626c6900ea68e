import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { ENDPOINTS } from '../../domain/ticker.ts'
import { ProxyError } from '../proxy-error.ts'
import type { Grant, Tokens } from '../tokens.ts'

/**
 * The host's own decision about a visitor. `undefined` or `false` refuses with 401. The grant's `subject` is what
 * limits are counted by. Without this hook everybody gets a token, counted by address.
 */
export type Authorize = (request: FastifyRequest) => Grant | false | undefined | Promise<Grant | false | undefined>

/** The host's own code decides: what it answers is checked like anything from outside. `#` is the proxy's own. */
const grantSchema = z.object({
  subject: z
    .string()
    .min(1)
    .max(256)
    .refine((text) => !text.startsWith('#'), { error: 'must not begin with #' }),
  endpoints: z.array(z.enum(ENDPOINTS)).optional(),
  rest: z.boolean().optional(),
})

export interface TokenRouteOptions {
  readonly tokens: Pick<Tokens, 'issue'>
  readonly authorize: Authorize
  readonly perMinute: number
}

/** `POST /api/ws-token`: a short-lived token for whoever the host lets in. */
export function tokenRoute(app: FastifyInstance, { tokens, authorize, perMinute }: TokenRouteOptions): void {
  const rateLimit = { max: perMinute, timeWindow: 60_000 }
  app.post('/api/ws-token', { config: { rateLimit }, bodyLimit: 1_024 }, async (request, reply) => {
    const grant = await decide(authorize, request)
    if (grant === undefined) {
      throw new ProxyError(401, 'unauthorized', 'Sign in first: no token is given to unknown visitors')
    }
    reply.header('cache-control', 'no-store')
    return tokens.issue(grant)
  })
}

/** What goes wrong in the host's code is for its own log, never for the visitor. */
async function decide(authorize: Authorize, request: FastifyRequest): Promise<Grant | undefined> {
  try {
    const grant = await authorize(request)
    return grant === undefined || grant === false ? undefined : grantSchema.parse(grant)
  } catch (error) {
    request.log.error({ err: error }, 'authorize failed, or answered with no grant such as { subject: "ann" }')
    throw new ProxyError(500, 'internal', 'The proxy failed; its log says why')
  }
}
