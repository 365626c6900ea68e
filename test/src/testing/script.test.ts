import { beforeEach, describe, expect, it } from 'vitest'
import { NotFoundError } from '../../../domain/errors.ts'
import { aggregate, optionContract, tickerMatch } from '../../../src/testing/builders.ts'
import { createFakeMassive } from '../../../src/testing/fake-massive.ts'
import type { FakeMassive } from '../../../src/testing/fake-massive.ts'

describe('the script of a fake', () => {
  let fake: FakeMassive
  let happened: unknown[]

  beforeEach(async () => {
    fake = createFakeMassive()
    happened = []
    fake.massive.subscribeQuotes(['SPY'], ({ bid, source }) => happened.push(['quote', bid, source]))
    fake.massive.subscribeTrades(['SPY'], ({ price, source }) => happened.push(['trade', price, source]))
    fake.massive.subscribeAggregates(['SPY'], ({ close, source }) => happened.push(['bar', close, source]))
    await fake.massive.connect()
  })

  it('brings quotes, trades and bars, streamed, then polled, then streamed again', () => {
    fake.play([
      { afterMs: 100, quote: { bid: 1 } },
      { afterMs: 200, drop: 'both' },
      { afterMs: 300, trade: { price: 2 } },
      { afterMs: 400, bar: { close: 3 } },
      { afterMs: 500, restore: 'both' },
      { afterMs: 600, trade: { price: 4 } },
    ])

    fake.clock.advance(600)

    expect(happened).toEqual([
      ['quote', 1, 'stream'],
      ['trade', 2, 'rest'],
      ['bar', 3, 'rest'],
      ['trade', 4, 'stream'],
    ])
  })

  it('breaks one endpoint and mends it, the other streams on', () => {
    const transports = (): readonly string[] => {
      const { options, indices } = fake.massive.getHealth()
      return [options.transport, indices.transport]
    }
    fake.play([
      { afterMs: 1, drop: 'options' },
      { afterMs: 2, restore: 'options' },
    ])

    fake.clock.advance(1)
    expect(transports()).toEqual(['polling', 'streaming'])
    fake.clock.advance(1)
    expect(transports()).toEqual(['streaming', 'streaming'])
  })
})

describe('a fake without a connection', () => {
  it('stays without one when the stream comes back', () => {
    const fake = createFakeMassive()

    fake.restore()

    expect(fake.massive.getHealth().options).toMatchObject({ status: 'idle', transport: 'idle' })
  })

  it('streams the contracts of watched roots into the store', () => {
    const fake = createFakeMassive()
    const contracts = [optionContract(), optionContract({ ticker: 'O:SPY261218P00650000', type: 'put' })]
    fake.chain({ underlying: 'SPY', contracts })

    fake.massive.updateWatchlist(['SPY', 'QQQ'])

    expect(fake.store.getState().watchlist.roots).toEqual(['SPY', 'QQQ'])
    expect(fake.store.getState().watchlist.streamed).toEqual(contracts.map(({ ticker }) => ticker))
  })

  it('cannot be connected when told so', async () => {
    const fake = createFakeMassive()
    fake.fail('connect', new Error('no proxy'))

    await expect(fake.massive.connect()).rejects.toThrow('no proxy')
    expect(fake.massive.getHealth().indices.status).toBe('idle')
  })

  it('makes no call whose signal was aborted', async () => {
    const fake = createFakeMassive()
    const signal = AbortSignal.abort(new Error('left the page'))

    await expect(fake.massive.getMarketStatus({ signal })).rejects.toThrow('left the page')
    await expect(fake.massive.connect({ signal })).rejects.toThrow('left the page')
    expect(fake.calls).toEqual([])
  })
})

