import { blackScholesGreeks, blackScholesPrice } from './black-scholes.ts'
import type { OptionGreeks, OptionInputs } from './black-scholes.ts'
import type { Instrument } from './instruments.ts'
import { INSTRUMENTS } from './instruments.ts'
import type { Contract } from './option-chains.ts'
import { createPricePath, YEAR_MS } from './price-path.ts'
import type { PricePath } from './price-path.ts'
import { hashText } from './random.ts'

/** The fair price of everything at any time: a pure function of the seed. */
export interface PriceModel {
  spot(instrument: Instrument, ms: number): number
  /** Fair price of a contract; `spot` is looked up when not given. */
  option(contract: Contract, ms: number, spot?: number): number
  impliedVolatility(contract: Contract, ms: number, spot?: number): number
  /** Nothing deep in the money, where the price hardly depends on volatility, and nothing after expiry. */
  greeks(contract: Contract, ms: number): OptionGreeks | undefined
}

export const RISK_FREE_RATE = 0.04
const MARKET_VOLATILITY = 0.16
const TRACKING_ERROR = 1.2e-4
const TRACKING_SWING_MS = 2_048_000
// where every price equals its `base`: New York's close on 2026-11-20
const ANCHOR = Date.UTC(2026, 10, 20, 21)
const VIX_BASE = 17
const DEEP_IN_THE_MONEY = 0.985
const LEAST_YEARS = 1 / 365 / 24 / 60

interface InstrumentPath {
  readonly path: PricePath
  readonly anchor: number
  at: number
  spot: number
}

export function createPriceModel(seed: number): PriceModel {
  const market = anchored(createPricePath({ seed }))
  const paths = new Map(INSTRUMENTS.map((instrument) => [instrument, pathOf(instrument, seed)]))
  const byTicker = new Map(INSTRUMENTS.map((instrument) => [instrument.ticker, instrument]))
  const fear = byTicker.get('I:VIX')

  const spot = (instrument: Instrument, ms: number): number => {
    const path = paths.get(instrument)
    if (path === undefined) throw new RangeError(`No such instrument: ${instrument.ticker}`)
    if (path.at !== ms) {
      path.spot = computeSpot(instrument, path, ms)
      path.at = ms
    }
    return path.spot
  }

  const computeSpot = (instrument: Instrument, { path, anchor }: InstrumentPath, ms: number): number => {
    const own = instrument.leader === undefined && instrument.ownVolatility === 0 ? 0 : path.at(ms) - anchor
    const leader = instrument.leader === undefined ? undefined : byTicker.get(instrument.leader)
    if (leader !== undefined) return spot(leader, ms) * (instrument.base / leader.base) * (1 + TRACKING_ERROR * own)
    const move = market.path.at(ms) - market.anchor
    return instrument.base * Math.exp(instrument.beta * MARKET_VOLATILITY * move + instrument.ownVolatility * own)
  }

  const atTheMoney = (instrument: Instrument, ms: number): number => {
    if (fear === undefined || instrument === fear) return instrument.impliedVolatility
    return instrument.impliedVolatility * Math.sqrt(spot(fear, ms) / VIX_BASE)
  }

  const inputs = (contract: Contract, ms: number, given?: number): OptionInputs => {
    const delivered = deliveredValue(contract, given ?? spot(contract.underlying, ms))
    const years = Math.max(LEAST_YEARS, (contract.expiresAt - ms) / YEAR_MS)
    return {
      type: contract.type,
      spot: delivered,
      strike: contract.strike,
      years,
      volatility: smile(atTheMoney(contract.underlying, ms), delivered, contract.strike, years),
      rate: RISK_FREE_RATE,
      dividendYield: contract.underlying.dividendYield,
    }
  }

  return {
    spot,
    option(contract, ms, given) {
      const terms = inputs(contract, ms, given)
      const price = blackScholesPrice(terms)
      return contract.root.style === 'american' ? Math.max(price, intrinsicValue(terms)) : price
    },
    impliedVolatility: (contract, ms, given) => inputs(contract, ms, given).volatility,
    greeks(contract, ms) {
      const terms = inputs(contract, ms)
      const greeks = blackScholesGreeks(terms)
      const isDeep = Math.abs(greeks.delta) > DEEP_IN_THE_MONEY || blackScholesPrice(terms) <= intrinsicValue(terms)
      return isDeep || ms >= contract.expiresAt ? undefined : greeks
    },
  }
}

const anchored = (path: PricePath): { readonly path: PricePath; readonly anchor: number } => ({
  path,
  anchor: path.at(ANCHOR),
})

function pathOf(instrument: Instrument, seed: number): InstrumentPath {
  const ownSeed = hashText(instrument.ticker, seed)
  // a fund strays from its index a little and soon comes back
  const path = createTrackingOrFreePath(instrument, ownSeed)
  return { ...anchored(path), at: Number.NaN, spot: 0 }
}

function createTrackingOrFreePath(instrument: Instrument, seed: number): PricePath {
  if (instrument.leader === undefined) return createPricePath({ seed })
  const path = createPricePath({ seed, longestMs: TRACKING_SWING_MS })
  const scale = 1 / Math.sqrt(TRACKING_SWING_MS / YEAR_MS)
  return { at: (ms) => path.at(ms) * scale }
}

/**
 * Volatility by strike: linear wings in variance over the distance from the money in standard deviations (the shape
 * known as SVI), so that prices never rise with the strike of a call.
 */
function smile(atTheMoney: number, spot: number, strike: number, years: number): number {
  const distance = Math.log(strike / spot) / (atTheMoney * Math.sqrt(years))
  const wings = 0.3 * (-0.4 * distance + Math.sqrt(distance * distance + 1) - 1)
  return atTheMoney * Math.sqrt(Math.max(0.3, 1 + wings))
}

/** What the contract delivers, in the underlying's price for 100 shares. */
function deliveredValue(contract: Contract, spot: number): number {
  const { deliverable } = contract.root
  return deliverable === undefined ? spot : (deliverable.shares * spot + deliverable.cash) / 100
}

const intrinsicValue = ({ type, spot, strike }: OptionInputs): number =>
  Math.max(0, type === 'call' ? spot - strike : strike - spot)
