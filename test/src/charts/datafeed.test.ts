import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../../domain/aggregate.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { Quote } from '../../../domain/quote.ts'
import type { Timeframe } from '../../../domain/timeframe.ts'
import { createDatafeed } from '../../../src/charts/datafeed.ts'
import type { DatafeedBar, DatafeedProvider, DatafeedQuote } from '../../../src/charts/datafeed-types.ts'
import { aggregate, quote } from '../../../src/testing/builders.ts'

const MINUTE = 60_000
const bar = (minute: number, close = 10): Aggregate =>
  aggregate({ symbol: 'SPY', start: minute * MINUTE, end: (minute + 1) * MINUTE, close })

/** Remembers what was asked and lets the test push. */
function scriptedProvider(history: readonly Aggregate[] = []) {
  const asked: { symbol: string; timeframe: Timeframe; from: number; to: number }[] = []
  const held = new Set<(bar: Aggregate) => void>()
  const heldQuotes = new Set<(quote: Quote) => void>()
  const provider: DatafeedProvider = {
    tickers: { search: async () => [{ ticker: 'SPY', name: 'SPDR S&P 500', market: 'stocks' }] },
    getQuotes: async (symbols) => ({
      quotes: [quote({ symbol: symbols[0] ?? '', last: 5 })],
      errors: symbols.slice(1).map((symbol) => ({ symbol, error: new NotFoundError(symbol) })),
    }),
    async getAggregates(symbol, timeframe, from, to) {
      asked.push({ symbol, timeframe, from, to })
      return history.filter(({ start }) => start >= from && start <= to)
    },
    subscribeAggregates(_, callback) {
      held.add(callback)
      return () => void held.delete(callback)
    },
    subscribeQuotes(_, callback) {
      heldQuotes.add(callback)
      return () => void heldQuotes.delete(callback)
    },
  }
  return {
    provider,
    asked,
    held,
    heldQuotes,
    push: (pushed: Aggregate) => held.forEach((callback) => callback(pushed)),
  }
}

const period = (from: number, to: number, countBack: number) => ({
  from: from * 60,
  to: to * 60,
  countBack,
  firstDataRequest: true,
})

const barsOf = (provider: DatafeedProvider, from: number, to: number, countBack: number) =>
  new Promise<{ bars: readonly DatafeedBar[]; noData: boolean }>((resolve, reject) => {
    createDatafeed(provider).getBars(
      { ticker: 'SPY' },
      '1',
      period(from, to, countBack),
      (bars, { noData }) => resolve({ bars, noData }),
      (reason) => reject(new Error(reason)),
    )
  })

