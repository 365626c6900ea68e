import { beforeEach, describe, expect, it, vi } from 'vitest'
import { InvalidRequestError } from '../../../domain/errors.ts'
import type { Quote } from '../../../domain/quote.ts'
import {
  configureLegacy,
  legacyUsage,
  massiveClient,
  massiveSubscriptionManager,
  massiveWS,
  resetLegacyUsage,
} from '../../../src/legacy/index.ts'
import { aggregate } from '../../../src/testing/builders.ts'
import { createFakeMassive } from '../../../src/testing/fake-massive.ts'
import type { FakeMassive } from '../../../src/testing/fake-massive.ts'

describe('legacy', () => {
  let fake: FakeMassive
  let notices: string[]

  beforeEach(() => {
    fake = createFakeMassive()
    notices = []
    resetLegacyUsage()
    configureLegacy({ provider: fake.massive, notify: (notice) => notices.push(notice) })
  })

  it('tells once of each name and counts every call', async () => {
    fake.quote({ symbol: 'SPY' })
    await massiveClient.getQuote('SPY')
    await massiveClient.getQuote('SPY')
    massiveWS.disconnect()

    expect(legacyUsage()).toEqual({ 'massiveClient.getQuote': 2, 'massiveWS.disconnect': 1 })
    expect(notices).toHaveLength(2)
    expect(notices[0]).toContain('use massive.getQuote()')
  })

  it('keeps quiet when told to', async () => {
    configureLegacy({ notify: null })
    const warn = vi.spyOn(console, 'warn')

    await massiveClient.getMarketStatus()

    expect(warn).not.toHaveBeenCalled()
    expect(legacyUsage()).toEqual({ 'massiveClient.getMarketStatus': 1 })
  })

  it('works when its methods are taken out of it', async () => {
    const { getQuote } = massiveClient
    const { subscribeQuotes } = massiveWS
    fake.quote({ symbol: 'SPY', bid: 9 })

    expect((await getQuote('SPY')).bid).toBe(9)
    expect(subscribeQuotes('SPY', () => {})).toBeTypeOf('function')
  })

  it('answers batches with the quotes alone', async () => {
    fake.quote({ symbol: 'SPY' })
    fake.quote({ symbol: 'I:SPX', value: 6500 })

    expect((await massiveClient.getQuotes(['SPY', 'NONE'])).map(({ symbol }) => symbol)).toEqual(['SPY'])
    expect((await massiveClient.getIndices(['I:SPX'])).map(({ value }) => value)).toEqual([6500])
    expect((await massiveClient.getIndex('I:SPX')).value).toBe(6500)
  })

  it('takes bars by timeframe, and by multiplier and timespan', async () => {
    const start = Date.UTC(2026, 10, 19, 15)
    fake.history([aggregate({ timeframe: '5m', start, close: 5 })])

    const byTimeframe = await massiveClient.getAggregates('SPY', '5m', '2026-11-19', '2026-11-19')
    const byTimespan = await massiveClient.getAggregates('SPY', 5, 'minute', '2026-11-19', '2026-11-19')

    expect(byTimeframe).toHaveLength(1)
    expect(byTimespan).toEqual(byTimeframe)
    await expect(massiveClient.getAggregates('SPY', 7, 'minute', 0, 1)).rejects.toBeInstanceOf(InvalidRequestError)
  })

  it('finds a contract with or without its underlying', async () => {
    const ticker = fake.contract({}).ticker

    expect((await massiveClient.getOptionContract(ticker)).ticker).toBe(ticker)
    expect((await massiveClient.getOptionContract('SPY', ticker)).ticker).toBe(ticker)
  })

  it('tells the overall status at once and when it changes', async () => {
    const seen: string[] = []
    const stop = massiveWS.onStatus((status) => seen.push(status))

    await massiveWS.connect()
    fake.drop()
    fake.restore()
    stop()
    massiveWS.disconnect()

    expect(seen).toEqual(['disconnected', 'connected', 'connecting', 'connected'])
  })

  it('understands the old words for bar lengths on the stream', () => {
    const closes: number[] = []
    massiveWS.subscribeAggregates('SPY', (bar) => closes.push(bar.close), 'second')

    fake.bar({ timeframe: '1s', close: 1 })
    fake.bar({ timeframe: '1m', close: 2 })

    expect(closes).toEqual([1])
  })

  it('unsubscribes one callback from some of its symbols', () => {
    const onQuote = vi.fn<(quote: Quote) => void>()
    const other = vi.fn<(quote: Quote) => void>()
    massiveSubscriptionManager.subscribe(['SPY', 'QQQ'], onQuote)
    massiveSubscriptionManager.subscribe(['SPY'], other)

    massiveSubscriptionManager.unsubscribe(['SPY'], onQuote)
    fake.quote({ symbol: 'SPY' })
    fake.quote({ symbol: 'QQQ' })

    expect(onQuote.mock.calls.map(([{ symbol }]) => symbol)).toEqual(['QQQ'])
    expect(other.mock.calls.map(([{ symbol }]) => symbol)).toEqual(['SPY'])

    massiveSubscriptionManager.unsubscribe(['SPY', 'QQQ'])
    expect(fake.held()).toEqual([])
  })

  it('delivers the channel that was asked for', () => {
    const prices: number[] = []
    const stop = massiveSubscriptionManager.subscribe(['SPY'], (trade) => prices.push(trade.price), 'T')

    fake.quote({ symbol: 'SPY' })
    fake.trade({ symbol: 'SPY', price: 5 })
    stop()

    expect(prices).toEqual([5])
    expect(fake.held('T')).toEqual([])
  })
})
