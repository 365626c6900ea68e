import { describe, expect, it } from 'vitest'
import { InvalidRequestError, InvalidTickerError, NotEntitledError, NotFoundError } from '../../../domain/errors.ts'
import { chainRow } from '../../support/chain-vendor.ts'
import { failureOf } from '../../support/failure-of.ts'
import { json } from '../../support/fake-fetch.ts'
import { BASE_URL, createRestDesk } from '../../support/rest-desk.ts'

const notFound = (): Response => json({ status: 'NOT_FOUND', message: 'not found' }, { status: 404 })
const notEntitled = (): Response => json({ status: 'NOT_AUTHORIZED', message: 'not entitled' }, { status: 403 })

describe('market status and holidays', () => {
  it('answers the status', async () => {
    const { rest, asked } = createRestDesk(() =>
      json({
        market: 'extended-hours',
        serverTime: '2026-11-20T08:00:00-05:00',
        earlyHours: true,
        exchanges: { nyse: 'extended-hours' },
      }),
    )
    expect(await rest.getMarketStatus()).toEqual({
      market: 'extended-hours',
      serverTime: Date.UTC(2026, 10, 20, 13),
      afterHours: false,
      earlyHours: true,
      exchanges: { nyse: 'extended-hours' },
      indices: {},
    })
    expect(asked()).toEqual(['v1/marketstatus/now'])
  })

  it('answers the holidays and leaves out what is none', async () => {
    const day = { date: '2026-11-26', exchange: 'NYSE', name: 'Thanksgiving', status: 'closed' }
    const { rest, asked, events } = createRestDesk(() => json([day, { ...day, date: '2026-02-30' }]))
    expect(await rest.getMarketHolidays()).toEqual([day])
    expect(asked()).toEqual(['v1/marketstatus/upcoming'])
    expect(events).toMatchObject([{ kind: 'invalid-message', count: 1 }])
  })
})

describe('ticker search', () => {
  const row = (ticker: string): unknown => ({
    ticker,
    name: `${ticker} Inc.`,
    market: 'stocks',
    locale: 'us',
    type: 'CS',
  })

  it('answers as many matches as wanted, over pages if need be', async () => {
    const { rest, asked } = createRestDesk((_request, index) =>
      json({
        results: [row(`A${index}`), row(`B${index}`)],
        next_url: `${BASE_URL}/v3/reference/tickers?cursor=x${index}`,
      }),
    )
    const matches = await rest.searchTickers(' app ', 3)
    expect(matches.map(({ ticker }) => ticker)).toEqual(['A0', 'B0', 'A1'])
    expect(matches[0]).toMatchObject({ name: 'A0 Inc.', market: 'stocks', type: 'CS' })
    expect(asked()).toEqual(['v3/reference/tickers?search=app&active=true&limit=3', 'v3/reference/tickers?cursor=x0'])
  })

  it.each([
    ['  ', 5, 'text: "  " is empty'],
    ['app', 0, 'limit: 0 is out of range'],
    ['app', 1_001, 'limit: 1001 is out of range; give a whole number from 1 to 1000'],
  ])('refuses %j with a limit of %d', async (text, limit, problem) => {
    const { rest, server } = createRestDesk(() => json({}))
    const error = await failureOf(rest.searchTickers(text, limit))
    expect(error).toBeInstanceOf(InvalidRequestError)
    expect(error.message).toContain(problem)
    expect(server.requests).toHaveLength(0)
  })
})

