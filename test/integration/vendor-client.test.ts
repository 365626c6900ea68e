import {
  GetIndicesAggregatesTimespanEnum,
  GetOptionsChainContractTypeEnum,
  GetOptionsRSITimespanEnum,
  GetStocksAggregatesTimespanEnum,
  restClient,
  websocketClient,
} from '@massive.com/client-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'

const KEY = 'a-key-of-the-test'
const CONTRACT = 'O:SPY261218C00650000'
// a Friday, 11:00 in New York
const FRIDAY = Date.UTC(2026, 10, 20, 16)

const ANY_NUMBER: unknown = expect.any(Number)
const ANY_TEXT: unknown = expect.any(String)

let simulator: Simulator
let rest: ReturnType<typeof restClient>
let pagingRest: ReturnType<typeof restClient>

beforeAll(async () => {
  simulator = await createSimulator({ apiKey: KEY, seed: 3, startAt: FRIDAY, ticksPerSecond: 500 })
  rest = restClient(KEY, simulator.restUrl)
  pagingRest = restClient(KEY, simulator.restUrl, { pagination: true })
})

afterAll(() => simulator.close())

describe("the vendor's REST client against the simulator", () => {
  it('reads minute bars of a stock', async () => {
    const answer = await rest.getStocksAggregates({
      stocksTicker: 'AAPL',
      multiplier: 1,
      timespan: GetStocksAggregatesTimespanEnum.Minute,
      from: '2026-11-19',
      to: '2026-11-19',
    })

    expect(answer.resultsCount).toBe(1_440)
    expect(answer.results?.[0]).toMatchObject({
      t: Date.UTC(2026, 10, 19, 5),
      o: ANY_NUMBER,
      v: ANY_NUMBER,
    })
  })

  it('reads hourly bars of an index', async () => {
    const answer = await rest.getIndicesAggregates({
      indicesTicker: 'I:SPX',
      multiplier: 1,
      timespan: GetIndicesAggregatesTimespanEnum.Hour,
      from: '2026-11-18',
      to: '2026-11-18',
    })

    expect(answer.results?.length).toBe(24)
    expect(answer.results?.[0]).not.toHaveProperty('v')
  })

  it('reads the first ten rows of a chain by default', async () => {
    const answer = await rest.getOptionsChain({ underlyingAsset: 'SPY' })

    expect(answer.results).toHaveLength(10)
    expect(answer.next_url).toContain(`${simulator.restUrl}/v3/snapshot/options/SPY?cursor=`)
    expect(answer.next_url).not.toContain(KEY)
  })

  it('reads a whole slice of a chain by itself over several pages', async () => {
    const answer = await pagingRest.getOptionsChain({
      underlyingAsset: 'I:SPX',
      contractType: GetOptionsChainContractTypeEnum.Call,
      expirationDate: '2026-12-18',
      limit: 100,
    })
    const tickers = answer.results?.map((row) => row.details?.ticker) ?? []

    expect(tickers.length).toBeGreaterThan(100)
    expect(new Set(tickers).size).toBe(tickers.length)
    expect(new Set(tickers.map((ticker) => ticker?.split('261218')[0]))).toEqual(new Set(['O:SPX', 'O:SPXW']))
  })

  it('lists option contracts over pages, an index without its prefix', async () => {
    const query = { underlyingTicker: 'SPX', expirationDate: '2026-12-18', limit: 100 }
    const whole = await rest.listOptionsContracts({ ...query, limit: 1_000 })
    const paged = await pagingRest.listOptionsContracts(query)

    const tickersOf = (rows: typeof whole.results): string[] => (rows ?? []).map((row) => row.ticker ?? '').sort()
    expect(whole.next_url).toBeUndefined()
    expect(tickersOf(paged.results)).toEqual(tickersOf(whole.results))
  })

  it('reads one contract, its snapshot and its reference', async () => {
    const snapshot = await rest.getOptionContract({ underlyingAsset: 'SPY', optionContract: CONTRACT })
    const reference = await rest.getOptionsContract({ optionsTicker: CONTRACT })

    expect(snapshot.results?.details).toMatchObject({ strike_price: 650, expiration_date: '2026-12-18' })
    expect(reference.results).toMatchObject({ underlying_ticker: 'SPY', strike_price: 650, shares_per_contract: 100 })
  })

  it('reads market status and holidays', async () => {
    const status = await rest.getMarketStatus()
    const holidays = await rest.getMarketHolidays()

    expect(status.market).toBe('open')
    expect(holidays[0]).toMatchObject({ date: '2026-11-26', name: 'Thanksgiving', status: 'closed' })
  })

  it('reads snapshots of every class and is told which tickers are unknown', async () => {
    const answer = await rest.getSnapshots({ tickerAnyOf: `SPY,I:SPX,${CONTRACT},NOPE` })
    const byTicker = Object.fromEntries(answer.results?.map((row) => [row.ticker, row]) ?? [])

    expect(byTicker['SPY']).toMatchObject({ type: 'stocks', last_quote: { bid: ANY_NUMBER } })
    expect(byTicker['I:SPX']).toMatchObject({ type: 'indices', value: ANY_NUMBER })
    expect(byTicker[CONTRACT]).toMatchObject({ type: 'options', greeks: { delta: ANY_NUMBER } })
    expect(byTicker['NOPE']).toMatchObject({ error: 'NOT_FOUND' })
  })

  it('reads snapshots of indices and of a stock', async () => {
    const indices = await rest.getIndicesSnapshot({ tickerAnyOf: 'I:VIX,I:DJI' })
    const stock = await rest.getStocksSnapshotTicker({ stocksTicker: 'BRK.B' })

    expect(indices.results?.map((row) => row.ticker)).toEqual(['I:DJI', 'I:VIX'])
    expect(stock.ticker).toMatchObject({ ticker: 'BRK.B', day: { c: ANY_NUMBER } })
  })

  it('reads a relative strength index', async () => {
    const answer = await rest.getOptionsRSI({
      optionsTicker: CONTRACT,
      timespan: GetOptionsRSITimespanEnum.Day,
      limit: 5,
    })
    const values = answer.results?.values ?? []

    expect(values).toHaveLength(5)
    expect(values.every(({ value = -1 }) => value >= 0 && value <= 100)).toBe(true)
  })

  it('reads trades, newest first', async () => {
    const answer = await rest.getOptionsTrades({ optionsTicker: CONTRACT, limit: 20 })
    const times = answer.results?.map((row) => row.sip_timestamp) ?? []

    expect(times).toHaveLength(20)
    expect(times).toEqual(times.toSorted((a, b) => b - a))
  })

  it('is refused with a wrong key', async () => {
    const stranger = restClient('wrong', simulator.restUrl)

    await expect(stranger.getMarketStatus()).rejects.toMatchObject({
      response: { status: 401, data: { status: 'ERROR', error: 'Unknown API Key' } },
    })
  })
})

