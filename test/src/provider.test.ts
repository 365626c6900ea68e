import { describe, expect, it } from 'vitest'
import { AuthenticationError, NetworkError } from '../../domain/errors.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import { createFakeFetch, json, never } from '../support/fake-fetch.ts'
import type { FakeRequest } from '../support/fake-fetch.ts'
import { createRestProvider, NOW } from '../support/rest-provider.ts'

const snapshot = (ticker: string): object => ({
  ticker,
  type: 'stocks',
  last_trade: { price: 100.5, size: 3, last_updated: NOW * 1e6 },
  session: { previous_close: 100, change: 0.5, change_percent: 0.5 },
})

const quotesOf = ({ url }: FakeRequest): Response =>
  json({ status: 'OK', results: (url.searchParams.get('ticker.any_of') ?? '').split(',').map(snapshot) })

describe('provider', () => {
  it('asks once for what several ask at the same time', async () => {
    const { provider, calls } = createRestProvider(quotesOf)

    const [first, second] = await Promise.all([provider.getQuote('SPY'), provider.getQuote(' SPY ')])

    expect(first).toBe(second)
    expect(calls()).toHaveLength(1)
  })

  it('answers with what the store holds when the stream knows better than the cache', async () => {
    const { provider } = createRestProvider(quotesOf)
    await provider.getQuote('SPY')

    provider.store.getState().applyQuotes([{ symbol: 'SPY', last: 101, timestamp: NOW + 1, source: 'stream' }], NOW + 1)

    expect(await provider.getQuote('SPY')).toMatchObject({ last: 101, source: 'stream' })
  })

  it('keeps the order and drops the duplicates of a list', async () => {
    const { provider } = createRestProvider(quotesOf)

    const { quotes } = await provider.getQuotes(['MSFT', 'AAPL', 'MSFT'])

    expect(quotes.map(({ symbol }) => symbol)).toEqual(['MSFT', 'AAPL'])
  })

  it('sends the token as a header and never in an address', async () => {
    const { provider, server } = createRestProvider(quotesOf)

    await provider.getQuote('SPY')

    expect(server.requests.at(-1)?.headers.get('x-massive-proxy-token')).toBe('secret-token')
    expect(server.requests.map(({ url }) => url.href).join(' ')).not.toContain('secret-token')
  })

  it('rejects an aborted call with its own reason', async () => {
    const { provider } = createRestProvider(never)
    const controller = new AbortController()
    const answer = provider.getQuote('SPY', { signal: controller.signal })

    controller.abort(new Error('the user left'))

    await expect(answer).rejects.toThrow('the user left')
  })

  it('shows a failed chain in the store beside the rejection', async () => {
    const { provider } = createRestProvider(() =>
      json({ status: 'NOT_AUTHORIZED', message: 'no options plan' }, { status: 403 }),
    )

    await expect(provider.getOptionsChain('SPY')).rejects.toThrow(/entitled|plan/i)

    expect(provider.store.getState().chains.byUnderlying['SPY']?.status).toBe('failed')
  })

  it('keeps a month of holidays and filters them by year', async () => {
    const { provider, calls } = createRestProvider(() =>
      json([
        { date: '2026-12-25', exchange: 'NYSE', name: 'Christmas', status: 'closed' },
        { date: '2027-01-01', exchange: 'NYSE', name: "New Year's Day", status: 'closed' },
      ]),
    )

    expect(await provider.getMarketHolidays(2027)).toHaveLength(1)
    expect(await provider.getMarketHolidays()).toHaveLength(2)
    expect(calls()).toHaveLength(1)
    expect(provider.store.getState().reference.holidays).toHaveLength(2)
  })

  it('forgets cached answers on request', async () => {
    const { provider, calls } = createRestProvider(quotesOf)
    await provider.getQuote('SPY')

    provider.clearCache('quote')
    await provider.getQuote('SPY')

    expect(calls()).toHaveLength(2)
  })

  it('lists what is cached and held for developer tools, and nothing before its first use', async () => {
    const { provider } = createRestProvider(quotesOf)
    expect([provider.inspector.cacheEntries(), provider.inspector.subscriptions()]).toEqual([[], []])

    await provider.getQuote('SPY')
    const stop = provider.subscribeQuotes(['SPY'], () => {})
    provider.subscribeQuotes(['SPY'], () => {})

    expect(provider.inspector.cacheEntries()).toHaveLength(1)
    expect(provider.inspector.subscriptions()).toMatchObject([{ channel: 'Q', symbol: 'SPY', holders: 2 }])
    stop()
    stop()
    expect(provider.inspector.subscriptions()).toMatchObject([{ holders: 1 }])
  })

  it('ends a subscription when its signal aborts, at once when it already has', () => {
    const { provider } = createRestProvider(quotesOf)
    const controller = new AbortController()
    provider.subscribeQuotes(['SPY'], () => {}, { signal: controller.signal })

    controller.abort()
    provider.subscribeQuotes(['QQQ'], () => {}, { signal: controller.signal })

    expect(provider.inspector.subscriptions()).toEqual([])
  })

  it('leaves no timer after disconnect', async () => {
    const { provider, clock } = createRestProvider(quotesOf)
    provider.subscribeQuotes(['SPY'], () => {})
    const connecting = provider.connect().catch((error: unknown) => error)
    await clock.advanceAsync(1_000)

    provider.disconnect()
    await clock.advanceAsync(5_000)
    await connecting

    expect(clock.pending).toBe(0)
  })

  it.each([
    ['refuses', () => json({}, { status: 403 }), AuthenticationError],
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed')), NetworkError],
  ])('connect() says that the token route %s, though nothing is held', async (_, answer, kind) => {
    const { provider, clock } = createRestProvider(quotesOf, { fetch: createFakeFetch(answer).fetch })

    await expect(provider.connect()).rejects.toBeInstanceOf(kind)

    provider.disconnect()
    expect(clock.pending).toBe(0)
  })

  it('connect() resolves when it is disconnected while it waits for a token', async () => {
    const { provider, clock } = createRestProvider(quotesOf, { fetch: createFakeFetch(never).fetch })
    const connecting = provider.connect()

    provider.disconnect()

    await expect(connecting).resolves.toBeUndefined()
    expect(clock.pending).toBe(0)
  })

  it('says that no token can be had when the proxy refuses', async () => {
    const { provider, clock } = createRestProvider(() => json({}, { status: 401 }))

    const answer = provider.getQuote('SPY').catch((error: unknown) => error)
    await clock.advanceAsync(60_000)

    expect(await answer).toBeInstanceOf(AuthenticationError)
  })

  it('has fewer than twenty methods', () => {
    const methods = Object.getOwnPropertyNames(MassiveDataProvider.prototype).filter((name) => name !== 'constructor')

    expect(methods.length).toBeLessThan(20)
  })
})
