import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { CLUSTERS } from '../../domain/ticker.ts'
import { MAX_RATE } from '../options.ts'
import type { Faults } from './faults.ts'

const cluster = z.enum(CLUSTERS)
const count = z.int().min(0)
const retryAfter = z.union([z.number().min(0), z.object({ dateInSeconds: z.number() }), z.literal('none')])
const restFault = z.object({
  status: z.int().min(200).max(599),
  count: z.int().min(1),
  retryAfter: retryAfter.optional(),
  path: z.string().optional(),
})

interface FaultRoute {
  readonly name: keyof Faults
  /** Runs the fault with checked arguments; throws a ZodError otherwise. */
  readonly run: (faults: Faults, args: readonly unknown[]) => void
}

/** Checks the arguments before the fault sees them. */
function route<T extends readonly unknown[]>(
  name: keyof Faults,
  args: z.ZodType<T>,
  run: (faults: Faults, args: T) => void,
): FaultRoute {
  return { name, run: (faults, given) => run(faults, args.parse(given)) }
}

const NONE = z.tuple([])
const FLAG = z.tuple([z.boolean()])
const COUNT = z.tuple([count])

const ROUTES: readonly FaultRoute[] = [
  route('dropAll', z.tuple([cluster.optional()]), (faults, [which]) => faults.dropAll(which)),
  route('refuse', z.tuple([cluster.nullish(), z.boolean()]), (faults, [which, on]) =>
    faults.refuse(which ?? undefined, on),
  ),
  route('halfOpen', z.tuple([cluster]), (faults, [which]) => faults.halfOpen(which)),
  route('mute', z.tuple([z.string().min(1), z.boolean()]), (faults, [what, on]) => faults.mute(what, on)),
  route('slow', COUNT, (faults, [ms]) => faults.slow(ms)),
  route('evict', z.tuple([cluster]), (faults, [which]) => faults.evict(which)),
  route('revoke', z.tuple([cluster, z.boolean()]), (faults, [which, on]) => faults.revoke(which, on)),
  route('expireKey', NONE, (faults) => faults.expireKey()),
  route('restoreKey', NONE, (faults) => faults.restoreKey()),
  route('rest', z.tuple([restFault]), (faults, [{ status, count, retryAfter, path }]) =>
    faults.rest({
      status,
      count,
      ...(retryAfter !== undefined && { retryAfter }),
      ...(path !== undefined && { path }),
    }),
  ),
  route('malformed', z.tuple([count, z.boolean().optional()]), (faults, [n, replace]) => faults.malformed(n, replace)),
  route('duplicate', FLAG, (faults, [on]) => faults.duplicate(on)),
  route('reorder', FLAG, (faults, [on]) => faults.reorder(on)),
  route('resendBars', FLAG, (faults, [on]) => faults.resendBars(on)),
  route('ignoreSubscribes', COUNT, (faults, [n]) => faults.ignoreSubscribes(n)),
  route('rateLimit', z.tuple([count.nullable()]), (faults, [n]) => faults.rateLimit(n ?? Infinity)),
  route('burst', z.tuple([z.int().min(1).max(MAX_RATE).nullable()]), (faults, [rate]) => faults.burst(rate)),
  route('clear', NONE, (faults) => faults.clear()),
]

/**
 * `POST /__faults/<name>` with the arguments as a JSON array (a single one may come bare, none as an empty body)
 * runs a fault; `GET /__faults` lists the names. Needs no key: a simulator is for one's own machine.
 */
export function addFaultRoutes(app: FastifyInstance, faults: Faults): void {
  app.get('/__faults', () => ({ faults: ROUTES.map(({ name }) => name) }))
  app.post<{ Params: { name: string } }>('/__faults/:name', (request, reply) => {
    const found = ROUTES.find(({ name }) => name === request.params.name)
    if (found === undefined) return reply.code(404).send({ error: `No such fault: ${request.params.name}` })
    try {
      found.run(faults, toArguments(request.body))
      return reply.send({ ok: true })
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error
      return reply.code(400).send({ error: `${found.name}: ${z.prettifyError(error)}` })
    }
  })
}

function toArguments(body: unknown): readonly unknown[] {
  if (body === undefined || body === null) return []
  return Array.isArray(body) ? body : [body]
}
