import { cacheKey } from '../adapters/cache-key.ts'
import type { CallOptions, PageProgress } from '../adapters/rest/rest-types.ts'
import { toError } from '../domain/errors.ts'
import type { ChainParams, OptionsChain } from '../domain/option.ts'
import { normalizeTicker } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { OptionsChainState } from '../slices/chains.ts'
import { createListeners } from '../store/feed-listeners.ts'
import type { Listeners } from '../store/feed-listeners.ts'
import { reportThrown } from '../store/feed.ts'
import type { Parts } from './parts.ts'

export interface ChainOptions extends CallOptions {
  /** Called as pages arrive. */
  readonly onProgress?: ((progress: PageProgress) => void) | undefined
}

/** Walks through the pages of chains that are under way. */
export interface ChainWalks {
  /** By question; who joins a walk hears of its later pages. */
  readonly progress: Listeners<PageProgress>
  readonly underWay: Map<Ticker, WalksOfChain>
}

interface WalksOfChain {
  readonly count: number
  /** The chain before the first of them. */
  readonly before: OptionsChainState | undefined
}

export const createChainWalks = ({ store, clock }: Pick<Parts, 'store' | 'clock'>): ChainWalks => ({
  progress: createListeners((error) => reportThrown(store, clock.now(), error)),
  underWay: new Map(),
})

export async function readChain(
  parts: Parts,
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

async function walk(parts: Parts, { ticker, params, key }: Walk, signal: AbortSignal): Promise<OptionsChain> {
  const { rest, store, clock, feed, chainWalks } = parts
  const { beginChain, applyChainPage, applyQuotes, completeChain, failChain } = store.getState()
  const end = begin(parts, ticker)
  beginChain(ticker)
  let pages = 0
  try {
    const chain = await rest.getOptionsChain(ticker, params, {
      signal,
      onPage({ contracts, quotes, underlyingPrice, progress }) {
        pages += 1
        applyQuotes(quotes, clock.now())
        feed.trim()
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
    end(signal)
  }
}

/** Nobody waits for an aborted walk: where no other one is under way, the chain stands as it did. */
function begin({ store, chainWalks: { underWay } }: Parts, ticker: Ticker): (signal: AbortSignal) => void {
  const { count, before } = underWay.get(ticker) ?? { count: 0, before: store.getState().chains.byUnderlying[ticker] }
  underWay.set(ticker, { count: count + 1, before })
  return ({ aborted, reason }) => {
    const { count: left = 1 } = underWay.get(ticker) ?? {}
    if (left > 1) underWay.set(ticker, { count: left - 1, before })
    else underWay.delete(ticker)
    if (left > 1 || !aborted || store.getState().chains.byUnderlying[ticker]?.status !== 'loading') return
    const { completeChain, failChain } = store.getState()
    if (before?.status === 'ready') completeChain({ ...before, fetchedAt: before.fetchedAt ?? 0, contracts: [] })
    else failChain(ticker, toError(reason))
  }
}
