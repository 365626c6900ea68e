import type { ChainStrike } from './chain-types.ts'

/** Where a price stands in an ascending list of strikes. */
export interface MoneyPosition {
  /** Index of the strike nearest to the price; -1 without strikes or price. */
  readonly atTheMoney: number
  /** How many strikes lie below the price: calls before it are in the money, puts from it on. */
  readonly below: number
}

const NO_POSITION: MoneyPosition = { atTheMoney: -1, below: -1 }

export function moneyPosition(strikes: readonly ChainStrike[], price: number | undefined): MoneyPosition {
  if (price === undefined || strikes.length === 0) return NO_POSITION
  const found = strikes.findIndex(({ strike }) => strike >= price)
  const below = found === -1 ? strikes.length : found
  const lower = strikes[below - 1]
  const upper = strikes[below]
  const isLowerNearer = lower !== undefined && (upper === undefined || price - lower.strike < upper.strike - price)
  return { atTheMoney: isLowerNearer ? below - 1 : below, below }
}

export const isSamePosition = (one: MoneyPosition, other: MoneyPosition): boolean =>
  one.atTheMoney === other.atTheMoney && one.below === other.below
