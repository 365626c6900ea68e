import { orAborted } from '../adapters/abort.ts'
import type { MassiveREST } from '../adapters/rest/rest.ts'
import type { CallOptions, MassiveRestOptions } from '../adapters/rest/rest-types.ts'
import { refreshRetryMs } from '../adapters/token-schedule.ts'
import { wait } from '../domain/clock.ts'
import { NOTHING_ASKED } from '../domain/health.ts'
import { createLoader } from './loader.ts'

/** What `MassiveREST` can do, whoever does it. */
export type RestOperations = Pick<MassiveREST, keyof MassiveREST>

export interface LazyRest extends RestOperations {
  /** Fetches the code before it is needed; a failure waits for the first call. */
  preload(): void
}

interface RestModule {
  readonly MassiveREST: typeof MassiveREST
}

const MAX_ATTEMPTS = 3

/**
 * REST with all it needs (the HTTP client, schemas, mappers, paging) is a third of this package, and nothing of it is
 * needed before the first call: it is fetched then. To a caller that is one more thing that can fail and be aborted.
 */
export function createLazyRest(
  options: MassiveRestOptions,
  fetchModule: () => Promise<RestModule> = () => import('../adapters/rest/rest.ts'),
): LazyRest {
  const { clock, random } = options
  const loader = createLoader('The REST part of massive-market-data', fetchModule, (module) => {
    return new module.MassiveREST(options)
  })

  const rest = async ({ signal }: CallOptions = {}): Promise<RestOperations> => {
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

  return {
    preload: () => void loader.load().catch(() => {}),
    health: () => loader.loaded?.health() ?? NOTHING_ASKED,
    getMarketStatus: async (call) => (await rest(call)).getMarketStatus(call),
    getMarketHolidays: async (call) => (await rest(call)).getMarketHolidays(call),
    getQuotes: async (symbols, call) => (await rest(call)).getQuotes(symbols, call),
    getIndices: async (symbols, call) => (await rest(call)).getIndices(symbols, call),
    getOptionsChain: async (underlying, params, call) => (await rest(call)).getOptionsChain(underlying, params, call),
    getOptionContract: async (ticker, call) => (await rest(call)).getOptionContract(ticker, call),
    getAggregates: async (symbol, timeframe, from, to, call) =>
      (await rest(call)).getAggregates(symbol, timeframe, from, to, call),
    getRSI: async (symbol, params, call) => (await rest(call)).getRSI(symbol, params, call),
    getTrades: async (symbol, params, call) => (await rest(call)).getTrades(symbol, params, call),
    searchTickers: async (text, limit, call) => (await rest(call)).searchTickers(text, limit, call),
  }
}
