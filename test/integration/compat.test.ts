import { restClient as vendorRestClient, websocketClient as vendorWebsocketClient } from '@massive.com/client-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProxy } from '../../proxy/index.ts'
import type { Proxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import { restClient, websocketClient } from '../../src/compat/index.ts'
import type { VendorRestClient } from '../../src/compat/index.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'

type Call = (client: VendorRestClient) => Promise<unknown>

const DAYS = { from: '2026-11-02', to: '2026-11-06' }
const NEAR = { underlyingAsset: 'SPY', strikePriceGte: 640, strikePriceLte: 660, expirationDateLte: '2026-12-31' }

/** The same calls to both clients. */
const CALLS: readonly (readonly [string, Call])[] = [
  ['getMarketStatus', (rest) => rest.getMarketStatus()],
  ['getMarketHolidays', (rest) => rest.getMarketHolidays()],
  ['getSnapshots', (rest) => rest.getSnapshots({ tickerAnyOf: 'SPY,I:SPX,NOSUCH', limit: 250 })],
  ['getIndicesSnapshot', (rest) => rest.getIndicesSnapshot({ tickerAnyOf: 'I:SPX,I:NDX', limit: 250 })],
  ['getOptionsChain', (rest) => rest.getOptionsChain({ ...NEAR, limit: 5, contractType: 'call' })],
  ['listOptionsContracts', (rest) => rest.listOptionsContracts({ underlyingTicker: 'SPY', limit: 5 })],
  ['listTickers', (rest) => rest.listTickers({ search: 'spy', limit: 5 })],
  [
    'getStocksAggregates',
    (rest) => rest.getStocksAggregates({ stocksTicker: 'SPY', multiplier: 1, timespan: 'day', ...DAYS }),
  ],
  [
    'getIndicesAggregates',
    (rest) => rest.getIndicesAggregates({ indicesTicker: 'I:SPX', multiplier: 1, timespan: 'day', ...DAYS }),
  ],
  ['getPreviousStocksAggregates', (rest) => rest.getPreviousStocksAggregates({ stocksTicker: 'SPY' })],
  [
    'getStocksRSI',
    (rest) => rest.getStocksRSI({ stockTicker: 'SPY', timespan: 'day', window: 14, seriesType: 'close' }),
  ],
  ['getStocksTrades', (rest) => rest.getStocksTrades({ stockTicker: 'SPY', limit: 5 })],
  ['getStocksSnapshotTicker', (rest) => rest.getStocksSnapshotTicker({ stocksTicker: 'SPY' })],
]

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

  it.each(CALLS)('answers %s as the original does', async (_, call) => {
    expect(comparable(await call(ours()))).toEqual(comparable(await call(theirs())))
  })

  it('answers one contract as the original does', async () => {
    const { results } = await ours().getOptionsChain({ ...NEAR, limit: 1 })
    const optionContract = results?.[0]?.details?.ticker ?? ''
    const call: Call = (rest) => rest.getOptionContract({ underlyingAsset: 'SPY', optionContract })

    expect(comparable(await call(ours()))).toEqual(comparable(await call(theirs())))
    expect(optionContract).toMatch(/^O:SPY/)
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
    const fetch: typeof globalThis.fetch = async (input) => {
      const { pathname, search, origin } = new URL(input instanceof Request ? input.url : input)
      if (pathname.endsWith('/ws-token'))
        return json({ token: 't', expiresAt: Date.now() + 60_000, serverTime: Date.now() })
      if (search.includes('cursor')) return json({ status: 'OK' })
      return json({
        status: 'OK',
        results: [{ ticker: 'SPY' }],
        next_url: `${origin}/api/massive/v3/snapshot?cursor=2`,
      })
    }
    const rest = restClient('', 'http://proxy.test/api/massive', {
      pagination: true,
      tokenUrl: 'http://proxy.test/api/ws-token',
      fetch,
    })

    expect(await rest.getSnapshots()).toEqual({ status: 'OK', results: [{ ticker: 'SPY' }] })
  })

  it('names a missing part of the path before it asks', async () => {
    await expect(ours().getOptionContract({ underlyingAsset: 'SPY' })).rejects.toThrow('optionContract is missing')
  })

  it('speaks the vendor’s stream', async () => {
    const live = await createSimulator({ ticksPerSecond: 500 })
    const liveProxy = await createProxy({
      apiKey: 'simulator',
      restUrl: live.restUrl,
      wsUrl: live.wsUrl,
      port: 0,
      logLevel: 'silent',
    })
    const provider = new MassiveDataProvider({
      baseUrl: `${liveProxy.url}/api/massive`,
      wsUrl: liveProxy.wsUrl,
      tokenUrl: `${liveProxy.url}/api/ws-token`,
    })
    try {
      const our = await eventOf(websocketClient('', '', { provider }).stocks(), 'Q.SPY')
      provider.disconnect()
      await liveProxy.close() // the simulator lets one socket of a key in
      const their = await eventOf(
        unchecked<() => unknown>(vendorWebsocketClient('simulator', live.wsUrl).stocks)(),
        'Q.SPY',
      )

      for (const [name, value] of Object.entries(our))
        expect({ [name]: typeof their[name] }).toEqual({ [name]: typeof value })
      expect(our).toMatchObject({ ev: 'Q', sym: 'SPY' })
    } finally {
      provider.disconnect()
      await liveProxy.close()
      await live.close()
    }
  })
})

interface SocketLike {
  onmessage: ((message: { data: string }) => void) | null
  send(text: string): void
  close(): void
}

/** The first event of a pair, through the vendor's handshake. */
function eventOf(socket: unknown, pair: string): Promise<Readonly<Record<string, unknown>>> {
  const stream = unchecked<SocketLike>(socket)
  return new Promise((resolve) => {
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the interface of the vendor's sockets
    stream.onmessage = ({ data }) => {
      for (const event of unchecked<Record<string, unknown>[]>(JSON.parse(data))) {
        if (event['status'] === 'connected') stream.send(JSON.stringify({ action: 'auth', params: 'simulator' }))
        if (event['status'] === 'auth_success') stream.send(JSON.stringify({ action: 'subscribe', params: pair }))
        if (event['ev'] !== 'status') {
          stream.close()
          resolve(event)
        }
      }
    }
  })
}

// the original's types are its own; that it answers alike is what is tested
// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters -- see above
const unchecked = <T>(value: unknown): T => value as T

const inOrder = (texts: readonly (string | undefined)[]): readonly (string | undefined)[] =>
  texts.toSorted((a = '', b = '') => (a < b ? -1 : Number(a > b)))

function json(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
}

/** Without what differs by nature: the request's id, and the host of the next page. */
function comparable(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer
  const { request_id: _, next_url: __, ...rest } = unchecked<Record<string, unknown>>(answer)
  return rest
}
