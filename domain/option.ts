import type { EpochMs } from './freshness.ts'
import type { Ticker } from './ticker.ts'

export type ContractType = 'call' | 'put' | 'other'
export type ExerciseStyle = 'american' | 'european' | 'bermudan'

/** Sensitivities as the vendor computes them: theta per day, vega per one percent of volatility. */
export interface Greeks {
  readonly delta?: number | undefined
  readonly gamma?: number | undefined
  readonly theta?: number | undefined
  readonly vega?: number | undefined
}

/** A contract's trading day; every field is absent when it did not trade. */
export interface OptionDay {
  readonly open?: number | undefined
  readonly high?: number | undefined
  readonly low?: number | undefined
  readonly close?: number | undefined
  readonly previousClose?: number | undefined
  readonly change?: number | undefined
  readonly changePercent?: number | undefined
  readonly volume?: number | undefined
  readonly vwap?: number | undefined
  readonly lastUpdated?: EpochMs | undefined
}

/** What stays the same of a contract over its life, and what snapshots say of it. Its prices are a `Quote`. */
export interface OptionContract {
  readonly ticker: Ticker
  /** As the vendor names it: `AAPL`, `I:SPX`. */
  readonly underlying: Ticker
  /** US Eastern trading date, `YYYY-MM-DD`. */
  readonly expiration: string
  readonly strike: number
  readonly type: ContractType
  readonly style?: ExerciseStyle | undefined
  /** 100, or another number after a corporate action. */
  readonly sharesPerContract?: number | undefined
  /** A fraction: 0.3 is 30 %. */
  readonly impliedVolatility?: number | undefined
  readonly greeks?: Greeks | undefined
  /** At the end of the last trading day. */
  readonly openInterest?: number | undefined
  readonly breakEven?: number | undefined
  readonly day?: OptionDay | undefined
  /** When implied volatility and greeks were taken, epoch ms. */
  readonly updatedAt?: EpochMs | undefined
}

/** The answer of `getOptionsChain`: ordered by expiration, strike, call before put. */
export interface OptionsChain {
  readonly underlying: Ticker
  readonly underlyingPrice?: number | undefined
  readonly contracts: readonly OptionContract[]
  /** Ascending, without duplicates. */
  readonly expirations: readonly string[]
  /** False when a page limit or an error cut the walk short. */
  readonly complete: boolean
  /** Some rows could not be read: a contract that is not here may be listed all the same. Absent otherwise. */
  readonly hasUnreadable?: boolean | undefined
  readonly fetchedAt: EpochMs
}

/** Which part of a chain to fetch; nothing given means all of it. */
export interface ChainParams {
  /** `YYYY-MM-DD`; excludes the two bounds below. */
  readonly expiration?: string | undefined
  readonly expirationFrom?: string | undefined
  readonly expirationTo?: string | undefined
  readonly strikeFrom?: number | undefined
  readonly strikeTo?: number | undefined
  readonly type?: 'call' | 'put' | undefined
}
