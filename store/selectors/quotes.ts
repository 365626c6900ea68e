import type { Quote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { QuotesState } from '../../slices/quotes.ts'
import { createStable, isEqualList, memoized } from './selector.ts'
import type { Selector } from './selector.ts'

/** What a day did to a price. */
export interface Change {
  readonly change: number | undefined
  readonly changePercent: number | undefined
}

/** One symbol's quote; `undefined` while nothing is known. */
export const selectQuote: (symbol: Ticker) => Selector<Quote | undefined> = memoized((symbol: Ticker) => {
  // the look-up is kept for as long as no symbol comes or goes: a thousand of these run at every flush
  let index: QuotesState['index'] | undefined
  let slot = -1
  return ({ quotes }) => {
    if (quotes.index !== index) {
      index = quotes.index
      slot = index[symbol] ?? -1
    }
    return slot === -1 ? undefined : quotes.values[slot]
  }
})

/** Several quotes in the order of the symbols. The same list as long as none of them changed. */
export function selectQuotes(symbols: readonly Ticker[]): Selector<readonly (Quote | undefined)[]> {
  return quotesOf(symbols.map((symbol) => `${symbol}\n`).join(''))
}

// each ends by what no text that one would take for a symbol has in it: an empty one keeps its place, too
const quotesOf = memoized((joined: string): Selector<readonly (Quote | undefined)[]> => {
  const selectors = joined.split('\n').slice(0, -1).map(selectQuote)
  const stable = createStable<readonly (Quote | undefined)[]>(isEqualList)
  let values: QuotesState['values'] | undefined
  let last: readonly (Quote | undefined)[] = []
  return (state) => {
    if (state.quotes.values === values) return last
    values = state.quotes.values
    last = stable(selectors.map((select) => select(state)))
    return last
  }
})

/** Ask less bid; `undefined` where one is missing. */
export const selectSpread: (symbol: Ticker) => Selector<number | undefined> = memoized((symbol: Ticker) => {
  const select = selectQuote(symbol)
  return (state) => {
    const quote = select(state)
    if (quote?.bid === undefined || quote.ask === undefined) return undefined
    return withoutTail(quote.ask - quote.bid)
  }
})

/** The middle of bid and ask; where there is none the index value, else the last price. */
export const selectMid: (symbol: Ticker) => Selector<number | undefined> = memoized((symbol: Ticker) => {
  const select = selectQuote(symbol)
  return (state) => priceOf(select(state))
})

/** The day's change, absolute and in percent. */
export const selectChange: (symbol: Ticker) => Selector<Change> = memoized((symbol: Ticker) => {
  const select = selectQuote(symbol)
  const stable = createStable<Change>(
    (left, right) => left.change === right.change && left.changePercent === right.changePercent,
  )
  return (state) => {
    const quote = select(state)
    return stable({ change: quote?.change, changePercent: quote?.changePercent })
  }
})

/** What an instrument is worth now, as far as is known. */
function priceOf(quote: Quote | undefined): number | undefined {
  return quote?.midpoint ?? quote?.value ?? quote?.last
}

// 650.02 - 650 is 0.01999999999998181: prices have at most a few decimals
function withoutTail(price: number): number {
  return Math.round(price * 1e8) / 1e8
}
