import { useCallback } from 'react'
import type { ReactElement } from 'react'
import { selectQuote } from '../../src/index.ts'
import type { MarketDataState, OptionContract, Quote, Ticker } from '../../src/index.ts'
import { useMarketData } from '../../src/react/index.ts'
import { ChainCell } from './chain-cell.tsx'
import { COLUMN_LOOKS } from './chain-columns.ts'
import type { ChainColumn } from './chain-columns.ts'

interface ChainSideProps {
  readonly ticker: Ticker | undefined
  readonly side: 'call' | 'put'
  /** Of its first figure. */
  readonly id: string
  readonly columns: readonly ChainColumn[]
  readonly isInTheMoney: boolean
  readonly isFocused: boolean
}

/** The call or the put of a strike: its live quote and what snapshots say of the contract. */
export function ChainSide({ ticker, side, id, columns, isInTheMoney, isFocused }: ChainSideProps): ReactElement {
  const quote = useMarketData(useCallback((state: MarketDataState) => quoteOf(state, ticker), [ticker]))
  const contract = useMarketData(useCallback((state: MarketDataState) => contractOf(state, ticker), [ticker]))
  const className = `chain-side${isInTheMoney ? ' in-the-money' : ''}${isFocused ? ' chain-focused' : ''}`
  return (
    <span className={className} role="presentation" data-side={side} data-ticker={ticker}>
      {columns.map((column, place) => (
        <ChainCell
          key={column}
          id={place === 0 ? id : undefined}
          column={column}
          value={COLUMN_LOOKS[column].value(quote, contract)}
        />
      ))}
    </span>
  )
}

const quoteOf = (state: MarketDataState, ticker: Ticker | undefined): Quote | undefined =>
  ticker === undefined ? undefined : selectQuote(ticker)(state)

const contractOf = (state: MarketDataState, ticker: Ticker | undefined): OptionContract | undefined =>
  ticker === undefined ? undefined : state.chains.contracts[ticker]