describe('option contract', () => {
  const ticker = 'O:SPY261218C00650000'
  const snapshot = (of = ticker): Response =>
    json({ results: chainRow({ ticker: of, expiration: '2026-12-18', strike: 650, type: 'call' }) })

  it('answers the contract and its quote', async () => {
    const { rest, asked, clock } = createRestDesk(() => snapshot())
    const { contract, quote } = await rest.getOptionContract(ticker)
    expect(contract).toMatchObject({ ticker, underlying: 'SPY', strike: 650, type: 'call', impliedVolatility: 0.2 })
    expect(quote).toMatchObject({ symbol: ticker, bid: 1, ask: 1.1, receivedAt: clock.now() })
    expect(asked()).toEqual([`v3/snapshot/options/SPY/${ticker}`])
  })

  it('asks for contracts of an index under its prefixed name', async () => {
    const { rest, asked } = createRestDesk(() => snapshot('O:SPXW261218C06500000'))
    await rest.getOptionContract('O:SPXW261218C06500000')
    expect(asked()).toEqual(['v3/snapshot/options/I:SPX/O:SPXW261218C06500000'])
  })

  it('asks the reference data for the underlying where the guess was wrong', async () => {
    const adjusted = 'O:ABC1261218C00650000'
    const { rest, asked } = createRestDesk((_request, index) => {
      if (index === 0) return notFound()
      if (index === 1)
        return json({ results: { ticker: adjusted, underlying_ticker: 'XYZ', shares_per_contract: 150 } })
      return snapshot(adjusted)
    })
    const { contract, quote } = await rest.getOptionContract(adjusted)
    expect(asked()).toEqual([
      `v3/snapshot/options/ABC/${adjusted}`,
      `v3/reference/options/contracts/${adjusted}`,
      `v3/snapshot/options/XYZ/${adjusted}`,
    ])
    expect(contract.ticker).toBe(adjusted)
    expect(quote?.symbol).toBe(adjusted)
  })

  it('asks the reference data where a root that looks like a ticker is not one', async () => {
    // class shares drop their dot
    const ticker = 'O:LENB261218C00120000'
    const { rest, asked } = createRestDesk((_request, index) => {
      if (index === 0) return notFound()
      return index === 1 ? json({ results: { ticker, underlying_ticker: 'LEN.B' } }) : snapshot(ticker)
    })
    expect((await rest.getOptionContract(ticker)).quote?.symbol).toBe(ticker)
    expect(asked().at(-1)).toBe(`v3/snapshot/options/LEN.B/${ticker}`)
  })

  it('answers the terms alone where there are no snapshots of it', async () => {
    const adjusted = 'O:ABC1261218C00650000'
    const terms = { results: { ticker: adjusted, underlying_ticker: 'ABC', shares_per_contract: 150 } }
    const { rest } = createRestDesk((_request, index) => (index === 0 ? notFound() : json(terms)))
    const answer = await rest.getOptionContract(adjusted)
    expect(answer.contract).toMatchObject({ underlying: 'ABC', sharesPerContract: 150 })
    expect(answer.quote).toBeUndefined()
  })

  it('answers the terms alone where the plan has no snapshots', async () => {
    const terms = { results: { ticker, underlying_ticker: 'SPY', strike_price: 650, expiration_date: '2026-12-18' } }
    const { rest } = createRestDesk((_request, index) => (index === 0 ? notEntitled() : json(terms)))
    const answer = await rest.getOptionContract(ticker)
    expect(answer.contract).toMatchObject({ ticker, underlying: 'SPY', strike: 650 })
    expect(answer.quote).toBeUndefined()
  })

  it.each([
    ['an unknown contract', notFound, NotFoundError],
    ['a plan without options', notEntitled, NotEntitledError],
  ])('fails on %s', async (_name, answer, type) => {
    const { rest } = createRestDesk(answer)
    expect(await failureOf(rest.getOptionContract(ticker))).toBeInstanceOf(type)
  })

  it('does not take another contract for the one that was asked for', async () => {
    const { rest } = createRestDesk((_request, index) =>
      index === 0 ? notEntitled() : json({ results: { ticker: 'O:SPY261218P00650000' } }),
    )
    expect(await failureOf(rest.getOptionContract(ticker))).toBeInstanceOf(NotFoundError)
  })

  it.each(['SPY', 'I:SPX', 'O:SPY261218C000650000'])('refuses %s without a request', async (symbol) => {
    const { rest, server } = createRestDesk(notFound)
    const error = await failureOf(rest.getOptionContract(symbol))
    expect(error).toBeInstanceOf(InvalidTickerError)
    expect(error.message).toContain(symbol)
    expect(server.requests).toHaveLength(0)
  })
})
