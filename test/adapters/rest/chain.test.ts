import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidRequestError, InvalidTickerError, NotEntitledError, UpstreamError } from '../../../domain/errors.ts'
import type { ChainParams, OptionContract, OptionsChain } from '../../../domain/option.ts'
import type { Quote } from '../../../domain/quote.ts'
import type { ChainPage, PageProgress } from '../../../adapters/rest/rest-types.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import { chainRow, createChainVendor, expirationsFrom } from '../../support/chain-vendor.ts'
import { failureOf } from '../../support/failure-of.ts'
import { json } from '../../support/fake-fetch.ts'
import type { FakeRequest } from '../../support/fake-fetch.ts'
import { createRestDesk } from '../../support/rest-desk.ts'

const strikes = Array.from({ length: 75 }, (_, index) => 560 + index * 2.5)
const isReference = ({ url }: FakeRequest): boolean => url.pathname.includes('/v3/reference/')
const tickersOf = (contracts: readonly OptionContract[]): readonly string[] => contracts.map(({ ticker }) => ticker)
const inOrder = (contracts: readonly OptionContract[]): readonly OptionContract[] =>
  contracts.toSorted(
    (a, b) =>
      a.expiration.localeCompare(b.expiration) ||
      a.strike - b.strike ||
      a.type.localeCompare(b.type) ||
      a.ticker.localeCompare(b.ticker),
  )

