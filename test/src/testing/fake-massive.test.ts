import { describe, expect, it, vi } from 'vitest'
import { InvalidTickerError, NotFoundError, UpstreamError } from '../../../domain/errors.ts'
import type { Quote } from '../../../domain/quote.ts'
import { aggregate, optionContract } from '../../../src/testing/builders.ts'
import { createFakeMassive } from '../../../src/testing/fake-massive.ts'
import { selectQuote } from '../../../store/selectors/quotes.ts'

const CALL = 'O:SPY261218C00650000'

describe('createFakeMassive', () => {
  it('calls subscribers back as soon as a quote is scripted', () => {
    const fake = createFakeMassive()
    const seen: (number | undefined)[] = []
    fake.massive.subscribeQuotes(['SPY'], (quote) => seen.push(quote.bid))

    fake.quote({ symbol: 'SPY', bid: 1 })
    fake.clock.advance(1)
    fake.quote({ symbol: 'SPY', bid: 2 })

    expect(seen).toEqual([1, 2])
  })

  it('keeps from the store what nobody holds, and from callbacks what was stopped', () => {
    const fake = createFakeMassive()
    const onQuote = vi.fn<(quote: Quote) => void>()
    const stop = fake.massive.subscribeQuotes(['SPY'], onQuote)
    stop()
    stop()

    fake.quote({ symbol: 'SPY' })

    expect(onQuote).not.toHaveBeenCalled()
    expect(selectQuote('SPY')(fake.store.getState())).toBeUndefined()
    expect(fake.held()).toEqual([])
  })

  it('gives a new subscriber the latest quote after the call', async () => {
    const fake = createFakeMassive()
    const onQuote = vi.fn<(quote: Quote) => void>()
    fake.quote({ symbol: 'SPY', bid: 7 })

    fake.massive.subscribeQuotes(['SPY'], onQuote)
    expect(onQuote).not.toHaveBeenCalled()
    await Promise.resolve()

    expect(onQuote.mock.lastCall?.[0].bid).toBe(7)
  })

  it('answers REST calls from the script, failures beside what it knows', async () => {
    const fake = createFakeMassive()
    fake.quote({ symbol: 'SPY', bid: 3 })

    const { quotes, errors } = await fake.massive.getQuotes(['SPY', 'QQQ'])

    expect(quotes.map(({ symbol, bid, source }) => ({ symbol, bid, source }))).toEqual([
      { symbol: 'SPY', bid: 3, source: 'rest' },
    ])
    expect(errors.map(({ symbol }) => symbol)).toEqual(['QQQ'])
    expect(fake.calls).toEqual([{ method: 'getQuotes', arguments: [['SPY', 'QQQ']] }])
  })

  it('checks arguments as the real provider does', async () => {
    const fake = createFakeMassive()

    await expect(fake.massive.getQuote(' ')).rejects.toBeInstanceOf(InvalidTickerError)
    await expect(fake.massive.getQuote('NONE')).rejects.toBeInstanceOf(NotFoundError)
  })

  it('fails as often as told, then answers', async () => {
    const fake = createFakeMassive()
    fake.fail('getMarketStatus', new UpstreamError(503, 'down'), 2)

    await expect(fake.massive.getMarketStatus()).rejects.toThrow('down')
    await expect(fake.massive.getMarketStatus()).rejects.toThrow('down')
    expect((await fake.massive.getMarketStatus()).market).toBe('open')
  })

  it('serves the scripted chain, filtered, and puts it into the store', async () => {
    const fake = createFakeMassive()
    const put = optionContract({ ticker: 'O:SPY261218P00650000', type: 'put' })
    fake.chain({ underlying: 'SPY', contracts: [optionContract(), put] })

    const chain = await fake.massive.getOptionsChain('SPY', { type: 'put' })

    expect(chain.contracts).toEqual([put])
    expect((await fake.massive.getOptionContract(CALL)).strike).toBe(650)
    expect(fake.store.getState().chains.byUnderlying['SPY']).toBeDefined()
  })

  it('keeps history for REST and tells grown bars to subscribers', async () => {
    const fake = createFakeMassive()
    const start = Date.UTC(2026, 10, 19, 15)
    const closes: number[] = []
    fake.history([aggregate({ start, close: 1 })])
    fake.massive.subscribeAggregates(['SPY'], (bar) => closes.push(bar.close))

    fake.bar({ start: start + 60_000, close: 2 })
    fake.bar({ start: start + 60_000, close: 3 })
    const bars = await fake.massive.getAggregates('SPY', '1m', '2026-11-19', '2026-11-19')

    expect(closes).toEqual([2, 3])
    expect(bars.map(({ close }) => close)).toEqual([1, 3])
  })

  it('says that data is polled while the stream is dropped', async () => {
    const fake = createFakeMassive()
    await fake.massive.connect()
    fake.massive.subscribeQuotes(['SPY'], () => {})

    fake.drop('indices')
    fake.quote({ symbol: 'SPY' })
    expect(selectQuote('SPY')(fake.store.getState())?.source).toBe('rest')
    expect(fake.massive.getHealth().indices.transport).toBe('polling')

    fake.restore('indices')
    fake.clock.advance(1)
    fake.quote({ symbol: 'SPY' })
    expect(selectQuote('SPY')(fake.store.getState())?.source).toBe('stream')
  })

  it('tells a subscriber of refused symbols', () => {
    const fake = createFakeMassive()
    const onError = vi.fn<(error: Error) => void>()
    fake.massive.subscribeQuotes(['NONE'], () => {}, { onError })

    fake.reject('Q', ['NONE'])

    expect(onError.mock.lastCall?.[0].message).toContain('NONE')
  })

  it('plays a script as the clock is moved', () => {
    const fake = createFakeMassive()
    const bids: (number | undefined)[] = []
    fake.massive.subscribeQuotes(['SPY'], (quote) => bids.push(quote.bid))
    fake.play([
      { afterMs: 100, quote: { symbol: 'SPY', bid: 1 } },
      { afterMs: 200, quote: { symbol: 'SPY', bid: 2 } },
    ])

    fake.clock.advance(150)
    expect(bids).toEqual([1])
    fake.clock.advance(50)
    expect(bids).toEqual([1, 2])
  })

  it('answers after the latency it was given', async () => {
    const fake = createFakeMassive({ latencyMs: 50 })
    let isAnswered = false
    const answer = fake.massive.getMarketStatus().then(() => (isAnswered = true))

    await fake.clock.advanceAsync(49)
    expect(isAnswered).toBe(false)
    await fake.clock.advanceAsync(1)
    await answer

    expect(isAnswered).toBe(true)
  })
})
