import { useMemo } from 'react'
import { selectChain, selectUnderlyingPrice } from '../../src/index.ts'
import type { MarketDataState, Ticker } from '../../src/index.ts'
import { useCalm } from '../cells/use-calm.ts'
import { smilePoints } from './smile-points.ts'
import type { SmileCurve } from './smile-plot.tsx'

const EVERY_MS = 500

export interface Smile {
  readonly curves: readonly SmileCurve[]
  readonly price: number
}

/** The curves of some expiries; a new object only when contracts or price changed. */
export function useSmile(underlying: Ticker, expirations: readonly string[]): Smile | undefined {
  const select = useMemo(() => createSmileSelector(underlying, expirations), [underlying, expirations])
  return useCalm(select, EVERY_MS)
}

function createSmileSelector(
  underlying: Ticker,
  expirations: readonly string[],
): (state: MarketDataState) => Smile | undefined {
  let seenChains: MarketDataState['chains'] | undefined
  let seenPrice: number | undefined
  let smile: Smile | undefined
  return (state) => {
    const chain = selectChain(underlying)(state)
    const price = selectUnderlyingPrice(underlying)(state)
    if (state.chains === seenChains && price === seenPrice) return smile
    seenChains = state.chains
    seenPrice = price
    smile = undefined
    if (chain === undefined || price === undefined) return smile
    const curves = expirations
      .map((expiration) => ({
        expiration,
        points: smilePoints(chain.strikes[expiration] ?? [], state.chains.contracts, price),
      }))
      .filter(({ points }) => points.length > 1)
    if (curves.length > 0) smile = { curves, price }
    return smile
  }
}
