import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../domain/clock.ts'
import { wait } from '../../domain/clock.ts'
import type { FaultState, RestFault } from '../faults/fault-state.ts'
import { MINUTE_MS } from '../market/calendar.ts'
import type { Market } from '../market/market.ts'
import { hashText } from '../market/random.ts'
import { keyMissing, keyUnknown, notEntitled, RestError, tooManyRequests } from './rest-error.ts'
import { toRestRequest } from './rest-request.ts'
import { aggregateRoutes } from './routes/aggregate-routes.ts'
import { indicatorRoutes } from './routes/indicator-routes.ts'
import { optionRoutes } from './routes/option-routes.ts'
import { referenceRoutes } from './routes/reference-routes.ts'
import type { Route } from './routes/route.ts'
import { snapshotRoutes } from './routes/snapshot-routes.ts'
import { statusRoutes } from './routes/status-routes.ts'
import { stockSnapshotRoutes } from './routes/stock-snapshot-routes.ts'
import { tradeRoutes } from './routes/trade-routes.ts'

export interface RestServerOptions {
  readonly market: Market
  readonly clock: Clock
  readonly faults: FaultState
  readonly isValidKey: (key: string) => boolean
}

const ROUTES: readonly Route[] = [
  ...statusRoutes,
  ...snapshotRoutes,
  ...optionRoutes,
  ...stockSnapshotRoutes,
  ...aggregateRoutes,
  ...indicatorRoutes,
  ...tradeRoutes,
  ...referenceRoutes,
]
// what belongs to the simulator and not to the vendor needs no key
const OWN_PATH = '/__'

/** The vendor's REST API. Not listening yet. */
export function createRestServer(options: RestServerOptions): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 500 } })
  const requestIds = createRequestIds()
  const isWithinLimit = createRateLimit(options)

  app.addHook('onRequest', async (request) => {
    if (request.url.startsWith(OWN_PATH)) return
    if (options.faults.slowMs > 0) await wait(options.clock, options.faults.slowMs)
    const fault = takeFault(options.faults, request.url)
    if (fault !== undefined) throw new FaultAnswer(fault)
    const key = keyOf(request)
    if (key === undefined) throw keyMissing()
    if (!options.isValidKey(key)) throw keyUnknown()
    if (!isWithinLimit(key)) throw tooManyRequests()
  })
  app.setErrorHandler((error, _, reply) => answerError(reply, error, requestIds(), options.clock))
  app.setNotFoundHandler((_, reply) => reply.code(404).type('text/plain').send('404 page not found'))
  for (const route of ROUTES) addRoute(app, route, options.market, requestIds)
  return app
}

function addRoute(app: FastifyInstance, route: Route, market: Market, requestId: () => string): void {
  app.get<{ Params: Record<string, string> }>(route.path, (request, reply) => {
    const url = new URL(request.url, `${request.protocol}://${request.host}`)
    const answer = route.handle(
      toRestRequest(url.origin, decodeURIComponent(url.pathname), request.params, url.searchParams),
      { market },
    )
    if (route.isBare === true) return reply.send(answer)
    return reply.send({ status: market.isDelayed ? 'DELAYED' : 'OK', request_id: requestId(), ...answer })
  })
}

function keyOf(request: FastifyRequest): string | undefined {
  const [scheme, token] = request.headers.authorization?.split(' ') ?? []
  if (scheme === 'Bearer' && token !== undefined && token !== '') return token
  const key = new URL(request.url, 'http://localhost').searchParams.get('apiKey')
  return key === null || key === '' ? undefined : key
}

class FaultAnswer extends Error {
  readonly fault: RestFault

  constructor(fault: RestFault) {
    super(`injected ${fault.status}`)
    this.fault = fault
  }
}

function takeFault(faults: FaultState, url: string): RestFault | undefined {
  const at = faults.restFaults.findIndex(({ fault }) => fault.path === undefined || url.includes(fault.path))
  const armed = faults.restFaults[at]
  if (armed === undefined) return undefined
  armed.left--
  if (armed.left <= 0) faults.restFaults.splice(at, 1)
  return armed.fault
}

function answerError(reply: FastifyReply, error: unknown, requestId: string, clock: Clock): FastifyReply {
  if (error instanceof FaultAnswer) return answerFault(reply, error.fault, requestId, clock)
  if (error instanceof RestError) return reply.code(error.httpStatus).send({ ...error.body, request_id: requestId })
  return reply.code(500).send({ status: 'ERROR', request_id: requestId, error: 'Internal server error' })
}

function answerFault(reply: FastifyReply, fault: RestFault, requestId: string, clock: Clock): FastifyReply {
  const { retryAfter = 'none' } = fault
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter))
  else if (retryAfter !== 'none') {
    reply.header('retry-after', new Date(clock.now() + retryAfter.dateInSeconds * 1_000).toUTCString())
  }
  reply.code(fault.status)
  if (fault.status === 200 || fault.status === 403) return reply.send({ ...notEntitled().body, request_id: requestId })
  if (fault.status === 429) return reply.send({ ...tooManyRequests().body, request_id: requestId })
  if (fault.status === 401) return reply.send({ ...keyUnknown().body, request_id: requestId })
  if (fault.status >= 500) return reply.type('text/html').send(`<html><body><h1>${fault.status}</h1></body></html>`)
  return reply.send({ status: 'ERROR', request_id: requestId, error: `Injected ${fault.status}` })
}

/** Counts a key's requests in windows of one minute. */
function createRateLimit({ faults, clock }: RestServerOptions): (key: string) => boolean {
  const used = new Map<string, { readonly window: number; count: number }>()
  return (key) => {
    if (faults.restLimit === Infinity) return true
    const window = Math.floor(clock.now() / MINUTE_MS)
    const known = used.get(key)
    const entry = known?.window === window ? known : { window, count: 0 }
    used.set(key, entry)
    entry.count++
    return entry.count <= faults.restLimit
  }
}

function createRequestIds(): () => string {
  let count = 0
  return () => {
    count++
    return [1, 2, 3, 4].map((part) => hashText(String(count), part).toString(16).padStart(8, '0')).join('')
  }
}
