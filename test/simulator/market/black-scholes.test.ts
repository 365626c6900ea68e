import { describe, expect, it } from 'vitest'
import { blackScholesGreeks, blackScholesPrice, normalCdf } from '../../../simulator/market/black-scholes.ts'
import type { OptionInputs } from '../../../simulator/market/black-scholes.ts'

const option = (changes: Partial<OptionInputs> = {}): OptionInputs => ({
  type: 'call',
  spot: 100,
  strike: 105,
  years: 0.4,
  volatility: 0.25,
  rate: 0.04,
  dividendYield: 0.01,
  ...changes,
})

const both = [option(), option({ type: 'put' }), option({ strike: 70 }), option({ type: 'put', strike: 150 })]

describe('Black–Scholes', () => {
  it("gives the textbook's prices (Hull, example 15.6)", () => {
    const hull = option({ spot: 42, strike: 40, years: 0.5, volatility: 0.2, rate: 0.1, dividendYield: 0 })

    expect(blackScholesPrice(hull)).toBeCloseTo(4.7594, 4)
    expect(blackScholesPrice({ ...hull, type: 'put' })).toBeCloseTo(0.8086, 4)
  })

  it('keeps put-call parity', () => {
    for (const strike of [60, 95, 105, 160]) {
      const { spot, years, rate, dividendYield } = option()
      const call = blackScholesPrice(option({ strike }))
      const put = blackScholesPrice(option({ strike, type: 'put' }))
      const forward = spot * Math.exp(-dividendYield * years) - strike * Math.exp(-rate * years)

      expect(call - put).toBeCloseTo(forward, 10)
    }
  })

  it.each(both)('has the delta and gamma of its price: $type $strike', (inputs) => {
    const step = 0.01
    const up = blackScholesPrice({ ...inputs, spot: inputs.spot + step })
    const down = blackScholesPrice({ ...inputs, spot: inputs.spot - step })
    const middle = blackScholesPrice(inputs)
    const { delta, gamma } = blackScholesGreeks(inputs)

    expect(delta).toBeCloseTo((up - down) / (2 * step), 6)
    expect(gamma).toBeCloseTo((up - 2 * middle + down) / step ** 2, 5)
  })

  it.each(both)('has the vega of its price, for one point of volatility: $type $strike', (inputs) => {
    const up = blackScholesPrice({ ...inputs, volatility: inputs.volatility + 0.0001 })
    const down = blackScholesPrice({ ...inputs, volatility: inputs.volatility - 0.0001 })

    expect(blackScholesGreeks(inputs).vega).toBeCloseTo((up - down) / 0.0002 / 100, 6)
  })

  it.each(both)('has the theta of its price, for one day: $type $strike', (inputs) => {
    const dayShare = 0.01
    const later = blackScholesPrice({ ...inputs, years: inputs.years - dayShare / 365 })
    const earlier = blackScholesPrice({ ...inputs, years: inputs.years + dayShare / 365 })

    expect(blackScholesGreeks(inputs).theta).toBeCloseTo((later - earlier) / (2 * dayShare), 6)
  })

  it('is worth its intrinsic value at expiry', () => {
    expect(blackScholesPrice(option({ years: 0, strike: 90 }))).toBe(10)
    expect(blackScholesPrice(option({ years: 0, strike: 110 }))).toBe(0)
    expect(blackScholesPrice(option({ years: 0, strike: 110, type: 'put' }))).toBe(10)
    expect(blackScholesGreeks(option({ years: 0, strike: 90 })).delta).toBe(1)
    expect(blackScholesGreeks(option({ years: 0, strike: 110, type: 'put' })).delta).toBe(-1)
  })

  it('knows the normal distribution far into its tails', () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 15)
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 14)
    expect(normalCdf(-8) / 6.220960574271785e-16).toBeCloseTo(1, 6)
    expect(normalCdf(40)).toBe(1)
    expect(normalCdf(-40)).toBe(0)
  })
})
