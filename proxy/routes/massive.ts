import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createCounter } from '../counter.ts'
import { ProxyError } from '../proxy-error.ts'
import type { Tokens, VerifiedToken } from '../tokens.ts'
import { withBase } from '../upstream/clean-answer.ts'
import type { CleanAnswer } from '../upstream/response-cache.ts'
import type { UpstreamRest } from '../upstream/rest.ts'
import { allowedRequest } from './allowed-paths.ts'
import type { AllowedPath } from './allowed-paths.ts'

const PREFIX = '/api/massive'
/** The header that carries the token on REST. */
const TOKEN_HEADER = 'x-massive-proxy-token'
// what a host name with a port can look like; anything else is not written into an answer
const HOST_FORM = /^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/i

/** Of one subject: answers that are asked for and never read must not pile up. */
const MAX_OPEN_ANSWERS = 100

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
  const open = createCounter()
  const render = createRenderer()
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
      if (open.get(subject) >= MAX_OPEN_ANSWERS) {
        throw new ProxyError(429, 'rate-limited', 'Too many answers wait to be read', { retryAfterMs: 1_000 })
      }
      open.add(subject, 1)
      reply.raw.once('close', () => open.add(subject, -1))
      const { body, etag } = render(await rest.request({ path, query, subject, ttlMs }), baseOf(request))
      reply.header('etag', etag)
      reply.header('cache-control', `private, max-age=${Math.floor(ttlMs / 1000)}`)
      if (isKnown(etag, request.headers['if-none-match'])) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(body)
    },
  )
}

interface Rendered {
  readonly base: string
  readonly body: Buffer
  readonly etag: string
}

/** An answer as it is sent, made once for all who are sent it: as bytes it is shared by their sockets, too. */
function createRenderer(): (answer: CleanAnswer, base: string) => Rendered {
  const known = new WeakMap<CleanAnswer, Rendered>()
  return (answer, base) => {
    const last = known.get(answer)
    if (last?.base === base) return last
    const body = Buffer.from(withBase(answer.text, base))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
    const rendered = { base, body, etag }
    known.set(answer, rendered)
    return rendered
  }
}

/** A list, of tags that servers in between may have weakened. */
function isKnown(etag: string, header = ''): boolean {
  return header.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
}

function baseOf({ protocol, host }: FastifyRequest): string {
  return HOST_FORM.test(host) ? `${protocol}://${host}${PREFIX}` : PREFIX
}