describe('what a fake knows', () => {
  it('is told how to script what is asked for and is not there', async () => {
    const fake = createFakeMassive()

    await expect(fake.massive.getOptionsChain('SPY')).rejects.toThrow(
      "script it with fake.chain({ underlying: 'SPY' })",
    )
    const missing = fake.massive.getOptionContract('O:SPY261218C00650000')
    await expect(missing).rejects.toThrow("script it with fake.contract({ ticker: 'O:SPY261218C00650000' })")
    await expect(missing).rejects.toBeInstanceOf(NotFoundError)
  })

  it('is the part of a chain that was asked for', async () => {
    const fake = createFakeMassive()
    const near = optionContract({ ticker: 'O:SPY261218C00650000', expiration: '2026-12-18', strike: 650 })
    const far = optionContract({ ticker: 'O:SPY270115C00700000', expiration: '2027-01-15', strike: 700 })
    fake.chain({ underlying: 'SPY', contracts: [near, far] })
    const strikes = async (params: Parameters<typeof fake.massive.getOptionsChain>[1]): Promise<readonly number[]> =>
      (await fake.massive.getOptionsChain('SPY', params)).contracts.map(({ strike }) => strike)

    expect(await strikes({ expiration: '2027-01-15' })).toEqual([700])
    expect(await strikes({ expirationTo: '2026-12-31' })).toEqual([650])
    expect(await strikes({ expirationFrom: '2026-12-31' })).toEqual([700])
    expect(await strikes({ strikeFrom: 650, strikeTo: 699 })).toEqual([650])
    expect(await strikes({ strikeFrom: 700 })).toEqual([700])
    expect(await strikes({ type: 'put' })).toEqual([])
  })

  it('is the trades of an interval, the newest of them where there is a limit', async () => {
    const fake = createFakeMassive()
    const day = Date.UTC(2026, 10, 19, 15)
    for (const [price, timestamp] of [1, 2, 3].map((each) => [each, day + each * 1_000] as const))
      fake.trade({ symbol: 'SPY', price, timestamp })
    fake.trade({ symbol: 'QQQ', price: 9, timestamp: day })
    const prices = async (params: Parameters<typeof fake.massive.getOptionTrades>[1]): Promise<readonly number[]> =>
      (await fake.massive.getOptionTrades('SPY', params)).map(({ price }) => price)

    expect(await prices({})).toEqual([1, 2, 3])
    expect(await prices({ limit: 2 })).toEqual([2, 3])
    expect(await prices({ from: day + 2_000, to: day + 2_000 })).toEqual([2])
    expect(await prices({ from: '2026-11-19', to: '2026-11-19' })).toEqual([1, 2, 3])
    expect(await prices({ from: '2026-11-20' })).toEqual([])
  })

  it('is the bars of a symbol, a length and an interval, ascending', async () => {
    const fake = createFakeMassive()
    const start = Date.UTC(2026, 10, 19, 15)
    fake.history([
      aggregate({ start: start + 60_000, close: 2 }),
      aggregate({ start, close: 1 }),
      aggregate({ start, timeframe: '5m', close: 5 }),
      aggregate({ symbol: 'QQQ', start, close: 9 }),
      aggregate({ start: start - 1, close: 0 }),
    ])

    const bars = await fake.massive.getAggregates('SPY', '1m', start, start + 60_000)

    expect(bars.map(({ close, source }) => [close, source])).toEqual([
      [1, 'rest'],
      [2, 'rest'],
    ])
  })

  it('is the tickers that a text finds, as many as wanted', async () => {
    const fake = createFakeMassive()
    fake.tickers([tickerMatch(), tickerMatch({ ticker: 'SPYG', name: 'Growth' }), tickerMatch({ ticker: 'QQQ' })])
    const found = async (text: string, limit?: number): Promise<readonly string[]> =>
      (await fake.massive.tickers.search(text, limit === undefined ? {} : { limit })).map(({ ticker }) => ticker)

    expect(await found('spy')).toEqual(['SPY', 'SPYG'])
    expect(await found('spy', 1)).toEqual(['SPY'])
    expect(await found('growth')).toEqual(['SPYG'])
    expect(fake.calls.map(({ method }) => method)).toEqual(['searchTickers', 'searchTickers', 'searchTickers'])
  })

  it('is counted in its health', async () => {
    const fake = createFakeMassive()
    await fake.massive.getMarketStatus()
    fake.massive.subscribeTrades(['SPY', 'O:SPY261218C00650000'], () => {})

    const { rest, options, indices } = fake.massive.getHealth()

    expect([rest.requests, options.requested, indices.requested]).toEqual([1, 1, 1])
  })

  it('holds what two subscribers share until both have let go', () => {
    const fake = createFakeMassive()
    const stops = [1, 2].map(() => fake.massive.subscribeTrades(['SPY'], () => {}))

    stops[0]?.()
    expect(fake.held('T')).toEqual(['SPY'])
    stops[1]?.()
    expect(fake.held('T')).toEqual([])
  })
})