describe('createDatafeed', () => {
  it('answers onReady after the call has returned', async () => {
    const order: string[] = []
    const ready = new Promise<void>((resolve) => {
      createDatafeed(scriptedProvider().provider).onReady(({ supported_resolutions }) => {
        order.push(`ready ${supported_resolutions.includes('1D')}`)
        resolve()
      })
    })
    order.push('returned')
    await ready
    expect(order).toEqual(['returned', 'ready true'])
  })

  it.each([
    ['SPY', 'stock', '0400-2000'],
    ['I:SPX', 'index', '0930-1615'],
    ['O:SPY261218C00650000', 'option', '0930-1615'],
  ])('resolves %s as %s', async (name, type, session) => {
    const symbol = await new Promise<{ type: string; session: string; timezone: string }>((resolve, reject) => {
      createDatafeed(scriptedProvider().provider).resolveSymbol(name, resolve, reject)
    })
    expect(symbol).toMatchObject({ type, session, timezone: 'America/New_York' })
  })

  it.each([
    ['C:EURUSD', 'forex', '24x7', 100_000, 'ohlcv'],
    ['X:BTCUSD', 'crypto', '24x7', 100, 'ohlcv'],
    ['I:SPX', 'index', '0930-1615', 100, 'ohlc'],
    ['SPY', 'stock', '0400-2000', 100, 'ohlcv'],
  ])('prices and plots %s as %s', async (name, type, session, pricescale, plots) => {
    const symbol = await new Promise((resolve, reject) => {
      createDatafeed(scriptedProvider().provider).resolveSymbol(name, resolve, reject)
    })
    expect(symbol).toMatchObject({ type, session, pricescale, visible_plots_set: plots })
  })

  it('tells the time in whole seconds', async () => {
    const time = await new Promise((resolve) => {
      createDatafeed(scriptedProvider().provider, { now: () => 1_999 }).getServerTime(resolve)
    })
    expect(time).toBe(1)
  })

  it('finds nothing where the search fails', async () => {
    const { provider } = scriptedProvider()
    const broken = { ...provider, tickers: { search: () => Promise.reject(new Error('offline')) } }
    const found = await new Promise((resolve) => {
      createDatafeed(broken).searchSymbols('spy', '', '', resolve)
    })
    expect(found).toEqual([])
  })

  it('pushes every quote of a listener, and ends it when its list is empty', () => {
    const { provider, heldQuotes } = scriptedProvider()
    const feed = createDatafeed(provider)
    const seen: unknown[] = []
    feed.subscribeQuotes(['SPY'], ['SPY', 'I:SPX'], (quotes) => seen.push(...quotes.map(({ n, v }) => [n, v])), 'one')
    const index = { symbol: 'I:SPX', value: 6500, timestamp: 1, receivedAt: 1, source: 'stream' } as const
    for (const callback of heldQuotes) callback(index)
    feed.subscribeQuotes([], [], () => {}, 'one')

    expect(seen).toEqual([['I:SPX', { lp: 6500 }]])
    expect(heldQuotes.size).toBe(0)
  })

  it('keeps quiet about the trouble of a subscription that nobody wants to hear of', () => {
    const feed = createDatafeed(scriptedProvider().provider)

    expect(() => feed.subscribeBars({ ticker: 'SPY' }, '7', () => {}, 'one')).not.toThrow()
  })

  it('names the trouble with a ticker that cannot be', async () => {
    const reason = await new Promise<string>((resolve) => {
      createDatafeed(scriptedProvider().provider).resolveSymbol('', () => {}, resolve)
    })
    expect(reason).toMatch(/Invalid ticker/)
  })

  it('answers the bars of a period with its end excluded', async () => {
    const { provider } = scriptedProvider([bar(10), bar(11), bar(12)])
    const { bars, noData } = await barsOf(provider, 10, 12, 2)
    expect(bars.map(({ time }) => time / MINUTE)).toEqual([10, 11])
    expect(noData).toBe(false)
  })

  it('reaches further back where a closed market left too few bars', async () => {
    const day = 24 * 60
    const { provider, asked } = scriptedProvider([bar(7 * day), bar(10 * day)])
    const { bars } = await barsOf(provider, 9 * day, 11 * day, 2)
    expect(bars).toHaveLength(2)
    expect(asked.length).toBeGreaterThan(1)
  })

  it('says when there is nothing', async () => {
    const { bars, noData } = await barsOf(scriptedProvider().provider, 10, 12, 2)
    expect({ bars, noData }).toEqual({ bars: [], noData: true })
  })

  it('refuses a resolution without bars, naming it', async () => {
    const reason = await new Promise<string>((resolve) => {
      createDatafeed(scriptedProvider().provider).getBars({ ticker: 'SPY' }, '7', period(1, 2, 1), () => {}, resolve)
    })
    expect(reason).toContain('"7"')
  })

  it('pushes bars forward only, and none after the listener left', () => {
    const { provider, push, held } = scriptedProvider()
    const feed = createDatafeed(provider)
    const seen: number[] = []
    feed.subscribeBars({ ticker: 'SPY' }, '1', ({ time }) => seen.push(time / MINUTE), 'one')
    push(bar(5))
    push(bar(4))
    push(bar(5))
    feed.unsubscribeBars('one')
    feed.unsubscribeBars('one')
    expect(seen).toEqual([5, 5])
    expect(held.size).toBe(0)
  })

  it('keeps one subscription a listener and ends all with stop', () => {
    const { provider, held, heldQuotes } = scriptedProvider()
    const feed = createDatafeed(provider)
    feed.subscribeBars({ ticker: 'SPY' }, '1', () => {}, 'one')
    feed.subscribeBars({ ticker: 'SPY' }, '5', () => {}, 'one')
    feed.subscribeQuotes(['SPY'], ['QQQ'], () => {}, 'two')
    expect([held.size, heldQuotes.size]).toEqual([1, 1])
    feed.stop()
    expect([held.size, heldQuotes.size]).toEqual([0, 0])
  })

  it('hands the trouble of a subscription to onError and never throws it', () => {
    const errors: string[] = []
    const feed = createDatafeed(scriptedProvider().provider, { onError: ({ message }) => errors.push(message) })
    feed.subscribeBars({ ticker: 'SPY' }, '7', () => {}, 'one')
    expect(errors).toEqual([expect.stringContaining('"7"')])
  })

  it('answers quotes, without the fields that are unknown, and marks those it has not', async () => {
    const quotes = await new Promise<readonly DatafeedQuote[]>((resolve, reject) => {
      createDatafeed(scriptedProvider().provider).getQuotes(['SPY', 'NOPE'], resolve, reject)
    })
    expect(quotes.map(({ s, n, v }) => [s, n, 'lp' in v ? v.lp : undefined])).toEqual([
      ['ok', 'SPY', 5],
      ['error', 'NOPE', undefined],
    ])
    expect(Object.values(quotes[0]?.v ?? {})).not.toContain(undefined)
  })

  it('finds tickers by text', async () => {
    const results = await new Promise<readonly { symbol: string; description: string; type: string }[]>((resolve) => {
      createDatafeed(scriptedProvider().provider).searchSymbols('spdr', '', '', resolve)
    })
    expect(results).toEqual([expect.objectContaining({ symbol: 'SPY', description: 'SPDR S&P 500', type: 'stock' })])
  })
})
