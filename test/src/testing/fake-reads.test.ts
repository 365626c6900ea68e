import { describe, expect, it } from 'vitest'
import { InvalidRequestError, InvalidTickerError, NotFoundError } from '../../../domain/errors.ts'
import { aggregate, marketHoliday, optionContract, quotePatch } from '../../../src/testing/builders.ts'
import { createFakeMassive } from '../../../src/testing/fake-massive.ts'
import { selectContract, selectExpirations } from '../../../store/selectors/chains.ts'
import { selectHolidays, selectMarketStatus } from '../../../store/selectors/health.ts'
import { selectBars, selectIndicator, selectTrades } from '../../../store/selectors/series.ts'

describe('what a fake answers over REST', () => {
  it('is in the store and with the caller: status, holidays, indicator', async () => {
    const fake = createFakeMassive()
    const status = fake.marketStatus({ market: 'open' })
    fake.holidays([marketHoliday({ date: '2027-01-01' }), marketHoliday({ date: '2026-12-25' })])
    const rsi = fake.rsi({ symbol: 'SPY' })

    expect(await fake.massive.getMarketStatus()).toEqual(status)
    expect((await fake.massive.getMarketHolidays(2026)).map(({ date }) => date)).toEqual(['2026-12-25'])
    expect(await fake.massive.getRSI('SPY')).toMatchObject({ values: rsi.values })
    const state = fake.store.getState()
    expect(selectMarketStatus(state)).toEqual(status)
    expect(selectHolidays(state)).toHaveLength(2)
    expect(selectIndicator('SPY', rsi.params)(state)?.values).toEqual(rsi.values)
    await expect(fake.massive.getMarketHolidays(1.5)).rejects.toThrow(InvalidRequestError)
  })

  it('is a chain that forgets what a later answer no longer lists', async () => {
    const fake = createFakeMassive()
    const kept = optionContract({ ticker: 'O:SPY261218C00650000', strike: 650 })
    const gone = optionContract({ ticker: 'O:SPY261218C00660000', strike: 660 })
    fake.chain({ underlying: 'SPY', contracts: [kept, gone] })
    await fake.massive.getOptionsChain('SPY')
    expect(await fake.massive.getOptionContract(gone.ticker)).toMatchObject({ strike: 660 })

    fake.massive.clearCache()
    fake.chain({ underlying: 'SPY', contracts: [kept] })
    await fake.massive.getOptionsChain('SPY')
    expect(selectExpirations('SPY')(fake.store.getState())).toEqual(['2026-12-18'])
    expect(selectContract(gone.ticker)(fake.store.getState())).toBeUndefined()
    expect(selectContract(kept.ticker)(fake.store.getState())).toBeDefined()
  })

  it('is a failure that shows in the chain, too', async () => {
    const fake = createFakeMassive()
    fake.fail('getOptionsChain', new NotFoundError('no chain'))

    await expect(fake.massive.getOptionsChain('SPY')).rejects.toThrow('no chain')
    expect(fake.store.getState().chains.byUnderlying['SPY']).toMatchObject({ status: 'failed' })
  })

  it('is bars, trades, indices and matches', async () => {
    const fake = createFakeMassive()
    fake.quote(quotePatch({ symbol: 'I:SPX', value: 6500 }))
    fake.tickers([])
    expect(await fake.massive.getIndex('I:SPX')).toMatchObject({ value: 6500 })
    await expect(fake.massive.getIndices(['SPY'])).rejects.toThrow(InvalidTickerError)
    await expect(fake.massive.getQuote('NOPE')).rejects.toThrow(Error)

    const { start } = aggregate()
    const bars = await fake.massive.getAggregates('SPY', '1m', start, start + 60_000)
    expect(selectBars('SPY', '1m')(fake.store.getState())).toEqual(bars)
    const trades = await fake.massive.getOptionTrades('SPY')
    expect(selectTrades('SPY')(fake.store.getState())).toEqual(trades)
    // @ts-expect-error -- no such timeframe
    await expect(fake.massive.getAggregates('SPY', '2m', 0, 1)).rejects.toThrow(InvalidRequestError)
  })
})
