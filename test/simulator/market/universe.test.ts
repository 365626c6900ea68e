import { describe, expect, it } from 'vitest'
import { isTicker } from '../../../domain/ticker.ts'
import type { Instrument } from '../../../simulator/market/instruments.ts'
import type { Contract } from '../../../simulator/market/option-chains.ts'
import { createPriceModel } from '../../../simulator/market/price-model.ts'
import { createUniverse } from '../../../simulator/market/universe.ts'

const DAY_MS = 86_400_000
const FRIDAY = Date.UTC(2026, 10, 20, 15)
let now = FRIDAY
const prices = createPriceModel(1)
const universe = createUniverse(prices, () => now)

function instrument(ticker: string): Instrument {
  const found = universe.instrument(ticker)
  if (found === undefined) throw new Error(`${ticker} is not listed`)
  return found
}

const spot = (ticker: string, ms = FRIDAY): number => prices.spot(instrument(ticker), ms)
const rootsOf = (contracts: readonly Contract[]): Set<string> => new Set(contracts.map(({ root }) => root.root))

describe('universe', () => {
  it('lists at least twelve stocks and funds, and the indices', () => {
    const tickers = universe.instruments.map(({ ticker }) => ticker)

    expect(universe.instruments.filter((each) => each.class === 'stock').length).toBeGreaterThanOrEqual(12)
    expect(tickers).toEqual(
      expect.arrayContaining(['SPY', 'QQQ', 'AAPL', 'MSFT', 'BRK.B', 'I:SPX', 'I:NDX', 'I:DJI', 'I:VIX', 'I:RUT']),
    )
  })

  it('keeps a fund at its share of its index', () => {
    for (let day = -200; day < 200; day++) {
      const ms = FRIDAY + day * 0.73 * DAY_MS

      expect(spot('SPY', ms) / (spot('I:SPX', ms) / 10.01)).toBeCloseTo(1, 2)
      expect(spot('QQQ', ms) / (spot('I:NDX', ms) / 41.1)).toBeCloseTo(1, 2)
    }
  })

  it('lets volatility rise when the market falls', () => {
    const moves = Array.from({ length: 300 }, (_, day) => {
      const [from, to] = [FRIDAY - (day + 1) * DAY_MS, FRIDAY - day * DAY_MS]
      return Math.log(spot('I:SPX', to) / spot('I:SPX', from)) * Math.log(spot('I:VIX', to) / spot('I:VIX', from))
    })

    expect(moves.reduce((sum, each) => sum + each, 0)).toBeLessThan(0)
  })

  it('gives SPY at least 3,000 contracts over 20 expiries', () => {
    const contracts = universe.contracts('SPY')

    expect(contracts.length).toBeGreaterThanOrEqual(3_000)
    expect(new Set(contracts.map(({ expiration }) => expiration)).size).toBeGreaterThanOrEqual(20)
    expect(universe.contract('O:SPY261218C00650000')).toMatchObject({ strike: 650, type: 'call' })
  })

  it('gives an index its monthly and its weekly root', () => {
    const contracts = universe.contracts('I:SPX')
    const monthly = contracts.find(({ root }) => root.root === 'SPX')
    const weekly = contracts.find(({ root, expiration }) => root.root === 'SPXW' && expiration === monthly?.expiration)

    expect(rootsOf(contracts)).toEqual(new Set(['SPX', 'SPXW']))
    // settled at the open and at the close of the same Friday
    expect((weekly?.expiresAt ?? 0) - (monthly?.expiresAt ?? 0)).toBe(6.5 * 3_600_000)
  })

  it('lists an adjusted root beside the ordinary one', () => {
    const adjusted = universe.contracts('AAPL').filter(({ root }) => root.root === 'AAPL1')

    expect(adjusted.length).toBeGreaterThan(0)
    expect(adjusted[0]?.root.deliverable).toEqual({ shares: 102, cash: 6.53 })
  })

  it('drops the dot of a class share in its option root', () => {
    expect(rootsOf(universe.contracts('BRK.B'))).toEqual(new Set(['BRKB']))
  })

  it('writes every ticker as the grammar wants it', () => {
    const tickers = universe.instruments.flatMap(({ ticker }) => [
      ticker,
      ...universe.contracts(ticker).map((contract) => contract.ticker),
    ])

    expect(tickers.filter((ticker) => !isTicker(ticker))).toEqual([])
    expect(new Set(tickers).size).toBe(tickers.length)
  })

  it('knows nothing of tickers it does not list', () => {
    for (const ticker of ['NOPE', 'spy', 'O:SPY261218C00650001', 'O:BRK.B261218C00500000', 'O:', 'I:', '']) {
      expect(universe.listing(ticker)).toBeUndefined()
    }
  })

  it('lists a new expiry on a new day and keeps the strikes of the old ones', () => {
    const before = new Set(universe.contracts('SPY').map(({ ticker }) => ticker))
    now += 7 * DAY_MS
    const after = universe.contracts('SPY').map(({ ticker }) => ticker)
    now = FRIDAY

    expect([...before].every((ticker) => after.includes(ticker))).toBe(true)
    expect(after.length).toBeGreaterThan(before.size)
  })
})
