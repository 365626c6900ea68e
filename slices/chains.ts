import type { EpochMs } from '../domain/freshness.ts'
import type { ChainParams, OptionContract, OptionsChain } from '../domain/option.ts'
import type { Ticker } from '../domain/ticker.ts'
import { emptyChain, tickersOf, withContracts, withLayout } from './chain-layout.ts'
import { withoutDelisted, withoutExpired } from './chain-removal.ts'
import type { SliceCreator } from './market-data-state.ts'

/** One line of a chain: the call and the put of a root at a strike. */
export interface ChainStrike {
  readonly strike: number
  /** Contracts of one underlying and date may come under several roots (SPX and SPXW, adjusted ones). */
  readonly root: string
  readonly call?: Ticker | undefined
  readonly put?: Ticker | undefined
}

/** How far the walk through a chain's pages is. */
export interface ChainProgress {
  readonly pages: number
  readonly contracts: number
}

/** Where the contracts of one underlying stand; what they are and cost is kept by their tickers. */
export interface OptionsChainState {
  readonly underlying: Ticker
  readonly status: 'loading' | 'ready' | 'failed'
  readonly progress: ChainProgress
  /** Ascending `YYYY-MM-DD`. */
  readonly expirations: readonly string[]
  /** By expiration; each ascending by strike, then root. */
  readonly strikes: Readonly<Record<string, readonly ChainStrike[]>>
  /** From the chain's own answer; the live price is the underlying's quote. */
  readonly underlyingPrice?: number | undefined
  /** False when the walk was cut short. */
  readonly complete: boolean
  readonly fetchedAt?: EpochMs | undefined
  readonly error?: Error | undefined
}

export interface ChainsState {
  readonly byUnderlying: Readonly<Record<Ticker, OptionsChainState>>
  /** What is known of each contract beside its quote. Persisted. */
  readonly contracts: Readonly<Record<Ticker, OptionContract>>
}

export interface ChainsSlice {
  readonly chains: ChainsState
  /** A walk begins; what an earlier one brought stays. */
  readonly beginChain: (underlying: Ticker) => void
  /** What a page brought; `underlyingPrice` stands for the underlying's own until its quote is known. */
  readonly applyChainPage: (
    underlying: Ticker,
    contracts: readonly OptionContract[],
    progress: ChainProgress,
    underlyingPrice?: number,
  ) => void
  /**
   * The walk ended, whole or cut short. Where a whole one covered a part of the chain (`{}`: all of it), contracts of
   * that part that it does not list are dropped; without `covered` none is.
   */
  readonly completeChain: (chain: OptionsChain, covered?: ChainParams) => void
  /** What arrived before the failure stays. */
  readonly failChain: (underlying: Ticker, error: Error) => void
  readonly applyContract: (contract: OptionContract) => void
  /** Drops contracts that expired before `today` (`YYYY-MM-DD`, New York). */
  readonly rollOffExpired: (today: string) => void
}

export const createChainsSlice: SliceCreator<ChainsSlice> = (set, get) => {
  const change = (underlying: Ticker, action: string, to: (chain: OptionsChainState) => OptionsChainState): void => {
    const { byUnderlying, contracts } = get().chains
    const chain = to(byUnderlying[underlying] ?? emptyChain(underlying))
    if (chain === byUnderlying[underlying]) return
    const chains = { contracts, byUnderlying: { ...byUnderlying, [underlying]: chain } }
    set({ chains }, false, { type: `chains/${action}`, underlying })
  }
  return {
    chains: { byUnderlying: {}, contracts: {} },
    beginChain: (underlying) => change(underlying, 'begin', begun),
    applyChainPage(underlying, told, progress, underlyingPrice) {
      set(withPage(get().chains, underlying, told, { progress, ...priced(underlyingPrice) }), false, {
        type: 'chains/page',
        underlying,
        count: told.length,
      })
    },
    completeChain(answer, covered) {
      const { underlying, contracts: told, complete, hasUnreadable = false } = answer
      const { chains } = withPage(get().chains, underlying, newsOf(get().chains, answer), completion(answer))
      const isAllTold = complete && !hasUnreadable
      const kept = isAllTold && covered !== undefined ? withoutDelisted(chains, answer, covered) : chains
      set({ chains: kept }, false, {
        type: 'chains/complete',
        underlying,
        count: told.length,
      })
    },
    failChain: (underlying, error) => change(underlying, 'fail', (chain) => ({ ...chain, status: 'failed', error })),
    applyContract(contract) {
      const contracts = withContracts(get().chains.contracts, [contract])
      if (contracts === get().chains.contracts) return
      const chains = { byUnderlying: get().chains.byUnderlying, contracts }
      set({ chains }, false, { type: 'chains/contract', ticker: contract.ticker })
    },
    rollOffExpired(today) {
      const chains = withoutExpired(get().chains, today)
      if (chains !== get().chains) set({ chains }, false, { type: 'chains/roll-off', today })
    },
  }
}

function begun(chain: OptionsChainState): OptionsChainState {
  return { ...chain, status: 'loading', progress: { pages: 0, contracts: 0 }, error: undefined }
}

function completion(answer: OptionsChain): Partial<OptionsChainState> {
  const { complete, fetchedAt, underlyingPrice } = answer
  return { status: 'ready', complete, fetchedAt, error: undefined, ...priced(underlyingPrice) }
}

const priced = (underlyingPrice: number | undefined): Pick<OptionsChainState, 'underlyingPrice'> =>
  underlyingPrice === undefined ? {} : { underlyingPrice }

/** What no page of the walk brought; as a rule that is nothing. */
function newsOf({ byUnderlying, contracts }: ChainsState, answer: OptionsChain): readonly OptionContract[] {
  const listed = tickersOf(byUnderlying[answer.underlying])
  return answer.contracts.filter((contract) => contracts[contract.ticker] !== contract || !listed.has(contract.ticker))
}

function withPage(
  chains: ChainsState,
  underlying: Ticker,
  told: readonly OptionContract[],
  change: Partial<OptionsChainState>,
): { readonly chains: ChainsState } {
  const chain = withLayout(chains.byUnderlying[underlying] ?? emptyChain(underlying), told)
  const byUnderlying = { ...chains.byUnderlying, [underlying]: { ...chain, ...change } }
  return { chains: { byUnderlying, contracts: withContracts(chains.contracts, told) } }
}
