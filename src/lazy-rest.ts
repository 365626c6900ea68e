import { orAborted } from '../adapters/abort.ts'
import type { MassiveREST } from '../adapters/rest/rest.ts'
import type { CallOptions, MassiveRestOptions } from '../adapters/rest/rest-types.ts'
import type { RestFallback } from '../adapters/transport/rest-fallback.ts'
import { refreshRetryMs } from '../adapters/token-schedule.ts'
import { wait } from '../domain/clock.ts'
import { NOTHING_ASKED } from '../domain/health.ts'
import type { RestHealth } from '../domain/health.ts'
import { createLoader } from './loader.ts'
import type * as RestPartModule from './rest-part.ts'

/** What `MassiveREST` can do, whoever does it. */
export type RestOperations = Pick<MassiveREST, keyof MassiveREST>

/** What stands in for the stream, and the way to all that is read. */
export interface LazyRest extends RestFallback {
  health(): RestHealth
  /** Fetches the code before it is needed; a failure waits for the first call. */
  preload(): void
  /** Calls back with the reads and what they ask; at once when they are there. */
  reads<T>(options: CallOptions | undefined, act: (reads: Reads, rest: RestOperations) => Promise<T>): Promise<T>
}

type RestPart = typeof RestPartModule

/** What is read over REST, kept, and joined with what streams; needed only where there is REST. */
export type Reads = Omit<RestPart, 'MassiveREST'>

const MAX_ATTEMPTS = 3

/**
 * REST with all it needs (the HTTP client, schemas, mappers, paging) is a third of this package, and nothing of it is
 * needed before the first call: it is fetched then. To a caller that is one more thing that can fail and be aborted.
 */
export function createLazyRest(
  options: MassiveRestOptions,
  fetchModule: () => Promise<RestPart> = () => import('./rest-part.ts'),
): LazyRest {
  const { clock, random } = options
  const loader = createLoader('The REST part of massive-market-data', fetchModule, (part) => {
    return { rest: new part.MassiveREST(options), reads: part }
  })

  const load = async ({ signal }: CallOptions = {}): Promise<NonNullable<typeof loader.loaded>> => {
    signal?.throwIfAborted()
    for (let failures = 1; loader.loaded === undefined; failures++) {
      try {
        await orAborted(loader.load(), signal)
      } catch (error) {
        signal?.throwIfAborted()
        if (failures === MAX_ATTEMPTS) throw error
        await wait(clock, refreshRetryMs(failures, random), signal)
      }
    }
    return loader.loaded
  }
  const rest = async (call?: CallOptions): Promise<RestOperations> => (await load(call)).rest

  return {
    preload: () => void loader.load().catch(() => {}),
    async reads(call, act) {
      const { reads, rest: loaded } = loader.loaded ?? (await load(call))
      return act(reads, loaded)
    },
    health: () => loader.loaded?.rest.health() ?? NOTHING_ASKED,
    getQuotes: async (symbols, call) => (await rest(call)).getQuotes(symbols, call),
    getAggregates: async (symbol, timeframe, from, to, call) =>
      (await rest(call)).getAggregates(symbol, timeframe, from, to, call),
    getTrades: async (symbol, params, call) => (await rest(call)).getTrades(symbol, params, call),
  }
}
