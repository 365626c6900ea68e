import { describe, expect, it } from 'vitest'
import { selectBars, selectLastBar } from '../../store/selectors/series.ts'
import { selectChain } from '../../store/selectors/chains.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import { InvalidRequestError, InvalidTickerError, NotFoundError, SubscriptionError } from '../../domain/errors.ts'
import type { Trade } from '../../domain/trade.ts'
import type { Quote } from '../../domain/quote.ts'
import { createLiveDesk, untilState } from '../support/live-desk.ts'

describe('provider on simulator and proxy', () => {
  it('answers a quote with its session, in the promise and in the store', async () => {
    const { provider } = await createLiveDesk()

    const quote = await provider.getQuote('SPY')

    expect(quote).toMatchObject({ symbol: 'SPY', source: 'rest' })
    expect(quote.last).toBeCloseTo((quote.previousClose ?? 0) + (quote.change ?? 0), 2)
    expect(selectQuote('SPY')(provider.store.getState())?.last).toBe(quote.last)
  })

  it('streams stocks, indices and options of one mixed list, each over its endpoint', async () => {
    const { provider } = await createLiveDesk()
    const { contracts } = await provider.getOptionsChain('SPY', { strikeFrom: 600, strikeTo: 700 })
    const option = contracts.find(({ ticker }) => ticker.includes('C006'))?.ticker ?? ''
    const seen = new Map<string, Quote>()

    provider.subscribeQuotes(['SPY', 'I:SPX', option], (quote) => {
      if (quote.source === 'stream') seen.set(quote.symbol, quote)
    })
    await untilState(provider, 'three live symbols', () => seen.size === 3)

    expect(seen.get('I:SPX')?.value).toBeGreaterThan(0)
    expect(seen.get(option)?.bid).toBeGreaterThanOrEqual(0)
    const { options, indices } = provider.getHealth()
    expect([options.requested, indices.requested]).toEqual([1, 2])
  })

  it('walks a chain of thousands of contracts and shows how far it is', async () => {
    const { provider } = await createLiveDesk()
    const progress: number[] = []

    const chain = await provider.getOptionsChain('SPY', {}, { onProgress: ({ loaded }) => progress.push(loaded) })

    expect(chain.complete).toBe(true)
    expect(chain.contracts.length).toBeGreaterThan(3_000)
    expect(new Set(chain.contracts.map(({ ticker }) => ticker)).size).toBe(chain.contracts.length)
    expect(progress.length).toBeGreaterThan(10)
    expect(selectChain('SPY')(provider.store.getState())?.expirations).toEqual(chain.expirations)
  })

  it('continues history with live bars, ascending and without a hole', async () => {
    const { provider } = await createLiveDesk()
    const now = Date.now()
    await provider.getAggregates('SPY', '1s', now - 60_000, now)
    const live: Aggregate[] = []

    provider.subscribeAggregates(['SPY'], (bar) => live.push(bar), '1s')
    await untilState(provider, 'three live second bars', () => live.length >= 3)

    const starts = selectBars('SPY', '1s')(provider.store.getState()).map(({ start }) => start)
    expect(starts).toEqual(starts.toSorted((left, right) => left - right))
    expect(new Set(starts).size).toBe(starts.length)
    expect(selectLastBar('SPY', '1s')(provider.store.getState())?.source).toBe('stream')
  })

  it('grows five-minute bars from the minutes that the stream brings', async () => {
    const { provider } = await createLiveDesk()
    const now = Date.now()
    const history = await provider.getAggregates('QQQ', '5m', now - 3_600_000, now)

    expect(history.length).toBeGreaterThanOrEqual(11)
    expect(selectBars('QQQ', '5m')(provider.store.getState())).toHaveLength(history.length)
  })

  it('delivers every trade once, in order', async () => {
    const { provider } = await createLiveDesk()
    const trades: Trade[] = []

    provider.subscribeTrades(['SPY', 'AAPL'], (trade) => trades.push(trade))
    await untilState(provider, 'fifty trades', () => trades.length >= 50)

    const spy = trades.filter(({ symbol }) => symbol === 'SPY').map(({ sequence }) => sequence ?? 0)
    expect(new Set(spy).size).toBe(spy.length)
    expect(spy).toEqual(spy.toSorted((left, right) => left - right))
  })

  it('comes back after the vendor dropped every socket', async () => {
    const { provider, simulator } = await createLiveDesk()
    provider.subscribeQuotes(['SPY'], () => {})
    await untilState(provider, 'a live quote', (state) => selectQuote('SPY')(state)?.source === 'stream')

    simulator.faults.dropAll()
    await untilState(provider, 'the drop to show', ({ connection }) =>
      connection.events.some(({ kind, message }) => kind === 'upstream' && message.includes('down')),
    )
    const droppedAt = Date.now()

    const quote = await untilState(provider, 'a streamed quote after the drop', (state) => {
      const current = selectQuote('SPY')(state)
      return current?.source === 'stream' && current.timestamp > droppedAt && current
    })

    expect(quote.last).toBeGreaterThan(0)
    expect(provider.getHealth().indices.upstream['stocks']).toBe('up')
  })

  it('polls REST while the vendor refuses sockets, and streams again afterwards', async () => {
    const { provider, simulator } = await createLiveDesk({
      provider: { fallbackAfterMs: 200, pollIntervalMs: 200 },
      proxy: { socketLingerMs: 100 },
    })
    provider.subscribeQuotes(['SPY'], () => {})
    await untilState(provider, 'streaming', ({ connection }) => connection.indices.transport === 'streaming')

    simulator.faults.refuse(undefined, true)
    simulator.faults.dropAll()
    await untilState(provider, 'polling', ({ connection }) => connection.indices.transport === 'polling')
    simulator.faults.clear()
    await untilState(provider, 'streaming again', ({ connection }) => connection.indices.transport === 'streaming')

    const modes = provider.store.getState().connection.events.filter(({ kind }) => kind === 'transport')
    expect(modes.map(({ status }) => status)).toEqual(['streaming', 'polling', 'streaming'])
  })

  it('streams the contracts around the money of its roots', async () => {
    const { provider } = await createLiveDesk()

    provider.updateWatchlist(['SPY'])
    const streamed = await untilState(
      provider,
      'contracts of SPY',
      ({ watchlist }) => watchlist.streamed.length > 0 && watchlist.streamed,
    )
    await untilState(provider, 'a contract to tick', (state) =>
      streamed.some((ticker) => selectQuote(ticker)(state)?.source === 'stream'),
    )

    expect(streamed.every((ticker) => ticker.startsWith('O:SPY'))).toBe(true)
  })

  it('leaves no socket after disconnect, and streams again after connect', async () => {
    const { provider, simulator } = await createLiveDesk()
    provider.subscribeQuotes(['SPY'], () => {})
    await untilState(provider, 'a live quote', (state) => selectQuote('SPY')(state)?.source === 'stream')

    provider.disconnect()
    provider.disconnect()
    expect(provider.getHealth().indices.status).toBe('closed')
    const { timestamp } = simulator.truth.quote('SPY')
    await provider.connect()
    await untilState(provider, 'a newer quote', (state) => (selectQuote('SPY')(state)?.timestamp ?? 0) > timestamp)

    expect(provider.getHealth().indices.status).toBe('open')
  })
})

