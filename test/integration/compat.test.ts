import { once } from 'node:events'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { restClient as vendorRestClient } from '@massive.com/client-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NotFoundError } from '../../domain/errors.ts'
import { createProxy } from '../../proxy/index.ts'
import type { Proxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import { restClient } from '../../src/compat/index.ts'
import type { OperationName, VendorRestClient } from '../../src/compat/index.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'

type Call = (client: VendorRestClient) => Promise<unknown>

const CONTRACT = 'O:SPY261218C00650000'
const DAILY = { multiplier: 1, timespan: 'day', from: '2026-11-02', to: '2026-11-06' }
const RSI = { timespan: 'day', window: 14, seriesType: 'close', limit: 5 }
const NEAR = { underlyingAsset: 'SPY', strikePriceGte: 640, strikePriceLte: 660, expirationDateLte: '2026-12-31' }

/** The same call of every operation to both clients; the type lets none be forgotten. */
const CALLS: Readonly<Record<OperationName, Call>> = {
  getMarketStatus: (rest) => rest.getMarketStatus(),
  getMarketHolidays: (rest) => rest.getMarketHolidays(),
  getSnapshots: (rest) => rest.getSnapshots({ tickerAnyOf: `SPY,I:SPX,${CONTRACT},NOSUCH`, limit: 250 }),
  getIndicesSnapshot: (rest) => rest.getIndicesSnapshot({ tickerAnyOf: 'I:SPX,I:NDX', limit: 250 }),
  getOptionsChain: (rest) => rest.getOptionsChain({ ...NEAR, limit: 5, contractType: 'call' }),
  getOptionContract: (rest) => rest.getOptionContract({ underlyingAsset: 'SPY', optionContract: CONTRACT }),
  getStocksSnapshotTicker: (rest) => rest.getStocksSnapshotTicker({ stocksTicker: 'SPY' }),
  getOptionsContract: (rest) => rest.getOptionsContract({ optionsTicker: CONTRACT }),
  listOptionsContracts: (rest) => rest.listOptionsContracts({ underlyingTicker: 'SPY', limit: 5 }),
  listTickers: (rest) => rest.listTickers({ search: 'spy', limit: 5 }),
  getTicker: (rest) => rest.getTicker({ ticker: 'AAPL' }),
  getStocksAggregates: (rest) => rest.getStocksAggregates({ stocksTicker: 'SPY', ...DAILY }),
  getOptionsAggregates: (rest) => rest.getOptionsAggregates({ optionsTicker: CONTRACT, ...DAILY }),
  getIndicesAggregates: (rest) => rest.getIndicesAggregates({ indicesTicker: 'I:SPX', ...DAILY }),
  getPreviousStocksAggregates: (rest) => rest.getPreviousStocksAggregates({ stocksTicker: 'SPY' }),
  getPreviousOptionsAggregates: (rest) => rest.getPreviousOptionsAggregates({ optionsTicker: CONTRACT }),
  getPreviousIndicesAggregates: (rest) => rest.getPreviousIndicesAggregates({ indicesTicker: 'I:SPX' }),
  getStocksRSI: (rest) => rest.getStocksRSI({ stockTicker: 'SPY', ...RSI }),
  getOptionsRSI: (rest) => rest.getOptionsRSI({ optionsTicker: CONTRACT, ...RSI }),
  getIndicesRSI: (rest) => rest.getIndicesRSI({ indicesTicker: 'I:SPX', ...RSI }),
  getStocksTrades: (rest) => rest.getStocksTrades({ stockTicker: 'SPY', limit: 5 }),
  getOptionsTrades: (rest) => rest.getOptionsTrades({ optionsTicker: CONTRACT, limit: 5 }),
}

describe('the adapter in the shapes of the vendor’s client', () => {
  let simulator: Simulator
  let proxy: Proxy
  let ours: (pagination?: boolean) => VendorRestClient
  let theirs: (pagination?: boolean) => VendorRestClient

  beforeAll(async () => {
    // a market that stands still, so that two answers can be equal
    simulator = await createSimulator({ clock: createFakeClock() })
    proxy = await createProxy({
      apiKey: 'simulator',
      restUrl: simulator.restUrl,
      wsUrl: simulator.wsUrl,
      port: 0,
      logLevel: 'silent',
    })
    ours = (pagination = false) => restClient('', `${proxy.url}/api/massive`, { pagination })
    theirs = (pagination = false) => unchecked(vendorRestClient('simulator', simulator.restUrl, { pagination }))
  })

  afterAll(async () => {
    await proxy.close()
    await simulator.close()
  })

  it.each(Object.entries(CALLS))('answers %s as the original does', async (_, call) => {
    const answer = comparable(await call(ours()))

    expect(answer).toEqual(comparable(await call(theirs())))
    expect(JSON.stringify(answer).length).toBeGreaterThan(50)
  })

  it('gives every operation a method of the original’s name', () => {
    const original = theirs()

    expect(Object.keys(ours()).filter((name) => typeof Reflect.get(original, name) !== 'function')).toEqual([])
  })

  it('fails where the original fails, saying what', async () => {
    const call: Call = (rest) => rest.getTicker({ ticker: 'NOSUCH' })

    await expect(call(theirs())).rejects.toMatchObject({ response: { status: 404 } })
    await expect(call(ours())).rejects.toBeInstanceOf(NotFoundError)
  })

  it('joins the same pages as the original, but in their order', async () => {
    const call = (rest: VendorRestClient) => rest.getOptionsChain({ ...NEAR, limit: 10, sort: 'ticker', order: 'asc' })
    const tickers = ({ results = [] }: Awaited<ReturnType<typeof call>>): readonly (string | undefined)[] =>
      results.map(({ details }) => details?.ticker)

    const [our, their] = [tickers(await call(ours(true))), tickers(await call(theirs(true)))]

    expect(our.length).toBeGreaterThan(20)
    expect(our).toEqual(inOrder(our))
    expect(their).not.toEqual(our)
    expect(inOrder(their)).toEqual(our)
  })

  it('takes a last page without results, on which the original fails', async () => {
    await using server = await startVendor({ status: 'OK' })
    const call: Call = (rest) => rest.getSnapshots()

    await expect(call(server.theirs)).rejects.toThrow(TypeError)
    expect(await call(server.ours)).toEqual({ status: 'OK', results: [{ ticker: 'SPY' }], count: 1 })
  })

  it('counts what it joined, where the original counts what the pages say', async () => {
    await using server = await startVendor({ status: 'OK', results: [{ ticker: 'QQQ' }] })
    const call: Call = (rest) => rest.getSnapshots()

    expect(await call(server.theirs)).toMatchObject({ count: Number.NaN })
    expect(await call(server.ours)).toEqual({
      status: 'OK',
      results: [{ ticker: 'SPY' }, { ticker: 'QQQ' }],
      count: 2,
    })
  })

  it('names a missing part of the path before it asks', async () => {
    await expect(ours().getOptionContract({ underlyingAsset: 'SPY' })).rejects.toThrow('optionContract is missing')
  })
})

// the original's types are its own; that it answers alike is what is tested
// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters -- see above
const unchecked = <T>(value: unknown): T => value as T

const inOrder = (texts: readonly (string | undefined)[]): readonly (string | undefined)[] =>
  texts.toSorted((a = '', b = '') => (a < b ? -1 : Number(a > b)))

interface Vendor extends AsyncDisposable {
  readonly ours: VendorRestClient
  readonly theirs: VendorRestClient
}

/** A vendor and a proxy in one whose list has a second and last page as given. */
async function startVendor(lastPage: object): Promise<Vendor> {
  const server = createServer(({ url = '' }, response) => {
    const address = `http://${new URL(baseUrl).host}`
    const body = url.startsWith('/api/ws-token')
      ? { token: 't', expiresAt: Date.now() + 60_000, serverTime: Date.now() }
      : url.includes('cursor')
        ? lastPage
        : {
            status: 'OK',
            count: 1,
            results: [{ ticker: 'SPY' }],
            next_url: `${address}/api/massive/v3/snapshot?cursor=2`,
          }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const baseUrl = `http://127.0.0.1:${port}/api/massive`
  return {
    ours: restClient('', baseUrl, { pagination: true }),
    theirs: unchecked(vendorRestClient('simulator', baseUrl, { pagination: true })),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await promisify(server.close.bind(server))()
    },
  }
}

/** Without what differs by nature: the request's id, and the address of the next page. */
function comparable(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer
  const { request_id: _, next_url: next, ...rest } = unchecked<Record<string, unknown>>(answer)
  return { ...rest, hasMore: next !== undefined }
}
