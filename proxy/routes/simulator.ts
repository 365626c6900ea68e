import type { FastifyInstance } from 'fastify'
import { ProxyError } from '../proxy-error.ts'

export interface SimulatorRouteOptions {
  /** The simulator's `/__faults`; absent in front of the real vendor. */
  readonly faults: string | undefined
  readonly fetch: typeof fetch
  /** Ends all tokens and the sockets opened with them. */
  readonly expireTokens: () => void
}

/** The one fault that is the proxy's own: the vendor knows nothing of its tokens. */
const EXPIRE_TOKENS = 'expireTokens'

/** `GET /api/info`, and with a simulator behind the proxy `POST /api/faults/:name`, by which a page can break things. */
export function simulatorRoutes(app: FastifyInstance, { faults, fetch, expireTokens }: SimulatorRouteOptions): void {
  app.get('/api/info', async () => ({ simulator: faults !== undefined }))
  if (faults === undefined) return

  app.post<{ Params: { name: string } }>('/api/faults/:name', { bodyLimit: 4_096 }, async (request, reply) => {
    const { name } = request.params
    if (!/^[a-z][a-zA-Z0-9-]{0,39}$/.test(name)) throw new ProxyError(400, 'bad-request', 'No fault has such a name')
    if (name === EXPIRE_TOKENS) {
      expireTokens()
      return {}
    }
    const response = await fetch(`${faults}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request.body ?? {}),
    })
    const text = await response.text()
    return reply
      .code(response.status)
      .type('application/json; charset=utf-8')
      .send(text === '' ? '{}' : text)
  })
}