describe('options chain', () => {
  it('fetches a small chain in one request', async () => {
    const vendor = createChainVendor(expirationsFrom(1), strikes)
    const { rest, asked, clock } = createRestDesk((request) => vendor.answer(request))
    const chain = await rest.getOptionsChain('SPY')
    expect(asked()).toEqual(['v3/snapshot/options/SPY?sort=expiration_date&order=asc&limit=250'])
    expect(chain).toMatchObject({
      underlying: 'SPY',
      underlyingPrice: 650,
      expirations: ['2026-11-27'],
      complete: true,
      fetchedAt: clock.now(),
    })
    expect(chain.contracts).toHaveLength(150)
  })

  it('comes out whole, ordered and without duplicates when it is fetched in parallel', async () => {
    const vendor = createChainVendor(expirationsFrom(20), strikes)
    let open = 0
    let mostOpen = 0
    const { rest } = createRestDesk(async (request) => {
      mostOpen = Math.max(mostOpen, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      return vendor.answer(request)
    })
    const chain = await rest.getOptionsChain('SPY')
    expect(chain.contracts).toHaveLength(3_000)
    expect(new Set(tickersOf(chain.contracts)).size).toBe(3_000)
    expect(chain.contracts).toEqual(inOrder(chain.contracts))
    expect(chain.expirations).toEqual(expirationsFrom(20))
    expect(chain.complete).toBe(true)
    expect(mostOpen).toBe(6)
  })

  it('asks for lower and upper strikes apart where whole expirations leave pages half empty', async () => {
    const vendor = createChainVendor(expirationsFrom(20), strikes)
    const { rest, asked } = createRestDesk((request) => vendor.answer(request))
    const chain = await rest.getOptionsChain('SPY', { strikeFrom: 560, strikeTo: 745 })
    expect(chain.contracts).toHaveLength(3_000)
    // the first page, its last expiration as a whole, the learning, and three expirations a page, twice
    expect(asked()).toHaveLength(3 + 2 * 6)
    expect(asked()[3]).toBe(
      'v3/snapshot/options/SPY?strike_price.gte=560&strike_price.lte=652.5&expiration_date.gt=2026-12-04&expiration_date.lte=2026-12-25&sort=expiration_date&order=asc&limit=250',
    )
    expect(asked()[4]).toBe(
      'v3/snapshot/options/SPY?strike_price.lte=745&expiration_date.gt=2026-12-04&expiration_date.lte=2026-12-25&strike_price.gt=652.5&sort=expiration_date&order=asc&limit=250',
    )
  })

  it('asks for both halves at once where an expiration does not fit a page', async () => {
    const many = Array.from({ length: 200 }, (_, index) => 550 + index)
    const vendor = createChainVendor(expirationsFrom(8), many)
    const { rest, asked } = createRestDesk((request) => vendor.answer(request))
    const chain = await rest.getOptionsChain('SPY')
    expect(chain.contracts).toHaveLength(3_200)
    expect(chain.complete).toBe(true)
    const secondPages = asked().filter((path) => path.includes('cursor='))
    // of the expiration that the first page cut, and no other
    expect(secondPages).toEqual([expect.stringContaining('expiration_date=2026-11-27')])
  })

  it.each([
    [620, 640],
    [640, 660],
    [690, 749],
  ])('keeps to the strikes asked for where their halves are asked for apart: %i to %i', async (from, to) => {
    const all = Array.from({ length: 400 }, (_, index) => 550 + index / 2)
    const vendor = createChainVendor(expirationsFrom(6), all, ['SPX', 'SPXW', 'SPXQ', 'SPXM'])
    const { rest } = createRestDesk((request) => vendor.answer(request))
    const chain = await rest.getOptionsChain('SPY', { strikeFrom: from, strikeTo: to })
    const expected = vendor.contracts.filter(({ strike }) => strike >= from && strike <= to)
    expect(tickersOf(chain.contracts).toSorted()).toEqual(expected.map(({ ticker }) => ticker).toSorted())
  })

  it('tells in the health how long the last whole one took', async () => {
    const vendor = createChainVendor(expirationsFrom(4), strikes)
    const { rest, clock, changes } = createRestDesk((request) => {
      clock.advance(40)
      return vendor.answer(request)
    })
    expect(rest.health().lastChainMs).toBeUndefined()
    await rest.getOptionsChain('SPY')
    const { requests, lastChainMs } = rest.health()
    expect(lastChainMs).toBe(requests * 40)
    expect(changes.at(-1)?.lastChainMs).toBe(lastChainMs)
  })

  it('misses no expiration that it did not learn of', async () => {
    const vendor = createChainVendor(expirationsFrom(20), strikes)
    const learned = createChainVendor([expirationsFrom(20)[4] ?? '', expirationsFrom(20)[9] ?? ''], [650])
    const { rest } = createRestDesk((request) => (isReference(request) ? learned : vendor).answer(request))
    const chain = await rest.getOptionsChain('SPY')
    expect(chain.contracts).toHaveLength(3_000)
    expect(chain.complete).toBe(true)
  })

  it('learns from pages that are shorter than it asked for', async () => {
    const vendor = createChainVendor(expirationsFrom(40), [650, 651, 652, 653, 654, 655, 656, 657])
    const { rest, asked } = createRestDesk((request) => {
      if (isReference(request) && !request.url.searchParams.has('cursor')) request.url.searchParams.set('limit', '10')
      return vendor.answer(request)
    })
    const chain = await rest.getOptionsChain('SPY')
    expect(chain.contracts).toHaveLength(vendor.contracts.length)
    expect(asked().filter((path) => path.includes('reference'))).toHaveLength(4)
    expect(asked().find((path) => path.includes('reference'))).toContain('sort=expiration_date&order=asc')
  })

  it('does without the reference data where the plan has none', async () => {
    const vendor = createChainVendor(expirationsFrom(4), strikes)
    const { rest } = createRestDesk((request) =>
      isReference(request)
        ? json({ status: 'NOT_AUTHORIZED', message: 'no' }, { status: 403 })
        : vendor.answer(request),
    )
    expect((await rest.getOptionsChain('SPY')).contracts).toHaveLength(600)
  })

  it('takes an index with its prefix, and asks the reference data without it', async () => {
    const vendor = createChainVendor(expirationsFrom(4), strikes, ['SPX', 'SPXW'])
    const { rest, asked } = createRestDesk((request) => vendor.answer(request))
    const chain = await rest.getOptionsChain('I:SPX')
    expect(asked()[0]).toContain('v3/snapshot/options/I:SPX?')
    expect(
      asked().filter((path) => path.includes('v3/reference/options/contracts?underlying_ticker=SPX&')),
    ).toHaveLength(1)
    expect(chain.contracts).toHaveLength(1_200)
    expect(chain.contracts.every(({ underlying }) => underlying === 'I:SPX')).toBe(true)
    expect(chain.contracts).toEqual(inOrder(chain.contracts))
  })

  it('asks for one expiration alone, page after page', async () => {
    const many = Array.from({ length: 300 }, (_, index) => 550 + index)
    const vendor = createChainVendor(expirationsFrom(3), many)
    const { rest, asked } = createRestDesk((request) => vendor.answer(request))
    const chain = await rest.getOptionsChain('SPY', { expiration: '2026-12-04' })
    expect(chain.contracts).toHaveLength(600)
    expect(chain.expirations).toEqual(['2026-12-04'])
    expect(asked()).toHaveLength(3)
    expect(asked().every((path) => path.includes('expiration_date=2026-12-04'))).toBe(true)
  })

  it('keeps to the bounds that were asked for', async () => {
    const vendor = createChainVendor(expirationsFrom(20), strikes)
    const { rest } = createRestDesk((request) => vendor.answer(request))
    const chain = await rest.getOptionsChain('SPY', {
      expirationFrom: '2026-12-04',
      expirationTo: '2027-02-05',
      strikeFrom: 570,
      strikeTo: 700,
      type: 'put',
    })
    const expected = vendor.contracts.filter(
      ({ expiration, strike, type }) =>
        expiration >= '2026-12-04' && expiration <= '2027-02-05' && strike >= 570 && strike <= 700 && type === 'put',
    )
    expect(tickersOf(chain.contracts).toSorted()).toEqual(expected.map(({ ticker }) => ticker).toSorted())
  })

  it('tells each page as it comes, with its quotes, the underlying`s price and how far it is', async () => {
    const vendor = createChainVendor(expirationsFrom(6), strikes)
    const { rest, clock } = createRestDesk((request) => vendor.answer(request))
    const contracts: OptionContract[] = []
    const quotes: Quote[] = []
    const progress: PageProgress[] = []
    const prices = new Set<number | undefined>()
    const onPage = (page: ChainPage): void => {
      contracts.push(...page.contracts)
      quotes.push(...page.quotes)
      progress.push(page.progress)
      prices.add(page.underlyingPrice)
    }
    const chain = await rest.getOptionsChain('SPY', {}, { onPage })

    expect(tickersOf(contracts).toSorted()).toEqual(tickersOf(chain.contracts).toSorted())
    expect(quotes.map(({ symbol }) => symbol)).toEqual(tickersOf(contracts))
    expect(quotes[0]).toMatchObject({ bid: 1, ask: 1.1, source: 'rest', receivedAt: clock.now() })
    expect([...prices]).toEqual([650])
    expect(progress[0]).toEqual({ loaded: 250, expected: undefined })
    expect(progress.at(-1)).toEqual({ loaded: 900, expected: 900 })
    expect(progress.map(({ loaded }) => loaded)).toEqual(progress.map(({ loaded }) => loaded).toSorted((a, b) => a - b))
  })

  it('is handed to nobody who has gone at the last moment', async () => {
    const vendor = createChainVendor(expirationsFrom(6), strikes)
    const read = (onBreath: (count: number) => void, signal?: AbortSignal): Promise<OptionsChain> => {
      let count = 0
      const clock = { ...createFakeClock(), breathe: async () => onBreath(++count) }
      return createRestDesk((request) => vendor.answer(request), { clock }).rest.getOptionsChain('SPY', {}, { signal })
    }
    let breaths = 0
    await read((count) => (breaths = count))
    const controller = new AbortController()
    const reading = read((count) => count === breaths && controller.abort(new Error('gone')), controller.signal)

    expect((await failureOf(reading)).message).toBe('gone')
  })

  it('says that it is incomplete when a part of it fails', async () => {
    const vendor = createChainVendor(expirationsFrom(8), strikes)
    const { rest, clock, events } = createRestDesk((request) =>
      request.url.searchParams.get('expiration_date.gt') === '2026-12-25' &&
      request.url.searchParams.has('strike_price.gt')
        ? json({ status: 'ERROR', error: 'broken' }, { status: 500 })
        : vendor.answer(request),
    )
    const pending = rest.getOptionsChain('SPY')
    await clock.advanceAsync(10_000)
    const chain = await pending
    expect(chain.complete).toBe(false)
    expect(chain.contracts.length).toBeGreaterThan(900)
    expect(events.filter(({ kind }) => kind === 'error').map(({ message }) => message)).toEqual([
      'The chain of SPY is incomplete: GET /v3/snapshot/options/SPY was refused: broken',
    ])
  })

  it('says that it is incomplete when it has more pages than are allowed', async () => {
    const vendor = createChainVendor(expirationsFrom(20), strikes)
    const { rest } = createRestDesk((request) => vendor.answer(request), { maxPages: 5 })
    const chain = await rest.getOptionsChain('SPY')
    expect(chain.complete).toBe(false)
    expect(chain.contracts.length).toBeGreaterThan(250)
  })

  it.each([
    [403, { status: 'NOT_AUTHORIZED', message: 'no' }, NotEntitledError],
    [200, { status: 'ERROR', error: 'no' }, UpstreamError],
  ])('rejects when not even the first page can be had: %i', async (status, body, type) => {
    const { rest } = createRestDesk(() => json(body, { status }))
    expect(await failureOf(rest.getOptionsChain('SPY'))).toBeInstanceOf(type)
  })

  it('rejects with the reason of the signal when aborted on its way', async () => {
    const vendor = createChainVendor(expirationsFrom(20), strikes)
    const caller = new AbortController()
    const { rest, server, clock } = createRestDesk((request, index) => {
      if (index === 4) caller.abort(new Error('left'))
      return vendor.answer(request)
    })
    expect((await failureOf(rest.getOptionsChain('SPY', {}, { signal: caller.signal }))).message).toBe('left')
    await clock.advanceAsync(0)
    expect(server.open).toBe(0)
    expect(clock.pending).toBe(0)
    expect(server.requests.length).toBeLessThan(10)
  })

  it('leaves out a row that is no contract, and says so', async () => {
    const row = { ticker: 'O:SPY261127C00650000', expiration: '2026-11-27', strike: 650, type: 'call' }
    const nineDigits = { ...row, ticker: 'O:SPY261127C000650000' }
    const { rest, events } = createRestDesk(() =>
      json({ results: [chainRow(nineDigits), { details: 5 }, chainRow(row)] }),
    )
    expect(tickersOf((await rest.getOptionsChain('SPY')).contracts)).toEqual(['O:SPY261127C00650000'])
    expect(events).toMatchObject([{ kind: 'invalid-message', count: 2 }])
  })

  it('walks on from a first page without a readable row', async () => {
    const row = { ticker: 'O:SPY261127C00650000', expiration: '2026-11-27', strike: 650, type: 'call' }
    const { rest } = createRestDesk((_request, index) =>
      index === 0
        ? json({
            results: [{ details: 5 }],
            next_url: 'http://proxy.test/api/massive/v3/snapshot/options/SPY?cursor=2',
          })
        : json({ results: [chainRow(row)] }),
    )
    const chain = await rest.getOptionsChain('SPY')
    expect(chain.contracts).toHaveLength(1)
    expect(chain.complete).toBe(true)
  })

  it.each<[string, ChainParams, string]>([
    ['SPY', { expiration: '2026-02-30' }, 'expiration: "2026-02-30" is no day'],
    ['SPY', { expirationFrom: 'soon' }, 'expirationFrom: "soon" is no day'],
    ['SPY', { expirationFrom: '2026-12-18', expirationTo: '2026-12-11' }, 'expirationFrom: 2026-12-18 lies after'],
    ['SPY', { expiration: '2026-12-18', expirationTo: '2026-12-31' }, 'expiration: 2026-12-18 excludes'],
    ['SPY', { strikeFrom: 700, strikeTo: 600 }, 'strikeFrom: 700 lies after strikeTo: 600'],
    ['SPY', { strikeFrom: -1 }, 'strikeFrom: -1 is no strike'],
    ['SPY', { strikeTo: Number.NaN }, 'strikeTo: NaN is no strike'],
  ])('refuses %s %j without a request', async (underlying, params, text) => {
    const { rest, server } = createRestDesk(() => json({}))
    const error = await failureOf(rest.getOptionsChain(underlying, params))
    expect(error).toBeInstanceOf(InvalidRequestError)
    expect(error.message).toContain(text)
    expect(server.requests).toHaveLength(0)
  })

  it.each([
    ['SPX', 'I:SPX'],
    ['SPXW', 'I:SPX'],
    ['VIX', 'I:VIX'],
  ])('says where the options on the index of %s are, in the place of an empty chain', async (root, index) => {
    const { rest, server } = createRestDesk(() => json({}))
    const error = await failureOf(rest.getOptionsChain(root))
    expect(error).toBeInstanceOf(InvalidTickerError)
    expect(error.message).toContain(`"${root}": options on this index are listed under ${index}`)
    expect(server.requests).toHaveLength(0)
  })

  it.each(['O:SPY261218C00650000', 'C:EURUSD', '', 'BRK/B'])('refuses %j as an underlying', async (underlying) => {
    const { rest, server } = createRestDesk(() => json({}))
    expect(await failureOf(rest.getOptionsChain(underlying))).toBeInstanceOf(InvalidTickerError)
    expect(server.requests).toHaveLength(0)
  })

  it('is whole and ordered whatever the chain looks like', async () => {
    const uneven = fc.record({
      expirations: fc.integer({ min: 1, max: 30 }),
      stepDays: fc.integer({ min: 1, max: 40 }),
      strikes: fc.uniqueArray(fc.integer({ min: 10, max: 2_000 }), { minLength: 1, maxLength: 160 }),
      concurrency: fc.integer({ min: 1, max: 8 }),
    })
    await fc.assert(
      fc.asyncProperty(uneven, async ({ expirations, stepDays, strikes, concurrency }) => {
        const sorted = strikes.toSorted((a, b) => a - b)
        const vendor = createChainVendor(expirationsFrom(expirations, stepDays), sorted)
        const { rest } = createRestDesk((request) => vendor.answer(request), { concurrency })
        const chain = await rest.getOptionsChain('SPY')
        expect(tickersOf(chain.contracts)).toEqual(vendor.contracts.map(({ ticker }) => ticker))
        expect(chain.complete).toBe(true)
      }),
      { numRuns: 25 },
    )
  }, 30_000)
})
