import type { ChainParams, OptionContract, OptionsChain } from '../domain/option.ts'
import type { Ticker } from '../domain/ticker.ts'
import { datesOf, tickersOf } from './chain-layout.ts'
import type { ChainsState, ChainStrike, OptionsChainState } from './chains.ts'
import { without } from './without.ts'

/** Takes out what a whole answer no longer lists of the part it covers. The same state when it lists everything. */
export function withoutDelisted(chains: ChainsState, answer: OptionsChain, covered: ChainParams): ChainsState {
  const chain = chains.byUnderlying[answer.underlying]
  if (chain === undefined) return chains
  const gone = tickersOf(chain)
  for (const { ticker } of answer.contracts) gone.delete(ticker)
  if (gone.size === 0) return chains
  return withoutContracts(chains, (contract) => gone.has(contract.ticker) && isCovered(contract, covered))
}

/** Takes out what expired before `today` (`YYYY-MM-DD`). */
export function withoutExpired(chains: ChainsState, today: string): ChainsState {
  return withoutContracts(chains, ({ expiration }) => expiration < today)
}

/** Takes contracts out, and out of every chain in which they stand. The same state when there is none of them. */
function withoutContracts(chains: ChainsState, isGone: (contract: OptionContract) => boolean): ChainsState {
  const contracts = without(chains.contracts, (_ticker, contract) => isGone(contract))
  if (contracts === chains.contracts) return chains
  const byUnderlying = Object.values(chains.byUnderlying).map((chain) => withStrikesOf(chain, contracts))
  return { contracts, byUnderlying: Object.fromEntries(byUnderlying.map((chain) => [chain.underlying, chain])) }
}

function isCovered({ expiration, strike, type }: OptionContract, covered: ChainParams): boolean {
  return (
    (covered.expiration ?? expiration) === expiration &&
    (covered.expirationFrom ?? expiration) <= expiration &&
    (covered.expirationTo ?? expiration) >= expiration &&
    (covered.strikeFrom ?? strike) <= strike &&
    (covered.strikeTo ?? strike) >= strike &&
    (covered.type ?? type) === type
  )
}

function withStrikesOf(chain: OptionsChainState, contracts: ChainsState['contracts']): OptionsChainState {
  const strikes: Record<string, readonly ChainStrike[]> = {}
  let isSame = true
  for (const [expiration, rows] of Object.entries(chain.strikes)) {
    const left = rowsOf(rows, contracts)
    isSame &&= left === rows
    if (left.length > 0) strikes[expiration] = left
  }
  return isSame ? chain : { ...chain, strikes, expirations: datesOf(chain.expirations, strikes) }
}

/** Rows that lose nothing keep their identity, and so does a list of such rows. */
function rowsOf(rows: readonly ChainStrike[], contracts: ChainsState['contracts']): readonly ChainStrike[] {
  const left = (ticker: Ticker | undefined): Ticker | undefined =>
    ticker !== undefined && contracts[ticker] !== undefined ? ticker : undefined
  const isWhole = (row: ChainStrike): boolean => left(row.call) === row.call && left(row.put) === row.put
  if (rows.every(isWhole)) return rows
  return rows
    .map((row) => (isWhole(row) ? row : { ...row, call: left(row.call), put: left(row.put) }))
    .filter(({ call, put }) => (call ?? put) !== undefined)
}
