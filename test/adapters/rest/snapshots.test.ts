import { describe, expect, it } from 'vitest'
import {
  InvalidPayloadError,
  InvalidRequestError,
  InvalidTickerError,
  NetworkError,
  NotEntitledError,
  NotFoundError,
  UpstreamError,
} from '../../../domain/errors.ts'
import { failureOf } from '../../support/failure-of.ts'
import { connectionLost, json } from '../../support/fake-fetch.ts'
import type { FakeRequest } from '../../support/fake-fetch.ts'
import { createRestDesk } from '../../support/rest-desk.ts'

const symbols = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `S${String(index).padStart(4, '0')}`)

const askedIn = ({ url }: FakeRequest): readonly string[] => url.searchParams.get('ticker.any_of')?.split(',') ?? []
const row = (ticker: string): unknown => ({ ticker, last_trade: { price: 5, last_updated: 1_795_186_800_000_000_000 } })
const answer = (request: FakeRequest): Response =>
  // the vendor answers in its own order
  json({ status: 'OK', results: askedIn(request).map(row).reverse() })

describe('snapshots', () => {
  it('answers in the order asked, each symbol once, and asks for as many rows as symbols', async () => {
    const { rest, asked, clock } = createRestDesk(answer)
    const { quotes, errors } = await rest.getQuotes(['SPY', ' BRK.B ', 'O:SPY261218C00650000', 'SPY', 'I:SPX'])
    expect(quotes.map(({ symbol }) => symbol)).toEqual(['SPY', 'BRK.B', 'O:SPY261218C00650000', 'I:SPX'])
    expect(quotes[0]).toMatchObject({ last: 5, source: 'rest', receivedAt: clock.now(), timestamp: 1_795_186_800_000 })
    expect(errors).toEqual([])
    expect(asked()).toEqual(['v3/snapshot?ticker.any_of=SPY,BRK.B,O:SPY261218C00650000,I:SPX&limit=250'])
  })

  it('asks for indices where they need no other plan', async () => {
    const { rest, asked } = createRestDesk(answer)
    await rest.getIndices(['I:SPX'])
    expect(asked()).toEqual(['v3/snapshot/indices?ticker.any_of=I:SPX&limit=250'])
  })

  it('splits a list of more than 250', async () => {
    const { rest, server } = createRestDesk(answer)
    const { quotes } = await rest.getQuotes(symbols(601))
    expect(quotes.map(({ symbol }) => symbol)).toEqual(symbols(601))
    expect(server.requests.map((request) => askedIn(request).length)).toEqual([250, 250, 101])
  })

  it('returns the errors of single rows beside the good rows', async () => {
    const { rest } = createRestDesk(() =>
      json({
        results: [
          row('SPY'),
          { ticker: 'NOPE', error: 'NOT_FOUND', message: 'Ticker not found.' },
          { ticker: 'I:SPX', error: 'NOT_ENTITLED', message: 'Not entitled to this ticker.' },
        ],
      }),
    )
    const { quotes, errors } = await rest.getQuotes(['SPY', 'NOPE', 'I:SPX', 'GONE'])
    expect(quotes.map(({ symbol }) => symbol)).toEqual(['SPY'])
    expect(errors.map(({ symbol, error }) => [symbol, error.constructor])).toEqual([
      ['NOPE', NotFoundError],
      ['I:SPX', NotEntitledError],
      ['GONE', NotFoundError],
    ])
  })

  it('keeps the good rows when others cannot be read', async () => {
    const { rest, events } = createRestDesk(() => json({ results: [row('SPY'), { ticker: 'QQQ', value: 'high' }] }))
    const { quotes, errors } = await rest.getQuotes(['SPY', 'QQQ'])
    expect(quotes).toHaveLength(1)
    expect(errors[0]?.error).toBeInstanceOf(InvalidPayloadError)
    expect(events).toMatchObject([{ kind: 'invalid-message', count: 1 }])
  })

  it('ignores rows that were not asked for', async () => {
    const { rest } = createRestDesk(() => json({ results: [row('SPY'), row('QQQ'), row('SPY')] }))
    expect((await rest.getQuotes(['SPY'])).quotes).toHaveLength(1)
  })

  it('asks for each symbol alone when a list fails, a few at a time', async () => {
    let open = 0
    let mostOpen = 0
    const { rest, server } = createRestDesk(async (request) => {
      const asked = askedIn(request)
      if (asked.includes('S0003')) return json({ status: 'ERROR', error: 'bad ticker S0003' }, { status: 400 })
      mostOpen = Math.max(mostOpen, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      return answer(request)
    })
    const { quotes, errors } = await rest.getQuotes(symbols(40))
    expect(quotes).toHaveLength(39)
    expect(errors).toMatchObject([{ symbol: 'S0003' }])
    expect(errors[0]?.error).toBeInstanceOf(InvalidRequestError)
    expect(server.requests).toHaveLength(41)
    expect(mostOpen).toBe(6)
  })

  it('does not ask for hundreds of symbols alone while the service is down', async () => {
    const { rest, server, clock } = createRestDesk(() => json({ status: 'ERROR', error: 'down' }, { status: 500 }), {
      concurrency: 2,
    })
    const failure = failureOf(rest.getQuotes(symbols(250)))
    await clock.advanceAsync(60_000)
    expect(await failure).toBeInstanceOf(UpstreamError)
    // three attempts of the list, and of four symbols: two at a time until three have failed
    expect(server.requests.length).toBe(3 + 4 * 3)
  })

  it('does not ask a plan without snapshots for each symbol alone', async () => {
    const body = { status: 'NOT_AUTHORIZED', message: 'You are not entitled to this data.' }
    const { rest, server } = createRestDesk(() => json(body, { status: 403 }))
    const { quotes, errors } = await rest.getQuotes(symbols(40))
    expect(quotes).toEqual([])
    expect(errors).toHaveLength(40)
    expect(errors.every(({ error }) => error instanceof NotEntitledError)).toBe(true)
    expect(server.requests).toHaveLength(1)
  })

  it('does not split a list that failed for want of a connection', async () => {
    const { rest, server, clock } = createRestDesk(connectionLost)
    const failure = failureOf(rest.getQuotes(symbols(20)))
    await clock.advanceAsync(60_000)
    expect(await failure).toBeInstanceOf(NetworkError)
    expect(server.requests).toHaveLength(3)
  })

  it('keeps what one list brought when another fails', async () => {
    const { rest, clock } = createRestDesk((request) =>
      askedIn(request).includes('S0000') ? connectionLost() : answer(request),
    )
    const pending = rest.getQuotes(symbols(300))
    await clock.advanceAsync(60_000)
    const { quotes, errors } = await pending
    expect(quotes).toHaveLength(50)
    expect(errors).toHaveLength(250)
    expect(errors[0]?.error).toBeInstanceOf(NetworkError)
  })

  it('answers a single symbol that cannot be had with its error', async () => {
    const { rest, server } = createRestDesk(() => json({ status: 'ERROR', error: 'bad' }, { status: 400 }))
    const { quotes, errors } = await rest.getQuotes(['SPY'])
    expect(quotes).toEqual([])
    expect(errors).toMatchObject([{ symbol: 'SPY' }])
    expect(server.requests).toHaveLength(1)
  })

  it('rejects with the reason of the signal when aborted', async () => {
    const caller = new AbortController()
    const { rest } = createRestDesk((request, index) => {
      if (index === 0) return json({ status: 'ERROR', error: 'bad' }, { status: 400 })
      caller.abort(new Error('left'))
      return answer(request)
    })
    expect((await failureOf(rest.getQuotes(symbols(9), { signal: caller.signal }))).message).toBe('left')
  })

  it('refuses an empty list and malformed tickers without a request', async () => {
    const { rest, server } = createRestDesk(answer)
    const empty = await failureOf(rest.getQuotes([]))
    expect(empty).toBeInstanceOf(InvalidRequestError)
    expect(empty.message).toContain('symbols: [] is empty')
    const malformed = await failureOf(rest.getQuotes(['SPY', 'BRK/B']))
    expect(malformed).toBeInstanceOf(InvalidTickerError)
    expect(malformed.message).toContain('BRK/B')
    expect(await failureOf(rest.getIndices([]))).toBeInstanceOf(InvalidRequestError)
    expect(server.requests).toHaveLength(0)
  })
})
