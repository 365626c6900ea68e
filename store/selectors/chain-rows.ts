import type { OptionContract } from '../../domain/option.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { ChainStrike } from '../../slices/chains.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import { selectAtTheMoney, strikesOf } from './chains.ts'
import { selectQuote } from './quotes.ts'
import { isEqualList, MAX_RECENT, memoized } from './selector.ts'
import type { Selector } from './selector.ts'

/** A contract with its live quote. */
export interface ChainLeg {
  readonly contract: OptionContract
  readonly quote: Quote | undefined
}

/** One line of a chain. It keeps its identity while neither leg nor the mark changed. */
export interface ChainRow {
  readonly strike: number
  readonly root: string
  readonly isAtTheMoney: boolean
  readonly call: ChainLeg | undefined
  readonly put: ChainLeg | undefined
}

/** Rows, and what they were joined from: strikes first, then all else. */
interface Joined {
  readonly inputs: readonly unknown[]
  readonly rows: readonly ChainRow[]
}

/** The rows of one expiration, ascending by strike, joined with contracts and quotes. */
export const selectChainRows: (underlying: Ticker, expiration: string) => Selector<readonly ChainRow[]> = memoized(
  (underlying: Ticker, expiration: string) => {
    const atTheMoney = selectAtTheMoney(underlying, expiration)
    // several: a page with two stores asks for one's rows and the other's in turn
    let recent: readonly Joined[] = []
    return (state) => {
      const strikes = strikesOf(state, underlying, expiration)
      const mark = atTheMoney(state)
      const inputs = [strikes, mark, state.chains.contracts, state.quotes.values]
      const known = recent.find((joined) => isEqualList(joined.inputs, inputs))
      if (known !== undefined) return known.rows
      const own = recent.find((joined) => joined.inputs[0] === strikes)
      const former = (own ?? recent[0])?.rows ?? []
      const joined = strikes.map((strike, at) => joinRow(state, strike, strike.strike === mark, former[at]))
      const rows = isEqualList(former, joined) ? former : joined
      recent = [{ inputs, rows }, ...recent.filter((other) => other !== own)].slice(0, MAX_RECENT)
      return rows
    }
  },
)

function joinRow(
  state: MarketDataState,
  { strike, root, call, put }: ChainStrike,
  isAtTheMoney: boolean,
  former: ChainRow | undefined,
): ChainRow {
  const row = {
    strike,
    root,
    isAtTheMoney,
    call: joinLeg(state, call, former?.call),
    put: joinLeg(state, put, former?.put),
  }
  const isSame =
    former !== undefined &&
    former.strike === strike &&
    former.root === root &&
    former.isAtTheMoney === isAtTheMoney &&
    former.call === row.call &&
    former.put === row.put
  return isSame ? former : row
}

function joinLeg(
  state: MarketDataState,
  ticker: Ticker | undefined,
  former: ChainLeg | undefined,
): ChainLeg | undefined {
  const contract = ticker === undefined ? undefined : state.chains.contracts[ticker]
  if (ticker === undefined || contract === undefined) return undefined
  const quote = selectQuote(ticker)(state)
  return former?.contract === contract && former.quote === quote ? former : { contract, quote }
}
