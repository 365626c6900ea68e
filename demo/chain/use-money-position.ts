import { useCallback } from 'react'
import { selectUnderlyingPrice } from '../../src/index.ts'
import type { MarketDataState, Ticker } from '../../src/index.ts'
import { useMarketData } from '../../src/react/index.ts'
import { isSamePosition, moneyPosition } from './at-the-money.ts'
import type { MoneyPosition } from './at-the-money.ts'
import type { ChainStrike } from './chain-types.ts'

/** Where the underlying's price stands among the strikes; changes when it passes one, not with every tick. */
export function useMoneyPosition(underlying: Ticker, strikes: readonly ChainStrike[]): MoneyPosition {
  const select = useCallback(
    (state: MarketDataState) => moneyPosition(strikes, selectUnderlyingPrice(underlying)(state)),
    [underlying, strikes],
  )
  return useMarketData(select, isSamePosition)
}
