import { describe, expect, it } from 'vitest'
import { createPriceModel } from '../../../simulator/market/price-model.ts'
import { bookAround, fairPrice } from '../../../simulator/market/quoting.ts'
import { createUniverse } from '../../../simulator/market/universe.ts'

const FRIDAY = Date.UTC(2026, 10, 20, 15)
const MINUTE_MS = 60_000
const prices = createPriceModel(1)
const universe = createUniverse(prices, () => FRIDAY)
const monthly = universe.contracts('SPY').filter(({ expiration }) => expiration === '2026-12-18')

describe('price model', () => {
  it('is the same for one seed and another for another', () => {
    const [contract] = monthly
    if (contract === undefined) throw new Error('no contract')

    expect(createPriceModel(1).option(contract, FRIDAY)).toBe(prices.option(contract, FRIDAY))
    expect(createPriceModel(2).option(contract, FRIDAY)).not.toBe(prices.option(contract, FRIDAY))
  })

  it('never lets a call gain, or a put lose, by a higher strike', () => {
    for (const type of ['call', 'put'] as const) {
      const row = monthly.filter((contract) => contract.type === type).sort((a, b) => a.strike - b.strike)
      const values = row.map((contract) => prices.option(contract, FRIDAY))
      const sorted = values.toSorted((a, b) => (type === 'call' ? b - a : a - b))

      expect(values).toEqual(sorted)
    }
  })

  it('smiles: wings are dearer in volatility than the money', () => {
    const spot = prices.spot(monthly[0]!.underlying, FRIDAY)
    const volatilityAt = (ratio: number): number => {
      const nearest = monthly.toSorted((a, b) => Math.abs(a.strike / spot - ratio) - Math.abs(b.strike / spot - ratio))
      return prices.impliedVolatility(nearest[0]!, FRIDAY)
    }

    expect(volatilityAt(0.82)).toBeGreaterThan(volatilityAt(1))
    expect(volatilityAt(1.18)).toBeGreaterThan(volatilityAt(1))
    expect(volatilityAt(0.82)).toBeGreaterThan(volatilityAt(1.18))
  })

  it('prices adjusted contracts by what they deliver', () => {
    const ordinary = universe.contracts('AAPL').find(({ root }) => root.root === 'AAPL')
    const adjusted = universe
      .contracts('AAPL')
      .find(({ root, ...terms }) => root.root === 'AAPL1' && terms.type === 'call' && terms.strike === 265)
    const plain = ordinary && adjusted && { ...adjusted, root: ordinary.root }

    expect(prices.option(adjusted!, FRIDAY)).toBeGreaterThan(prices.option(plain!, FRIDAY))
  })

  it('quotes a book around the fair price on the tick grid', () => {
    for (const [i, contract] of monthly.entries()) {
      const listing = {
        assetClass: 'option',
        ticker: contract.ticker,
        instrument: contract.underlying,
        contract,
      } as const
      const fair = fairPrice(prices, listing, FRIDAY + i * MINUTE_MS)
      const { bid, ask, bidSize, askSize } = bookAround(listing, fair, i)

      expect(bid).toBeLessThanOrEqual(fair)
      expect(ask).toBeGreaterThanOrEqual(fair)
      expect(ask).toBeGreaterThan(bid)
      expect(Math.round(bid * 100) / 100).toBe(bid)
      expect(askSize).toBeGreaterThan(0)
      expect(bidSize > 0).toBe(bid > 0)
    }
  })
})
