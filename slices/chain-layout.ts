import type { OptionContract } from '../domain/option.ts'
import { parseOptionTicker } from '../domain/ticker.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { ChainStrike, ChainsState, OptionsChainState } from './chains.ts'
import { mergeContract } from './contract-merging.ts'

type Strikes = OptionsChainState['strikes']

export function emptyChain(underlying: Ticker): OptionsChainState {
  return {
    underlying,
    status: 'loading',
    progress: { pages: 0, contracts: 0 },
    expirations: [],
    strikes: {},
    complete: false,
  }
}

/** The same record when every contract says what was known. */
export function withContracts(
  contracts: ChainsState['contracts'],
  told: readonly OptionContract[],
): ChainsState['contracts'] {
  const changed: Record<Ticker, OptionContract> = {}
  let isChanged = false
  for (const contract of told) {
    const held = contracts[contract.ticker]
    const merged = mergeContract(held, contract)
    if (merged === held) continue
    changed[contract.ticker] = merged
    isChanged = true
  }
  return isChanged ? { ...contracts, ...changed } : contracts
}

/** Lays contracts out by expiration and strike. The same chain back when each had its place. */
export function withLayout(chain: OptionsChainState, contracts: readonly OptionContract[]): OptionsChainState {
  const changed: Record<string, readonly ChainStrike[]> = {}
  for (const [expiration, group] of Map.groupBy(contracts, (contract) => contract.expiration)) {
    const held = chain.strikes[expiration] ?? []
    const rows = withRows(held, group)
    if (rows !== held) changed[expiration] = rows
  }
  if (Object.keys(changed).length === 0) return chain
  const strikes: Strikes = { ...chain.strikes, ...changed }
  return { ...chain, strikes, expirations: datesOf(chain.expirations, strikes) }
}

function withRows(held: readonly ChainStrike[], contracts: readonly OptionContract[]): readonly ChainStrike[] {
  const rows = new Map(held.map((row) => [`${row.root}|${row.strike}`, row]))
  let isChanged = false
  for (const { ticker, type, strike } of contracts) {
    if (type === 'other') continue
    const root = parseOptionTicker(ticker)?.root ?? ''
    const row = rows.get(`${root}|${strike}`) ?? { strike, root }
    if (row[type] === ticker) continue
    rows.set(`${root}|${strike}`, { ...row, [type]: ticker })
    isChanged = true
  }
  return isChanged ? [...rows.values()].sort(byStrike) : held
}

function byStrike(left: ChainStrike, right: ChainStrike): number {
  return left.strike - right.strike || (left.root < right.root ? -1 : 1)
}

/** The contracts that have a place in a chain. */
export function tickersOf(chain: OptionsChainState | undefined): Set<Ticker> {
  const tickers = new Set<Ticker>()
  for (const rows of Object.values(chain?.strikes ?? {})) {
    for (const { call, put } of rows) {
      if (call !== undefined) tickers.add(call)
      if (put !== undefined) tickers.add(put)
    }
  }
  return tickers
}

/** The dates of the strikes; the list keeps its identity while none comes or goes. */
export function datesOf(held: readonly string[], strikes: Strikes): readonly string[] {
  const dates = Object.keys(strikes).sort()
  return dates.length === held.length && dates.every((date, at) => date === held[at]) ? held : dates
}
