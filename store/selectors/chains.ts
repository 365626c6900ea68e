import type { OptionContract } from '../../domain/option.ts'
import { lastPriceOf } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { ChainStrike, OptionsChainState } from '../../slices/chains.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import { selectQuote } from './quotes.ts'
import { memoized } from './selector.ts'
import type { Selector } from './selector.ts'

/** How an underlying's contracts are laid out, and how far the walk through them is. */
export const selectChain: (underlying: Ticker) => Selector<OptionsChainState | undefined> = memoized(
  (underlying: Ticker) => (state) => state.chains.byUnderlying[underlying],
)

const NO_DATES: readonly string[] = []
const NO_STRIKES: readonly ChainStrike[] = []

/** Ascending `YYYY-MM-DD`. */
export const selectExpirations: (underlying: Ticker) => Selector<readonly string[]> = memoized(
  (underlying: Ticker) => (state) => state.chains.byUnderlying[underlying]?.expirations ?? NO_DATES,
)

/** What is known of a contract beside its quote. */
export const selectContract: (ticker: Ticker) => Selector<OptionContract | undefined> = memoized(
  (ticker: Ticker) => (state) => state.chains.contracts[ticker],
)

/** The underlying's last price; while nothing is known of its quote, what its chain's own answer told. */
export const selectUnderlyingPrice: (underlying: Ticker) => Selector<number | undefined> = memoized(
  (underlying: Ticker) => {
    const select = selectQuote(underlying)
    return (state) => lastPriceOf(select(state)) ?? state.chains.byUnderlying[underlying]?.underlyingPrice
  },
)

/** The strike nearest the underlying's price now; `undefined` while the price or the chain is unknown. */
export const selectAtTheMoney: (underlying: Ticker, expiration: string) => Selector<number | undefined> = memoized(
  (underlying: Ticker, expiration: string) => {
    const select = selectUnderlyingPrice(underlying)
    return (state) => {
      const price = select(state)
      return price === undefined ? undefined : nearest(strikesOf(state, underlying, expiration), price)
    }
  },
)

export function strikesOf(state: MarketDataState, underlying: Ticker, expiration: string): readonly ChainStrike[] {
  return state.chains.byUnderlying[underlying]?.strikes[expiration] ?? NO_STRIKES
}

/** Of two equally near strikes the lower one. */
function nearest(rows: readonly ChainStrike[], price: number): number | undefined {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.strike ?? Infinity) < price) low = middle + 1
    else high = middle
  }
  const above = rows[low]?.strike
  const below = rows[low - 1]?.strike
  if (above === undefined || below === undefined) return above ?? below
  return price - below <= above - price ? below : above
}
