import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProxyError } from '../proxy-error.ts'
import type { Tokens, VerifiedToken } from '../tokens.ts'
import { withBase } from '../upstream/clean-answer.ts'
import type { UpstreamRest } from '../upstream/rest.ts'
import { allowedRequest } from './allowed-paths.ts'
import type { AllowedPath } from './allowed-paths.ts'

const PREFIX = '/api/massive'
/** The header that carries the token on REST. */
const TOKEN_HEADER = 'x-massive-proxy-token'
// what a host name with a port can look like; anything else is not written into an answer
const HOST_FORM = /^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/i

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set for routes that need a token. */
    visitor: VerifiedToken | undefined
  }
}

export interface MassiveRouteOptions {
  readonly tokens: Pick<Tokens, 'verify'>
  readonly rest: Pick<UpstreamRest, 'request'>
  readonly table: readonly AllowedPath[]
  readonly perMinute: number
}

/** `GET /api/massive/*`: the vendor's REST operations of the table, for visitors with a token. */
export function massiveRoute(app: FastifyInstance, { tokens, rest, table, perMinute }: MassiveRouteOptions): void {
  app.decorateRequest('visitor', undefined)
  const rateLimit = {
    max: perMinute,
    timeWindow: 60_000,
    hook: 'preHandler',
    keyGenerator: (request: FastifyRequest): string => request.visitor?.subject ?? request.ip,
  } as const

  async function identify(request: FastifyRequest): Promise<void> {
    const header = request.headers[TOKEN_HEADER]
    const visitor = typeof header === 'string' ? await tokens.verify(header) : undefined
    if (visitor === undefined) {
      throw new ProxyError(401, 'unauthorized', `A valid token belongs in the header ${TOKEN_HEADER}`)
    }
    if (visitor.rest === false) throw new ProxyError(403, 'forbidden', 'The token does not permit REST')
    request.visitor = visitor
  }

  app.get(
    `${PREFIX}/*`,
    { config: { rateLimit }, onRequest: identify, exposeHeadRoute: false },
    async (request, reply) => {
      // the raw target: the framework's own decoding would hide what was encoded
      const { path, query, ttlMs } = allowedRequest((request.raw.url ?? '').slice(PREFIX.length), table)
      const subject = request.visitor?.subject ?? request.ip
      const answer = await rest.request({ path, query, subject, ttlMs })
      const text = withBase(answer.text, baseOf(request))
      const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
      reply.header('etag', etag)
      reply.header('cache-control', `private, max-age=${Math.floor(ttlMs / 1000)}`)
      if (isKnown(etag, request.headers['if-none-match'])) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(text)
    },
  )
}

/** A list, of tags that servers in between may have weakened. */
function isKnown(etag: string, header = ''): boolean {
  return header.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
}

function baseOf({ protocol, host }: FastifyRequest): string {
  return HOST_FORM.test(host) ? `${protocol}://${host}${PREFIX}` : PREFIX
}
