import { describe, expect, it } from 'vitest'
import { formatOptionTicker } from '../../../domain/ticker.ts'
import { chooseAroundTheMoney, readContracts } from '../../../proxy/fan-out/around-the-money.ts'

const dates = ['2026-11-20', '2026-11-23', '2026-11-24', '2026-11-25']
const tickers = dates.flatMap((expiration) =>
  [640, 645, 650, 655, 660].flatMap((strike) =>
    (['call', 'put'] as const).map((type) => formatOptionTicker({ root: 'SPY', expiration, type, strike })),
  ),
)
const listed = readContracts([...tickers, 'not a contract'])

describe('the choice around the money', () => {
  it('takes the nearest strikes of the nearest expirations that are not over', () => {
    const { contracts } = chooseAroundTheMoney(listed, { price: 651, today: '2026-11-22', expirations: 2, count: 8 })

    expect(contracts).toEqual([
      'O:SPY261123C00650000',
      'O:SPY261123P00650000',
      'O:SPY261123C00655000',
      'O:SPY261123P00655000',
      'O:SPY261124C00650000',
      'O:SPY261124P00650000',
      'O:SPY261124C00655000',
      'O:SPY261124P00655000',
    ])
  })

  it('stands while the price moves little', () => {
    const { low, high } = chooseAroundTheMoney(listed, { price: 651, today: '2026-11-22', expirations: 1, count: 4 })
    expect([low, high]).toEqual([643.5, 658.5])
  })

  it('never takes more than it may', () => {
    const options = { price: 650, today: '2026-11-22', expirations: 3, count: 7 }
    expect(chooseAroundTheMoney(listed, options).contracts).toHaveLength(6)
  })

  it('is the same beyond the ends of the list, where all contracts lie on one side', () => {
    const at = (price: number) => chooseAroundTheMoney(listed, { price, today: '2026-11-25', expirations: 1, count: 3 })
    expect(at(500).contracts).toEqual(['O:SPY261125C00640000', 'O:SPY261125P00640000', 'O:SPY261125C00645000'])
    expect(at(900).contracts).toEqual(['O:SPY261125C00660000', 'O:SPY261125P00660000', 'O:SPY261125C00655000'])
    expect([at(500).low, at(900).high]).toEqual([492.5, 913.5])
  })
})
