import type { MarketDataState } from '../../src/index.ts'
import type { ChainStrike } from '../chain/chain-types.ts'

export interface SmilePoint {
  readonly strike: number
  /** A fraction. */
  readonly volatility: number
}

type Contracts = MarketDataState['chains']['contracts']

/** Strikes further from the price than this share of it say little and would squeeze the rest. */
const REACH = 0.2

/** One volatility a strike: of the side that is out of the money, where the market is. */
export function smilePoints(
  strikes: readonly ChainStrike[],
  contracts: Contracts,
  price: number,
): readonly SmilePoint[] {
  const points: SmilePoint[] = []
  for (const { strike, call, put } of strikes) {
    if (Math.abs(strike - price) > price * REACH || strike === points.at(-1)?.strike) continue
    const ticker = strike < price ? (put ?? call) : (call ?? put)
    const volatility = ticker === undefined ? undefined : contracts[ticker]?.impliedVolatility
    if (volatility !== undefined && volatility > 0) points.push({ strike, volatility })
  }
  return points
}