/** What is used of the vendor's socket; its package comes without types of its own. */
interface VendorSocket {
  addEventListener(type: 'message', listener: (message: { readonly data: unknown }) => void): void
  addEventListener(type: 'error', listener: (error: unknown) => void): void
  send(text: string): void
  close(): void
}
type VendorEvent = Readonly<Record<string, unknown>>

const isEventList = (value: unknown): value is readonly VendorEvent[] => Array.isArray(value)

function openSocket(cluster: 'stocks' | 'options' | 'indices'): VendorSocket {
  const open: () => VendorSocket = websocketClient(KEY, simulator.wsUrl)[cluster]
  return open()
}

/** Subscribes with the vendor's socket once it is authenticated; resolves with the first event of each wanted kind. */
function firstEvents(
  socket: VendorSocket,
  params: string,
  kinds: readonly string[],
): Promise<Map<string, VendorEvent>> {
  const found = new Map<string, VendorEvent>()
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', reject)
    socket.addEventListener('message', ({ data }) => {
      const events: unknown = JSON.parse(String(data))
      for (const event of isEventList(events) ? events : []) {
        if (event['status'] === 'auth_success') socket.send(JSON.stringify({ action: 'subscribe', params }))
        if (kinds.includes(String(event['ev'])) && !found.has(String(event['ev'])))
          found.set(String(event['ev']), event)
      }
      if (found.size === kinds.length) resolve(found)
    })
  })
}

describe("the vendor's WebSocket client against the simulator", () => {
  it('streams quotes, trades and second bars of an option', async () => {
    const socket = openSocket('options')
    const events = await firstEvents(socket, `Q.${CONTRACT},T.${CONTRACT},A.${CONTRACT}`, ['Q', 'T', 'A'])
    socket.close()

    expect(events.get('Q')).toMatchObject({ sym: CONTRACT, bp: ANY_NUMBER, ap: ANY_NUMBER })
    expect(events.get('T')).toMatchObject({ sym: CONTRACT, p: ANY_NUMBER, c: [209] })
    expect(events.get('A')).toMatchObject({ sym: CONTRACT, av: ANY_NUMBER })
  })

  it('streams values and second bars of an index', async () => {
    const socket = openSocket('indices')
    const events = await firstEvents(socket, 'V.I:SPX,A.I:SPX', ['V', 'A'])
    socket.close()

    expect(events.get('V')).toMatchObject({ T: 'I:SPX', val: ANY_NUMBER })
    expect(events.get('A')).not.toHaveProperty('v')
  })

  it('streams quotes and trades of a stock', async () => {
    const socket = openSocket('stocks')
    const events = await firstEvents(socket, 'Q.BRK.B,T.BRK.B', ['Q', 'T'])
    socket.close()

    expect(events.get('Q')).toMatchObject({ sym: 'BRK.B' })
    expect(events.get('T')).toMatchObject({ sym: 'BRK.B', i: ANY_TEXT, z: 1 })
  })
})
