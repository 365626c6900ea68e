import type { ChainParams, OptionContract, OptionsChain } from '../domain/option.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { ChainsState, ChainStrike, OptionsChainState } from './chains.ts'

/** Takes out what a whole answer no longer lists of the part it covers. The same state when it lists everything. */
export function withoutDelisted(chains: ChainsState, answer: OptionsChain, covered: ChainParams): ChainsState {
  const chain = chains.byUnderlying[answer.underlying]
  if (chain === undefined) return chains
  const listed = new Set(answer.contracts.map(({ ticker }) => ticker))
  const gone = new Set(
    tickersOf(chain).filter((ticker) => !listed.has(ticker) && isCovered(chains.contracts[ticker], covered)),
  )
  if (gone.size === 0) return chains
  return {
    byUnderlying: { ...chains.byUnderlying, [answer.underlying]: withoutTickers(chain, gone) },
    contracts: Object.fromEntries(Object.entries(chains.contracts).filter(([ticker]) => !gone.has(ticker))),
  }
}

function tickersOf(chain: OptionsChainState): readonly Ticker[] {
  return Object.values(chain.strikes).flatMap((rows) =>
    rows.flatMap(({ call, put }) => [call, put].filter((ticker) => ticker !== undefined)),
  )
}

function isCovered(contract: OptionContract | undefined, covered: ChainParams): boolean {
  if (contract === undefined) return false
  const { expiration, strike, type } = contract
  return (
    (covered.expiration ?? expiration) === expiration &&
    (covered.expirationFrom ?? expiration) <= expiration &&
    (covered.expirationTo ?? expiration) >= expiration &&
    (covered.strikeFrom ?? strike) <= strike &&
    (covered.strikeTo ?? strike) >= strike &&
    (covered.type ?? type) === type
  )
}

function withoutTickers(chain: OptionsChainState, gone: ReadonlySet<Ticker>): OptionsChainState {
  const strikes: Record<string, readonly ChainStrike[]> = {}
  for (const [expiration, rows] of Object.entries(chain.strikes)) {
    const kept = withoutLegs(rows, gone)
    if (kept.length > 0) strikes[expiration] = kept
  }
  const expirations = chain.expirations.filter((expiration) => expiration in strikes)
  return {
    ...chain,
    strikes,
    expirations: expirations.length < chain.expirations.length ? expirations : chain.expirations,
  }
}

/** Rows that lose nothing keep their identity, and so does a list of such rows. */
function withoutLegs(rows: readonly ChainStrike[], gone: ReadonlySet<Ticker>): readonly ChainStrike[] {
  const isGone = (ticker: Ticker | undefined): boolean => ticker !== undefined && gone.has(ticker)
  if (!rows.some(({ call, put }) => isGone(call) || isGone(put))) return rows
  return rows
    .map((row) => {
      if (!isGone(row.call) && !isGone(row.put)) return row
      const { strike, root, call, put } = row
      return { strike, root, call: isGone(call) ? undefined : call, put: isGone(put) ? undefined : put }
    })
    .filter(({ call, put }) => call !== undefined || put !== undefined)
}