describe('bad input', () => {
  it('names an unknown symbol and keeps the good ones', async () => {
    const { provider } = await createLiveDesk()

    const { quotes, errors } = await provider.getQuotes(['SPY', 'NOSUCH'])

    expect(quotes.map(({ symbol }) => symbol)).toEqual(['SPY'])
    expect(errors.map(({ symbol }) => symbol)).toEqual(['NOSUCH'])
    expect(errors[0]?.error).toBeInstanceOf(NotFoundError)
    await expect(provider.getQuote('NOSUCH')).rejects.toThrow(NotFoundError)
  })

  it('tells the subscriber of a symbol that the vendor does not know, and streams the others', async () => {
    const { provider } = await createLiveDesk()
    const errors: Error[] = []

    provider.subscribeQuotes(['SPY', 'NOSUCH'], () => {}, { onError: (error) => errors.push(error) })
    await untilState(
      provider,
      'a refusal and a live quote',
      (state) => errors.length > 0 && selectQuote('SPY')(state)?.source === 'stream',
    )

    expect(errors[0]).toBeInstanceOf(SubscriptionError)
    expect(errors[0]?.message).toContain('NOSUCH')
  })

  it('refuses malformed tickers, empty lists and dates the wrong way round with the offending value', async () => {
    const { provider } = await createLiveDesk()

    expect(() => provider.subscribeQuotes(['SP Y'], () => {})).toThrow(InvalidTickerError)
    expect(() => provider.subscribeQuotes([], () => {})).toThrow(InvalidRequestError)
    expect(() => provider.subscribeTrades(['I:SPX'], () => {})).toThrow(/I:SPX/)
    await expect(provider.getQuotes([])).rejects.toThrow(InvalidRequestError)
    await expect(provider.getIndex('SPY')).rejects.toThrow(/"SPY"/)
    await expect(provider.getAggregates('SPY', '1d', '2026-10-02', '2026-10-01')).rejects.toThrow(/2026-10-02/)
    await expect(provider.getMarketHolidays(20.5)).rejects.toThrow(/20\.5/)
  })

  it('counts frames that are not JSON and goes on', async () => {
    const { provider, simulator } = await createLiveDesk()
    provider.subscribeQuotes(['SPY'], () => {})
    await untilState(provider, 'a live quote', (state) => selectQuote('SPY')(state)?.source === 'stream')

    simulator.faults.malformed(5)
    const from = simulator.now()
    await untilState(provider, 'newer quotes', (state) => (selectQuote('SPY')(state)?.timestamp ?? 0) > from)

    expect(provider.getHealth().indices.status).toBe('open')
  })
})
