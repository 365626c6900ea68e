import { newYorkDate } from '../../domain/new-york-time.ts'
import type { Instrument } from './instruments.ts'
import { INSTRUMENTS } from './instruments.ts'
import type { Contract } from './option-chains.ts'
import { listContracts } from './option-chains.ts'
import type { PriceModel } from './price-model.ts'

/** What is listed: stocks, indices and, built when first asked for, their option contracts. */
export interface Universe {
  readonly instruments: readonly Instrument[]
  instrument(ticker: string): Instrument | undefined
  contract(ticker: string): Contract | undefined
  /** By ticker, also those that have expired since the start. */
  contracts(underlying: string): readonly Contract[]
  /** Stock, index or contract. */
  listing(ticker: string): Listing | undefined
}

/** Anything that has a price. */
export type Listing =
  | { readonly assetClass: 'stock' | 'index'; readonly ticker: string; readonly instrument: Instrument }
  | {
      readonly assetClass: 'option'
      readonly ticker: string
      readonly instrument: Instrument
      readonly contract: Contract
    }

const OPTION_TICKER = /^O:([A-Z]{1,5}\d?|[A-Z]{6})\d{6}[CP]\d{8}$/

export function createUniverse(prices: PriceModel, now: () => number): Universe {
  const byTicker = new Map(INSTRUMENTS.map((instrument) => [instrument.ticker, instrument]))
  const byRoot = new Map(INSTRUMENTS.flatMap((each) => each.optionRoots.map(({ root }) => [root, each] as const)))
  const chains = new Map<string, Chain>()

  const chainOf = (instrument: Instrument): Chain => {
    const date = newYorkDate(now())
    const known = chains.get(instrument.ticker)
    if (known?.listedOn === date) return known
    const chain = extend(known, date, listContracts(instrument, date, prices.spot(instrument, now())))
    chains.set(instrument.ticker, chain)
    return chain
  }

  const contract = (ticker: string): Contract | undefined => {
    const root = OPTION_TICKER.exec(ticker)?.[1]
    const underlying = root === undefined ? undefined : byRoot.get(root)
    return underlying === undefined ? undefined : chainOf(underlying).byTicker.get(ticker)
  }

  return {
    instruments: INSTRUMENTS,
    instrument: (ticker) => byTicker.get(ticker),
    contract,
    contracts(underlying) {
      const instrument = byTicker.get(underlying)
      return instrument === undefined ? [] : chainOf(instrument).sorted
    },
    listing(ticker) {
      const instrument = byTicker.get(ticker)
      if (instrument !== undefined) return { assetClass: instrument.class, ticker, instrument }
      const found = contract(ticker)
      return found && { assetClass: 'option', ticker, instrument: found.underlying, contract: found }
    },
  }
}

interface Chain {
  readonly listedOn: string
  readonly byTicker: ReadonlyMap<string, Contract>
  readonly sorted: readonly Contract[]
}

/** A new day lists new expiries; what was listed before keeps its strikes. */
function extend(known: Chain | undefined, listedOn: string, listed: readonly Contract[]): Chain {
  const byTicker = new Map(known?.byTicker)
  const expiries = new Set(known?.sorted.map(expiryKey))
  for (const contract of listed) {
    if (!expiries.has(expiryKey(contract))) byTicker.set(contract.ticker, contract)
  }
  return { listedOn, byTicker, sorted: [...byTicker.values()].sort((a, b) => (a.ticker < b.ticker ? -1 : 1)) }
}

const expiryKey = (contract: Contract): string => `${contract.root.root} ${contract.expiration}`
