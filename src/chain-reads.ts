import { cacheKey } from '../adapters/cache-key.ts'
import type { CallOptions, PageProgress } from '../adapters/rest/rest-types.ts'
import { toError } from '../domain/errors.ts'
import type { ChainParams, OptionsChain } from '../domain/option.ts'
import { normalizeTicker } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { ReadParts } from './parts.ts'
import { fillQuotes } from './reads.ts'

export interface ChainOptions extends CallOptions {
  /** Called as pages arrive. */
  readonly onProgress?: ((progress: PageProgress) => void) | undefined
}

export async function readChain(
  parts: ReadParts,
  underlying: string,
  params: ChainParams,
  { signal, onProgress }: ChainOptions = {},
): Promise<OptionsChain> {
  const ticker = normalizeTicker(underlying)
  const question = { underlying: ticker, ...params }
  const key = cacheKey('chain', question)
  const { cache, chainWalks } = parts
  const stop = onProgress && chainWalks.progress.add([key], onProgress)
  try {
    return await cache.get('chain', question, (shared) => walk(parts, { ticker, params, key }, shared), {
      signal,
      // a chain that was cut short is not worth keeping
      ttlMs: ({ complete }) => (complete ? undefined : 0),
    })
  } finally {
    stop?.()
  }
}

interface Walk {
  readonly ticker: Ticker
  readonly params: ChainParams
  readonly key: string
}

async function walk(parts: ReadParts, { ticker, params, key }: Walk, signal: AbortSignal): Promise<OptionsChain> {
  const { rest, store, chainWalks } = parts
  const { beginChain, applyChainPage, completeChain, failChain } = store.getState()
  chainWalks.count(ticker, 1)
  beginChain(ticker)
  let pages = 0
  try {
    const chain = await rest.getOptionsChain(ticker, params, {
      signal,
      onPage({ contracts, quotes, underlyingPrice, progress }) {
        pages += 1
        fillQuotes(parts, quotes)
        applyChainPage(ticker, contracts, { pages, contracts: progress.loaded }, underlyingPrice)
        chainWalks.progress.notify(key, progress)
      },
    })
    completeChain(chain, params)
    return chain
  } catch (error) {
    if (!signal.aborted) failChain(ticker, toError(error))
    throw error
  } finally {
    if (chainWalks.count(ticker, -1) === 0 && signal.aborted) stopped(parts, ticker, signal.reason)
  }
}

/** Nobody waits for an aborted walk: where no other one is under way, the chain stands as it did. */
function stopped({ store }: ReadParts, ticker: Ticker, reason: unknown): void {
  const { chains, completeChain, failChain } = store.getState()
  const chain = chains.byUnderlying[ticker]
  if (chain?.status !== 'loading') return
  if (chain.fetchedAt === undefined) failChain(ticker, toError(reason))
  else completeChain({ ...chain, fetchedAt: chain.fetchedAt, contracts: [] })
}
